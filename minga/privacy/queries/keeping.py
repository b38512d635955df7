"""What was erased, what waits, and whether the risks of the processing were assessed."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import QuerySet

from minga.access.permissions import may
from minga.kernel.actor import Actor
from minga.people.models import ImportBatch, Person
from minga.territory.models import Municipality
from minga.training.models import Enrolment
from minga.training.states import OCCUPYING, ClassState

from ..holdings import ERASED_KEY
from ..models import ErasureEntry, ImpactAssessment

CHUNK = 10_000


def hash_of(public_id: uuid.UUID) -> str:
    """What the ledger knows a person by: SHA-256 of an id with 74 random bits, which nobody can guess back."""
    return hashlib.sha256(str(public_id).encode()).hexdigest()


def document_indexes(person: Person) -> list[str]:
    """Blind indexes of the person's documents, as hexadecimal, in order."""
    rows = person.documents.exclude(number_index__isnull=True)
    return sorted({bytes(row.number_index).hex() for row in rows})


def people_to_forget(hashes: Collection[str]) -> Iterator[Person]:
    """People of the scope whose public id hashes to one of these; reads ids only, part by part."""
    last = 0
    while part := list(Person.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "public_id")[:CHUNK]):
        last = part[-1][0]
        found = [pk for pk, public_id in part if hash_of(public_id) in hashes]
        yield from Person.objects.filter(pk__in=found)


def is_erased(person: Person) -> bool:
    """Whether only figures are left of a person."""
    return person.name_key == ERASED_KEY


def held_places(person: Person) -> QuerySet[Enrolment]:
    """Places the person occupies in classes that are not over."""
    return Enrolment.objects.filter(person=person, state__in=OCCUPYING).exclude(class_group__state=ClassState.CLOSED)


def waiting_sheets(person: Person) -> QuerySet[ImportBatch]:
    """Sheets that are not applied yet and hold a row of the person, by the person or by a document."""
    indexes = [bytes.fromhex(text) for text in document_indexes(person)]
    open_batches = ImportBatch.objects.filter(applied_at__isnull=True, discarded_at__isnull=True)
    by_person = open_batches.filter(rows__candidate=person)
    return (by_person | open_batches.filter(rows__document_index__in=indexes)).distinct().order_by("staged_at")


def erasures(actor: Actor) -> QuerySet[ErasureEntry]:
    """The ledger, newest first, for whoever may read requests."""
    rows = ErasureEntry.objects.all() if may(actor, "privacy", "view") else ErasureEntry.objects.none()
    return rows.order_by("-erased_at", "-id")


def has_approved_assessment(municipality: Municipality, on: date) -> bool:
    """Whether an impact assessment is approved and its review is not due yet."""
    return ImpactAssessment.objects.filter(municipality=municipality, approved_on__lte=on, review_on__gt=on).exists()
