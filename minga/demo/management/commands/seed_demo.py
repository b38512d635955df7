"""Fill an empty database with the demonstration: nine municipalities, people, and a cohort at every step."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from minga.access.models import Account
from minga.demo.seeding.demonstration import seed_demonstration
from minga.kernel import clock
from minga.territory.models import Municipality

SEED = 20261121
PEOPLE = 1600
FEWEST = 400


class Command(BaseCommand):
    """Only in demo mode, and only into a database without anything real; all of it or nothing."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="end quietly when there are municipalities already")
        parser.add_argument("--people", type=int, default=PEOPLE, help=f"registrations to make ({PEOPLE})")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_MODE:
            raise CommandError("The demonstration is made only with MINGA_MODE=demo.")
        if options["people"] < FEWEST:
            raise CommandError(f"--people is {FEWEST} or more: with fewer, a small city has nobody for a class.")
        if Municipality.objects.filter(is_demo=False).exists() or Account.objects.filter(is_demo=False).exists():
            raise CommandError("This database holds municipalities or accounts that are not the demonstration's.")
        if Municipality.objects.exists():
            if options["if_empty"]:
                self.stdout.write("The demonstration is there already.")
                return
            raise CommandError("The demonstration is there already; an empty database is needed to make it again.")
        seed_demonstration(people=options["people"], seed=SEED, at=clock.now(), say=self.stdout.write)
