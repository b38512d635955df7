"""Restore the newest copy into a fresh cluster, check everything, sign in, and say how long it took."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from minga.config.backup import container, drill, places
from minga.kernel import clock


class Command(BaseCommand):
    """Touches nothing of the installation that serves. Prints the measured RPO and RTO as one JSON line at the end."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--copy", type=Path, help="default: the newest one of either place")

    def handle(self, *args: Any, **options: Any) -> None:
        known = places.newest()
        path = options["copy"] or (known.path if known else None)
        if path is None:
            raise CommandError("There is no copy yet: make one with the command backup.")
        try:
            done = drill.drill(path, at=clock.now())
        except (drill.DrillFailed, container.NotACopy) as error:
            raise CommandError(f"The drill failed. {error}") from error
        self.stdout.write(done.as_json())
