"""Copy database and files into one sealed file, read it back and count it; without keys."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from minga.config.backup import container, making, places, programs
from minga.kernel import clock


class Command(BaseCommand):
    """Serving goes on meanwhile. Keep the keys (`$MINGA_HOME/keys`) somewhere else: without them no copy opens."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, help="folder (default: $MINGA_HOME/copies and MINGA_COPIES_TO)")
        parser.add_argument("--label", default="", help="a word in the file's name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            copy = making.make_copy(options["to"] or places.first_place(), at=clock.now(), label=options["label"])
            second = None if options["to"] else places.second_place()
            carried = places.carry(copy, second) if second else None
        except (container.NotACopy, programs.ProgramFailed, OSError) as error:
            raise CommandError(f"No copy was made: {error}") from error
        self.stdout.write(
            f"{copy.path}: {copy.rows} rows, {copy.files} files, {copy.size / 1e6:.1f} MB, read back and counted; "
            f"keys «{container.key_mark()}»"
        )
        if carried:
            self.stdout.write(f"{carried}: the same, read back there")
        elif not options["to"]:
            self.stdout.write("There is no second place: set MINGA_COPIES_TO to a folder on another disk or machine.")
