"""Load reference data: territory, organisations and the programme's frame."""

from typing import Any

from django.core.management.base import BaseCommand

from minga.programmes.operations import load_programme
from minga.territory.operations import load_territory


class Command(BaseCommand):
    """Safe to repeat."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        areas = load_territory()
        programme = load_programme()
        self.stdout.write(f"{areas} areas, programme {programme.slug}")
