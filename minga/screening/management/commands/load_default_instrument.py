"""Give municipalities the default workbook, in force, where they have none yet."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from minga.kernel import clock
from minga.kernel.actor import system_actor
from minga.kernel.tenancy import scope
from minga.screening.operations import load_default_version
from minga.territory.models import Municipality


class Command(BaseCommand):
    """Safe to repeat."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", nargs="*", help="municipalities (all when none is named)")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = Municipality.objects.all()
        if options["slug"]:
            wanted = wanted.filter(slug__in=options["slug"])
            if len(wanted) != len(set(options["slug"])):
                raise CommandError("One of these municipalities does not exist.")
        for municipality in wanted:
            with scope(municipality.pk):
                version = load_default_version(actor=system_actor(municipality.pk), at=clock.now())
            self.stdout.write(f"{municipality.slug}: {version}")
