"""Reading requests: the desk's list, the day's alerts, the public follow-up, what is disputed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from minga.access.permissions import may
from minga.kernel import clock, codes
from minga.kernel.actor import Actor
from minga.people.models import Person
from minga.people.states import ConsentPurpose
from minga.people.wording import FIELD_LABELS
from minga.territory.models import Municipality

from ..models import RightsRequest
from ..permissions import visible_requests
from ..rules import clocks
from ..states import SHORT_KIND, RequestKind, RequestState

TONES = {"late": "red", "soon": "yellow", "calm": "grey"}


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request as a list shows it: how many days are left, and how pressing that is."""

    request: RightsRequest
    kind: str
    who: str
    days_left: int
    urgency: str
    tone: str

    @property
    def late_by(self) -> int:
        """Days past the deadline; 0 when it has not passed."""
        return max(-self.days_left, 0)


def row_of(request: RightsRequest, today: date) -> RequestRow:
    """A request with its clock as of a day."""
    urgency = clocks.urgency(request.due_on, today)
    return RequestRow(
        request=request,
        kind=str(SHORT_KIND[RequestKind(request.kind)]),
        who=str(request.person or request.asker),
        days_left=clocks.days_left(request.due_on, today),
        urgency=urgency,
        tone=TONES[urgency],
    )


def open_requests(actor: Actor) -> QuerySet[RightsRequest]:
    """What still has to be answered, the nearest deadline first."""
    waiting = visible_requests(actor).filter(answered_at__isnull=True)
    return waiting.select_related("person").order_by("due_on", "id")


def answered_requests(actor: Actor) -> QuerySet[RightsRequest]:
    """What was answered, for `read_page` newest first."""
    return visible_requests(actor).filter(answered_at__isnull=False).select_related("person")


def requests_of(person: Person, actor: Actor) -> QuerySet[RightsRequest]:
    """A person's requests, newest first."""
    return visible_requests(actor).filter(person=person).order_by("-received_at", "-id")


def day_requests(actor: Actor, today: date, shown: int) -> tuple[int, list[RequestRow]]:
    """How many requests wait for an answer, and the first few by deadline; two queries."""
    waiting = open_requests(actor)
    return waiting.count(), [row_of(request, today) for request in waiting[:shown]]


def disputed_of(person: Person) -> set[str]:
    """Columns of a person that a rectification disputes and nobody has answered yet; one query."""
    rows = RightsRequest.objects.filter(
        person=person, kind=RequestKind.RECTIFICATION, answered_at__isnull=True, identified_at__isnull=False
    )
    return {name for names in rows.values_list("disputed", flat=True) for name in names}


def challenged(person: Person) -> bool:
    """Whether the person's valoración is challenged and nobody has answered yet."""
    rows = RightsRequest.objects.filter(person=person, kind=RequestKind.CHALLENGE, answered_at__isnull=True)
    return rows.exists()


@dataclass(frozen=True, slots=True)
class Followed:
    """What whoever has the code of a request may know on line: how far it is. Nothing of the person or the answer."""

    code: str
    kind: str
    received_on: date
    due_on: date
    state: RequestState
    decision: str


def followed(text: str, municipality: Municipality) -> Followed | None:
    """The request of a code as somebody typed it, in the municipality in scope; None when there is none."""
    code = codes.normalise_code(text)
    request = RightsRequest.objects.filter(code=code).first() if code else None
    if request is None:
        return None
    return Followed(
        code=request.code,
        kind=request.get_kind_display(),
        received_on=clock.day_in_zone(request.received_at, municipality.time_zone),
        due_on=request.due_on,
        state=request.state,
        decision=request.get_decision_display(),
    )


def person_of_code(text: str) -> Person | None:
    """The person of a comprobante's code, for whoever checks who asks; None when there is none."""
    code = codes.normalise_code(text)
    return Person.objects.filter(code=code).first() if code else None


def receipt_or_none(actor: Actor, public_id: uuid.UUID) -> RightsRequest | None:
    """The receipt of a request: for whoever reads requests, and for who wrote it down."""
    if found := visible_requests(actor).filter(public_id=public_id).first():
        return found
    return RightsRequest.objects.filter(public_id=public_id, received_by_id=actor.account_id or 0).first()


def challenge_or_none(actor: Actor, public_id: uuid.UUID) -> RightsRequest | None:
    """A challenge that is open, for whoever may decide on assessments."""
    if not may(actor, "screening", "confirm"):
        return None
    rows = RightsRequest.objects.filter(public_id=public_id, kind=RequestKind.CHALLENGE, answered_at__isnull=True)
    return rows.select_related("assessment", "person", "municipality").first()


def challenges_to_review(actor: Actor) -> QuerySet[RightsRequest]:
    """Challenged assessments that the actor may look at again: not those they decided themselves."""
    if not may(actor, "screening", "confirm"):
        return RightsRequest.objects.none()
    rows = RightsRequest.objects.filter(
        kind=RequestKind.CHALLENGE, answered_at__isnull=True, reviewed_at__isnull=True, identified_at__isnull=False
    )
    others = ~Q(assessment__decided_by_id=actor.account_id) | Q(assessment__decided_by__isnull=True)
    return rows.filter(others).select_related("person").order_by("due_on", "id")


def disputed_labels(request: RightsRequest) -> list[str]:
    """What a request says is wrong, in words."""
    return [str(FIELD_LABELS.get(name, name)) for name in request.disputed]


def objected_labels(request: RightsRequest) -> list[str]:
    """What a request objects to, in words."""
    return [str(ConsentPurpose(purpose).label) for purpose in request.objected]
