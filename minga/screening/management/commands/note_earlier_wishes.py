"""Note the wishes to talk in private of interviews that were finished before wishes had a table of their own."""

from typing import Any

from django.core.management.base import BaseCommand

from minga.audit import operations as audit
from minga.audit.queries import records_of
from minga.kernel import clock
from minga.kernel.actor import system_actor
from minga.kernel.tenancy import scope
from minga.screening.operations import note_earlier_wishes
from minga.territory.models import Municipality

ACTION = "screening.end_of_earlier_wishes"


class Command(BaseCommand):
    """Safe to repeat and to kill: commits every 2,000 interviews, and a municipality that is done is left alone."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        for municipality in Municipality.objects.all():
            with scope(municipality.pk):
                is_done = records_of(municipality.public_id).filter(action=ACTION).exists()
            if not is_done:
                self.stdout.write(f"{municipality.slug}: {self._note(municipality)}")

    def _note(self, municipality: Municipality) -> int:
        actor, at, total, last = system_actor(municipality.pk), clock.now(), 0, 0
        while True:
            with scope(municipality.pk):
                count, last = note_earlier_wishes(after_envelope=last, actor=actor, at=at)
                total += count
                if not last:
                    audit.record(actor=actor, action=ACTION, obj=municipality, at=at)
                    return total
