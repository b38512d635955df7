"""Keep real data and demo mode apart: the database remembers in which mode it first served."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from minga.access.operations import note_installation
from minga.access.queries import installed_mode
from minga.kernel import clock

REAL_PEOPLE = (
    "select exists (select from access_account where not is_demo)"
    " or (exists (select from people_person) and not exists (select from access_account where is_demo))"
)


class Command(BaseCommand):
    """Run at every start, before anything is served. Refuses the other mode than the first one, and demo mode where
    there are accounts or persons that no demonstration made."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        mode = settings.MINGA_MODE
        if mode not in ("demo", "production"):
            return
        known = installed_mode()
        if known and known != mode:
            raise CommandError(f"This database was made for {known} mode: give {mode} mode another database and home.")
        if not known and mode == "demo" and self._has_real_people():
            raise CommandError(
                "This database holds accounts or persons that no demonstration made: demo mode never serves it."
            )
        if not known:
            note_installation(mode=mode, at=clock.now())

    def _has_real_people(self) -> bool:
        """As the owner, whom row-level security shows every municipality."""
        with connections["owner"].cursor() as cursor:
            cursor.execute(REAL_PEOPLE)
            return bool(cursor.fetchone()[0])
