"""Documents, ways of contact and the trusted person."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.identity import DocumentKind, read_document
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.kernel.sealing import blind_index

from ..models import ContactPoint, Document, Person, TrustedPerson
from ..permissions import why_not_register
from ..rules.entry import ContactEntry, DocumentEntry, TrustedEntry
from ..states import ContactKind

PHONE_KINDS = frozenset({ContactKind.PHONE, ContactKind.WHATSAPP, ContactKind.SMS})


@transaction.atomic
def add_document(*, person: Person, entry: DocumentEntry, actor: Actor, at: datetime) -> Document | None:
    """Add a document, expired or foreign ones too; the same one again changes nothing. None for «sin documento».

    Refuses without `people.change`.
    """
    refuse_if(why_not_register(actor))
    before = person.documents.count()
    document = write_document(person, entry)
    if document and person.documents.count() > before:
        audit.record(actor=actor, action="people.add_document", obj=person, fields=("documents",), at=at)
    return document


@transaction.atomic
def add_contact_point(*, person: Person, entry: ContactEntry, actor: Actor, at: datetime) -> ContactPoint:
    """Add a way of contact at the end of the person's order; an open one with the same value is returned as it is.

    Refuses without `people.change`.
    """
    refuse_if(why_not_register(actor))
    last = person.contact_points.filter(closed_at__isnull=True).aggregate(last=Max("position"))["last"] or 0
    contact, is_new = write_contact(person, entry, last + 1)
    if is_new:
        audit.record(actor=actor, action="people.add_contact_point", obj=person, fields=("contact_points",), at=at)
    return contact


@transaction.atomic
def close_contact_point(*, contact: ContactPoint, actor: Actor, at: datetime) -> ContactPoint:
    """Stop using a way of contact; it stays in the history. Closing again changes nothing. Refuses without
    `people.change`."""
    refuse_if(why_not_register(actor))
    if ContactPoint.objects.filter(pk=contact.pk, closed_at__isnull=True).update(closed_at=at):
        audit.record(
            actor=actor, action="people.close_contact_point", obj=contact.person, fields=("contact_points",), at=at
        )
    contact.refresh_from_db(fields=["closed_at"])
    return contact


@transaction.atomic
def set_trusted_person(*, person: Person, entry: TrustedEntry | None, actor: Actor, at: datetime) -> None:
    """Replace the trusted third person, or take them away (None). Refuses without `people.change`, and when it is not
    said what they may be told (`nothing_to_tell`)."""
    refuse_if(why_not_register(actor))
    if entry and not entry.may_be_told.strip():
        message = _("Escriba qué se le puede decir a la persona de confianza; sin eso no se le dirá nada.")
        raise Refused(Refusal(code="nothing_to_tell", message=message))
    known = person.trusted_people.first()
    if entry == (_as_entry(known) if known else None):
        return
    person.trusted_people.all().delete()
    if entry:
        write_trusted_person(person, entry)
    audit.record(actor=actor, action="people.set_trusted_person", obj=person, fields=("trusted_people",), at=at)


def write_document(person: Person, entry: DocumentEntry) -> Document | None:
    """Write a document with its blind index and warnings, once a person; the caller has asked and records."""
    read = read_document(entry.kind, entry.number)
    if read.kind is DocumentKind.SIN_DOCUMENTO or not read.key:
        return None
    document, _is_new = Document.objects.get_or_create(
        municipality_id=person.municipality_id,
        person=person,
        number_index=blind_index("document", read.key),
        defaults={
            "kind": str(read.kind),
            "number": read.number,
            "country": entry.country,
            "issued_on": entry.issued_on,
            "expires_on": entry.expires_on,
            "warnings": [str(note) for note in read.warnings],
        },
    )
    return document


def write_contact(person: Person, entry: ContactEntry, position: int) -> tuple[ContactPoint, bool]:
    """Write a way of contact unless it is open already; the caller has asked and records."""
    return ContactPoint.objects.get_or_create(
        municipality_id=person.municipality_id,
        person=person,
        kind=entry.kind,
        value_index=contact_index(entry.kind, entry.value),
        closed_at=None,
        defaults={
            "value": entry.value,
            "position": position,
            "is_shared": entry.is_shared,
            "safe_note": entry.safe_note,
        },
    )


def contact_index(kind: str, value: str) -> bytes | None:
    """The blind index of a way of contact: all that ring the same phone share it; None for a visit."""
    if not value:
        return None
    return blind_index("phone" if kind in PHONE_KINDS else str(kind), value)


def write_trusted_person(person: Person, entry: TrustedEntry) -> TrustedPerson:
    """Write the trusted person; the caller has asked and records."""
    return TrustedPerson.objects.create(
        municipality_id=person.municipality_id,
        person=person,
        name=entry.name,
        phone=entry.phone,
        relationship=entry.relationship,
        may_be_told=entry.may_be_told,
    )


def _as_entry(trusted: TrustedPerson) -> TrustedEntry:
    return TrustedEntry(trusted.name, trusted.phone, trusted.relationship, trusted.may_be_told)
