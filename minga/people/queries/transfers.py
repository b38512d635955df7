"""Reading people who move between municipalities, and questions about other municipalities."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from minga.access.permissions import may
from minga.kernel.actor import Actor
from minga.kernel.identity import read_document
from minga.kernel.sealing import blind_index
from minga.kernel.tenancy import scope
from minga.territory.models import Municipality

from ..models import Document, ElsewhereQuestion, Person, Transfer
from ..rules.entry import OWN_FIELDS, ContactEntry, DocumentEntry, PersonEntry
from ..rules.moving import unpacked
from ..states import TransferState


def transfers(actor: Actor) -> QuerySet[Transfer]:
    """Offers from and to the municipality in scope, the newest first, for whoever may move people; for `read_page`."""
    here = Q(origin_id=actor.municipality_id) | Q(destination_id=actor.municipality_id)
    found = Transfer.objects.filter(here).select_related("origin", "destination", "offered_by", "settled_by")
    return found.order_by("-offered_at", "-id") if may(actor, "elsewhere", "transfer") else found.none()


def transfer_by_id(actor: Actor, public_id: uuid.UUID) -> Transfer | None:
    """One offer that the actor may see."""
    return transfers(actor).filter(public_id=public_id).first()


def open_transfer_of(person: Person) -> Transfer | None:
    """The offer of a person's data that waits for an answer."""
    waiting = Transfer.objects.filter(origin_id=person.municipality_id, person_public_id=person.public_id)
    return waiting.filter(state=TransferState.OFFERED).select_related("destination").first()


def who_comes(transfer: Transfer) -> PersonEntry | None:
    """The data that came with an offer; None once it is settled."""
    return unpacked(json.loads(transfer.payload)) if transfer.payload else None


def person_of_transfer(transfer: Transfer) -> Person:
    """Whom an accepted offer became, in the scope of the destination."""
    return Person.objects.get(public_id=transfer.new_person_public_id or uuid.UUID(int=0))


def is_known_at_origin(transfer: Transfer) -> bool:
    """Whether the person is still in the register of the origin, read in its scope: an erasure gives a new id."""
    with scope(transfer.origin_id):
        return Person.objects.filter(public_id=transfer.person_public_id).exists()


def offers_to_end(municipality_id: int, at: datetime) -> QuerySet[Transfer]:
    """Offers of a municipality, the one in scope, that ran out or whose person is no longer in its register."""
    there = Person.objects.filter(public_id=OuterRef("person_public_id"))
    over = Q(expires_at__lte=at) | ~Exists(there)
    return Transfer.objects.filter(over, origin_id=municipality_id, state=TransferState.OFFERED)


def destinations(municipality: Municipality) -> QuerySet[Municipality]:
    """Where a person may move: the other municipalities of the programmes of this one, by name."""
    found = Municipality.objects.filter(programmes__municipalities=municipality).exclude(pk=municipality.pk)
    return found.distinct().order_by("name")


def entry_of(person: Person) -> PersonEntry:
    """What is known of a person, as an entry: own facts, documents, open contacts."""
    return PersonEntry(
        **{name: getattr(person, name) for name in OWN_FIELDS},
        documents=tuple(
            DocumentEntry(row.kind, row.number, row.country, row.issued_on, row.expires_on)
            for row in person.documents.order_by("id")
        ),
        contacts=tuple(
            ContactEntry(row.kind, row.value, row.is_shared, row.safe_note)
            for row in person.contact_points.filter(closed_at__isnull=True)
        ),
    )


def person_already_here(entry: PersonEntry) -> Person | None:
    """Somebody of the municipality in scope with one of these documents."""
    keys = (read_document(paper.kind, paper.number).key for paper in entry.documents)
    marks = [blind_index("document", key) for key in keys if key]
    found = Document.objects.filter(number_index__in=marks).select_related("person").order_by("id").first()
    return found.person if found else None


def questions_elsewhere(actor: Actor) -> QuerySet[ElsewhereQuestion]:
    """Questions about other municipalities, the newest first, for who reviews them; for `read_page`."""
    found = ElsewhereQuestion.objects.select_related("person", "asked_by").order_by("-asked_at", "-id")
    return found if may(actor, "elsewhere", "review") else found.none()


def askers(actor: Actor, at: datetime) -> list[tuple[str, int]]:
    """Who asked in the last 30 days and how often, the most first."""
    recent = questions_elsewhere(actor).filter(asked_at__gt=at - timedelta(days=30)).order_by()
    rows = recent.values_list("asked_by__name").annotate(n=Count("id")).order_by("-n", "asked_by__name")
    return [(name, n) for name, n in rows]
