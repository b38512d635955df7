"""Make what lives outside the database: keys, secret key, folders."""

import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from minga.kernel.keys import make_keys


class Command(BaseCommand):
    """Safe to repeat: what exists is left as it is."""

    help = __doc__
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        Path(settings.MINGA_FILES).mkdir(parents=True, exist_ok=True, mode=0o700)
        if make_keys(Path(settings.MINGA_KEYS)):
            self.stdout.write("keys made")
        secret = Path(settings.MINGA_HOME) / "keys" / "secret_key"
        if not secret.exists():
            secret.touch(mode=0o600)
            secret.write_text(secrets.token_urlsafe(48))
