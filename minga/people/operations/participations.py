"""Opening and closing participations, the spine of everything that follows."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from minga.audit import operations as audit
from minga.kernel import events
from minga.kernel.actor import Actor
from minga.kernel.refusals import refuse_if
from minga.programmes.models import Programme

from ..events import ParticipationClosed
from ..models import Participation, Person
from ..permissions import why_not_register


@transaction.atomic
def open_participation(
    *, person: Person, programme: Programme, origin: str, actor: Actor, at: datetime, next_step_on: date | None = None
) -> Participation:
    """Open a participation; the open one of the programme is returned as it is, a return gets the next entry number.

    Refuses without `people.change`.
    """
    refuse_if(why_not_register(actor))
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    known = person.participations.filter(programme=programme, closed_at__isnull=True).first()
    if known:
        return known
    participation = write_participation(
        person=person, programme=programme, origin=origin, actor=actor, at=at, next_step_on=next_step_on
    )
    audit.record(actor=actor, action="people.open_participation", obj=person, fields=("participations",), at=at)
    return participation


@transaction.atomic
def close_participation(
    *, participation: Participation, end: str, actor: Actor, at: datetime, note: str = ""
) -> Participation:
    """Close a participation with its reason; a closed one stays as it is. Refuses without `people.change`.

    Publishes ParticipationClosed.
    """
    refuse_if(why_not_register(actor))
    is_open = Participation.objects.filter(pk=participation.pk, closed_at__isnull=True)
    if is_open.update(closed_at=at, end=end, end_note=note):
        audit.record(
            actor=actor, action="people.close_participation", obj=participation, fields=("closed_at", "end"), at=at
        )
        events.publish(ParticipationClosed(participation.pk, at))
    participation.refresh_from_db()
    return participation


def write_participation(
    *, person: Person, programme: Programme, origin: str, actor: Actor, at: datetime, next_step_on: date | None = None
) -> Participation:
    """Write the next entry of a person in a programme; the caller has asked and records."""
    last = person.participations.filter(programme=programme).aggregate(last=Max("entry"))["last"] or 0
    return Participation.objects.create(
        municipality_id=person.municipality_id,
        person=person,
        programme=programme,
        entry=last + 1,
        origin=origin,
        opened_at=at,
        opened_by_id=actor.account_id,
        next_step_on=next_step_on,
    )
