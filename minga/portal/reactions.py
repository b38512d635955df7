"""What follows from a look at a person: outside one's own tasks it goes on the week's list for review."""

from __future__ import annotations

from minga.audit.operations import note_look
from minga.kernel.events import reacts_to
from minga.people.events import PersonRead
from minga.people.models import Person

from .queries.tasks import concerns


@reacts_to(PersonRead)
def note_look_outside_tasks(event: PersonRead) -> None:
    """Put the look on the list unless the person is part of the reader's work; accounts only."""
    if event.actor.account_id is None or concerns(event.actor, event.person_id, event.at):
        return
    person = Person.objects.only("public_id", "municipality_id").get(pk=event.person_id)
    note_look(actor=event.actor, person_public_id=person.public_id, at=event.at)
