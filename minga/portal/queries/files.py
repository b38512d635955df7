"""The expediente: everything on one person that its reader may see."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from minga.access.permissions import may
from minga.attendance.queries import timeline_of as attendance_of
from minga.certification.queries import timeline_of as certificates_of
from minga.kernel.actor import Actor
from minga.kernel.timeline import Entry
from minga.messaging.queries import timeline_of as messages_of
from minga.monitoring.queries import PersonFigures, figures_of_person
from minga.outreach.queries import timeline_of as calls_of
from minga.people.models import Participation, Person
from minga.people.queries import visible_people
from minga.prioritisation.queries import timeline_of as places_of
from minga.privacy.queries.person import PersonRights, rights_of
from minga.referrals.queries import timeline_of as referrals_of
from minga.screening.queries.submissions import timeline as screening_of
from minga.training.queries import timeline_of as training_of

from .journey import JourneyState, states_of


@dataclass(frozen=True, slots=True)
class PersonFile:
    """A person with the states of the newest participation, the figures, and what happened, newest first."""

    person: Person
    participations: list[Participation]
    states: list[JourneyState]
    figures: PersonFigures
    entries: list[Entry]
    may_interview: bool
    may_refer: bool
    rights: PersonRights


def person_file(actor: Actor, public_id: uuid.UUID) -> PersonFile | None:
    """The expediente of a person, or None when the actor may not see them."""
    person = visible_people(actor).filter(public_id=public_id).first()
    if person is None:
        return None
    participations = list(person.participations.select_related("programme").order_by("-entry"))
    entries = [entry for source in SOURCES for entry in source(person, actor)]
    return PersonFile(
        person=person,
        participations=participations,
        states=states_of(participations[0]) if participations else [],
        figures=figures_of_person(person),
        entries=sorted(entries, key=lambda entry: entry.at, reverse=True),
        may_interview=may(actor, "screening", "change"),
        may_refer=may(actor, "referrals", "change"),
        rights=rights_of(person, actor),
    )


def _registration(person: Person, actor: Actor) -> list[Entry]:
    entries = [
        Entry(
            at=person.registered_at,
            kind="registration",
            title=_("Inscripción"),
            detail=person.get_origin_display(),
            url_name="people:person-receipt",
            url_args={"public_id": person.public_id},
        )
    ]
    entries += [
        Entry(
            at=row.closed_at,
            kind="participation",
            title=_("Fin de la participación"),
            detail=row.get_end_display(),
        )
        for row in person.participations.all()
        if row.closed_at is not None
    ]
    return entries


SOURCES: tuple[Any, ...] = (
    _registration,
    screening_of,
    referrals_of,
    places_of,
    calls_of,
    messages_of,
    training_of,
    attendance_of,
    certificates_of,
)
