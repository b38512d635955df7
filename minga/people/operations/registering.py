"""Registering one person: everything in one transaction, and only once."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from minga.audit import operations as audit
from minga.kernel import events
from minga.kernel.actor import Actor
from minga.kernel.codes import new_code
from minga.kernel.ids import uuid7
from minga.kernel.names import name_key, name_tokens
from minga.kernel.refusals import refuse_if
from minga.programmes.models import Programme
from minga.programmes.queries import setting
from minga.territory.models import Municipality

from ..events import PersonRegistered
from ..models import Person
from ..permissions import why_not_register
from ..rules.entry import PersonEntry, own_values, why_not_serve
from .contacts import write_contact, write_document, write_trusted_person
from .participations import write_participation

CODE_LENGTH = 7
_UNDER_AGE = _("Tiene %(age)s años y el programa atiende desde los %(minimum)s. Si la fecha está mal, corríjala.")


@transaction.atomic
def register_person(
    *,
    entry: PersonEntry,
    programme: Programme,
    origin: str,
    actor: Actor,
    at: datetime,
    public_id: uuid.UUID | None = None,
    next_step_on: date | None = None,
) -> Person:
    """Write a person with documents, contacts, trusted person, participation and the code of the comprobante.

    `public_id` may come from whoever sends the form: the same id again returns the person already there and writes
    nothing (SCR-22). `next_step_on` is the agreed day of the first interview. A document that fails a check is kept
    with its warnings (facts B). Publishes PersonRegistered. Refuses without `people.change`, and `under_age` under the
    programme's minimum age.
    """
    refuse_if(why_not_register(actor))
    known = Person.objects.filter(public_id=public_id).first() if public_id else None
    if known:
        return known
    municipality = Municipality.objects.get(pk=actor.municipality_id or 0)
    today = timezone.localdate(at)
    minimum = setting("minimum_age", on=today, programme=programme, municipality_id=municipality.pk)
    refuse_if(why_not_serve(entry.birth_date, today=today, minimum_age=minimum, message=_UNDER_AGE))
    person = Person.objects.create(
        municipality=municipality,
        public_id=public_id or uuid7(),
        code=unused_code(municipality),
        name_key=name_key(entry.given_names, entry.surnames),
        name_tokens=name_tokens(entry.given_names, entry.surnames),
        origin=origin,
        registered_at=at,
        registered_by_id=actor.account_id,
        **own_values(entry),
    )
    _write_belongings(person, entry)
    participation = write_participation(
        person=person, programme=programme, origin=origin, actor=actor, at=at, next_step_on=next_step_on
    )
    audit.record(actor=actor, action="people.register_person", obj=person, fields=_said(entry), at=at)
    events.publish(PersonRegistered(person.pk, participation.pk, at))
    return person


def unused_code(municipality: Municipality) -> str:
    """A code for a comprobante that nobody in the municipality has."""
    while True:
        code = new_code(municipality.code, CODE_LENGTH)
        if not Person.objects.filter(code=code).exists():
            return code


def _write_belongings(person: Person, entry: PersonEntry) -> None:
    for document in entry.documents:
        write_document(person, document)
    for position, contact in enumerate(entry.contacts, start=1):
        write_contact(person, contact, position)
    if entry.trusted:
        write_trusted_person(person, entry.trusted)


def _said(entry: PersonEntry) -> list[str]:
    return [name for name in PersonEntry.__dataclass_fields__ if getattr(entry, name) not in ("", None, ())]
