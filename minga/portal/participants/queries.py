"""What a participant's own page tells, and whose a contact or a code is."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from minga.access.queries import has_token, valid_token
from minga.certification.models import Certificate
from minga.kernel.phones import masked, read_phone
from minga.messaging.channels import all_channels
from minga.messaging.queries import may_write_automatically, people_who_refused_messages
from minga.people.models import ContactPoint, Person
from minga.people.operations.contacts import contact_index
from minga.people.queries import receipt_of
from minga.people.queries.receipts import Receipt
from minga.territory.models import Municipality

from ..queries import SeenRow, who_saw
from ..queries.journey import JourneyState, states_of

CARD, CODE = "participant-card", "participant-code"


@dataclass(frozen=True, slots=True)
class OwnData:
    """The page «Mis datos»: names, masked contacts, how far on the path, certificates, who saw the data."""

    person: Person
    receipt: Receipt | None
    contacts: list[tuple[str, str]]
    documents: int
    states: list[JourneyState]
    certificates: list[Certificate]
    seen: list[SeenRow]


def own_data(person: Person, municipality: Municipality) -> OwnData:
    """What a person reads of herself; nothing of others, of priority or of notes."""
    latest = person.participations.order_by("-opened_at", "-pk").first()
    contacts = person.contact_points.filter(closed_at__isnull=True)
    certificates = Certificate.objects.filter(enrolment__participation__person=person, revoked_at__isnull=True)
    return OwnData(
        person=person,
        receipt=receipt_of(person),
        contacts=[(str(point.get_kind_display()), _hidden(point.value)) for point in contacts if point.value],
        documents=person.documents.count(),
        states=states_of(latest) if latest else [],
        certificates=list(certificates),
        seen=who_saw(person.public_id, municipality.full_name or municipality.name),
    )


def person_of(public_id: uuid.UUID) -> Person | None:
    """The person of a participant's session, in the municipality in scope."""
    return Person.objects.filter(public_id=public_id).select_related("municipality").first()


def has_card(person: Person) -> bool:
    """Whether the person holds a card that works."""
    return has_token(object_public_id=person.public_id, purpose=CARD)


def normal_contact(text: str) -> str:
    """A phone or e-mail in the one form that is compared; "" for neither."""
    return text.strip().lower() if "@" in text else read_phone(text).e164


def contact_of_one_person(text: str) -> tuple[ContactPoint, str] | None:
    """The contact point with this value and the channel that reaches it, in the municipality in scope.

    None when it belongs to nobody or to more than one person, when it is shared, has a safe-contact note or was
    refused, or when no channel of this installation reaches its kind: then a card is the way.
    """
    normal = normal_contact(text)
    index = contact_index("email" if "@" in normal else "phone", normal)
    points = ContactPoint.objects.filter(value_index=index, closed_at__isnull=True)
    found = list(points.select_related("person", "person__municipality")[:9]) if index else []
    if not found or len({point.person_id for point in found}) != 1 or not _may_write(found):
        return None
    channels = [each for each in all_channels().values() if each.is_sent_by_machine and each.is_ready]
    usable = ((point, each.code) for point in found for each in channels if point.kind in each.contact_kinds)
    return next(usable, None)


def _may_write(points: list[ContactPoint]) -> bool:
    refused = people_who_refused_messages([points[0].person_id])
    return all(may_write_automatically(point, refused) for point in points)


def person_with_secret(secret: str, purpose: str, municipality: Municipality, at: datetime) -> Person | None:
    """The person a card or code opens, in this municipality only."""
    token = valid_token(secret, purpose, at)
    if token is None or token.municipality_id != municipality.pk:
        return None
    return person_of(token.object_public_id)


def _hidden(value: str) -> str:
    if "@" in value:
        name, _at, place = value.partition("@")
        return f"{name[:1]}•••@{place}"
    return masked(value)
