"""Name every Spanish text of the screen that has no English translation."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from minga.ui.catalogue import add_missing, find_texts, untranslated


class Command(BaseCommand):
    """Fails when a text lacks its translation; --write first puts the missing ones, empty, in the catalogue."""

    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="add missing texts, drop unused ones")

    def handle(self, *args: Any, **options: Any) -> None:
        catalogue = Path(settings.LOCALE_PATHS[0]) / "en" / "LC_MESSAGES" / "django.po"
        found = find_texts(settings.BASE)
        if options["write"]:
            self.stdout.write(f"{add_missing(found, catalogue)} texts added to {catalogue}")
        gaps = [*found.unreadable, *untranslated(found, catalogue)]
        if gaps:
            listed = "\n".join(gaps)
            raise CommandError(f"{len(gaps)} texts of {len(found.texts)} have no English:\n{listed}")
        self.stdout.write(f"all {len(found.texts)} texts have their English")
