"""Everything people knows of one person, as this reader may see it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from minga.audit.queries import newest_of
from minga.kernel import identity, phones
from minga.kernel.actor import Actor

from ..models import Consent, ContactPoint, Document, Participation, Person, TrustedPerson
from ..permissions import visible_people
from ..states import ContactKind
from ..wording import DOCUMENT_LABELS, words_for_document_warning

REVEALED_FOR = timedelta(minutes=10)
MASK = "••••••"
_PHONES = (ContactKind.PHONE, ContactKind.WHATSAPP, ContactKind.SMS)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document, its number masked unless it was asked to be shown."""

    kind: Any
    number: str
    expires_on: date | None
    warnings: list[str]


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A way of contact, its value masked unless it was asked to be shown."""

    public_id: uuid.UUID
    kind: str
    label: str
    value: str
    is_shared: bool
    safe_note: str
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonSheet:
    """A person with what belongs to them; six queries, however much there is. Sealed values are masked."""

    person: Person
    address: str
    migratory_condition: str
    documents: list[DocumentRow]
    contacts: list[ContactRow]
    closed_contacts: list[ContactRow]
    trusted: TrustedPerson | None
    consents: list[Consent]
    participations: list[Participation]
    household: list[Person]
    is_shown: bool


def person_sheet(*, actor: Actor, public_id: uuid.UUID, shown: bool = False) -> PersonSheet | None:
    """The sheet of a person of the scope, or None when the reader may not see them.

    Document numbers, contacts, address and migratory condition are masked; with `shown` they are whole, which the
    reader must have asked for with a purpose (`reveal_identity`, `revealed_until`).
    """
    people = visible_people(actor).select_related("household", "sector", "registered_by", "municipality")
    person = people.filter(public_id=public_id).first()
    if person is None:
        return None
    contacts = [_contact(each, shown) for each in person.contact_points.all()]
    return PersonSheet(
        person=person,
        address=masked_text(person.address, shown),
        migratory_condition=masked_text(person.migratory_condition, shown),
        documents=[_document(each, shown) for each in person.documents.order_by("pk")],
        contacts=[each for each in contacts if each.closed_at is None],
        closed_contacts=[each for each in contacts if each.closed_at is not None],
        trusted=person.trusted_people.first(),
        consents=list(person.consents.select_related("recorded_by", "partner").order_by("purpose", "given_at")),
        participations=list(person.participations.select_related("programme").order_by("-opened_at", "-pk")),
        household=household_members(person),
        is_shown=shown,
    )


def revealed_until(actor: Actor, public_id: uuid.UUID, at: datetime) -> datetime | None:
    """Until when this account may see a person's numbers in full, since it said why; None when they are masked."""
    if actor.account_id is None:
        return None
    asked_at = newest_of(
        "people.reveal_identity", account_id=actor.account_id, object_public_id=public_id, since=at - REVEALED_FOR
    )
    return asked_at + REVEALED_FOR if asked_at else None


def masked_text(value: str, shown: bool) -> str:
    """A sealed text as the page shows it: whole, or that there is one."""
    return value if shown or not value else MASK


def household_members(person: Person) -> list[Person]:
    """The others who live with a person, in name order."""
    if person.household_id is None:
        return []
    return list(Person.objects.filter(household=person.household_id).exclude(pk=person.pk).order_by("name_key", "id"))


def _document(document: Document, shown: bool) -> DocumentRow:
    number = document.number
    return DocumentRow(
        kind=DOCUMENT_LABELS.get(identity.DocumentKind(document.kind), document.kind),
        number=number if shown else identity.masked(number),
        expires_on=document.expires_on,
        warnings=[words_for_document_warning(note) for note in document.warnings],
    )


def _contact(contact: ContactPoint, shown: bool) -> ContactRow:
    return ContactRow(
        public_id=contact.public_id,
        kind=contact.kind,
        label=contact.get_kind_display(),
        value=_contact_value(contact, shown),
        is_shared=contact.is_shared,
        safe_note=contact.safe_note,
        closed_at=contact.closed_at,
    )


def _contact_value(contact: ContactPoint, shown: bool) -> str:
    value = contact.value
    if contact.kind in _PHONES:
        return phones.shown(value) if shown else phones.masked(value)
    name, at, host = value.partition("@")
    return value if shown or not at else f"{name[:1]}•••@{host}"
