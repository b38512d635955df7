"""Reading complaints: the inbox, and what whoever has the code may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from minga.kernel import clock, codes
from minga.kernel.actor import Actor
from minga.territory.models import Municipality

from .models import Complaint
from .permissions import visible_complaints
from .states import ComplaintState


def inbox(actor: Actor, *, is_answered: bool = False) -> QuerySet[Complaint]:
    """Complaints that wait, or those that were answered; for `read_page` newest first."""
    return visible_complaints(actor).filter(answered_at__isnull=not is_answered)


@dataclass(frozen=True, slots=True)
class Followed:
    """What the code opens: how far the complaint is, and its answer. Not what was written, nor by whom."""

    code: str
    kind: str
    received_on: date
    state: ComplaintState
    decision: str
    answer: str


def followed(text: str, municipality: Municipality) -> Followed | None:
    """The complaint of a code as somebody typed it, in the municipality in scope; None when there is none."""
    code = codes.normalise_code(text)
    row = Complaint.objects.filter(code=code).first() if code else None
    if row is None:
        return None
    return Followed(
        code=row.code,
        kind=row.get_kind_display(),
        received_on=clock.day_in_zone(row.received_at, municipality.time_zone),
        state=row.state,
        decision=row.get_decision_display(),
        answer=row.answer,
    )
