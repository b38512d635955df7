"""What referrals do when areas below tell something; in their transaction."""

from __future__ import annotations

from minga.kernel.actor import system_actor
from minga.kernel.events import reacts_to
from minga.people.events import ConsentWithdrawn
from minga.people.models import Person
from minga.people.states import ConsentPurpose

from . import operations


@reacts_to(ConsentWithdrawn)
def stop_sharing(event: ConsentWithdrawn) -> None:
    """A consent to sharing was taken back: referrals that rest on it close, and their links die."""
    if event.purpose != ConsentPurpose.SHARE_PARTNER:
        return
    person = Person.objects.get(pk=event.person_id)
    operations.close_for_consent(
        person_id=person.pk,
        partner_id=event.partner_id,
        actor=system_actor(person.municipality_id),
        at=event.at,
    )
