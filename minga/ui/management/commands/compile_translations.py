"""Compile the translations (Django's own command needs GNU gettext)."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from minga.ui.catalogue import compile_catalogues


class Command(BaseCommand):
    """Safe to repeat."""

    help = __doc__
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        written = sum(compile_catalogues(Path(folder)) for folder in settings.LOCALE_PATHS)
        self.stdout.write(f"{written} catalogues compiled")
