"""What messaging does when people tell something; in their transaction."""

from __future__ import annotations

from minga.kernel.actor import system_actor
from minga.kernel.events import reacts_to
from minga.people.events import ConsentWithdrawn
from minga.people.models import Person
from minga.people.states import ConsentPurpose

from . import operations


@reacts_to(ConsentWithdrawn)
def stop_messages(event: ConsentWithdrawn) -> None:
    """Somebody wants no messages any more: what waits to be sent does not leave."""
    if event.purpose == ConsentPurpose.MESSAGES:
        person = Person.objects.only("municipality_id").get(pk=event.person_id)
        actor = system_actor(person.municipality_id)
        operations.hold_back(person_id=person.pk, channel=event.channel, actor=actor, at=event.at)
