"""Write docs/access.md from the table of rights."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from minga.access.document import access_document

DOCUMENT = Path(__file__).resolve().parents[4] / "docs" / "access.md"


class Command(BaseCommand):
    """Safe to repeat; a test fails when the document is not what this writes."""

    help = __doc__
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        DOCUMENT.write_text(access_document(), encoding="utf-8")
        self.stdout.write(f"{DOCUMENT.name} written")
