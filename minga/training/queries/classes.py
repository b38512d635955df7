"""Reading classes: places, checklist."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal
from minga.programmes.models import Programme
from minga.programmes.queries import setting

from .. import rules
from ..models import (
    ClassGroup,
    Cycle,
    Enrolment,
    OpeningCheck,
)
from ..permissions import visible_class_groups
from ..states import OCCUPYING, CheckItem, ClassState, CycleState, EnrolmentState
from .courses import is_certified

_TAKEN = Q(enrolments__state__in=OCCUPYING)


def with_places(class_groups: QuerySet[ClassGroup]) -> QuerySet[Any]:
    """Classes with `taken`, `confirmed` and `free` places, in one query."""
    return class_groups.annotate(
        taken=Count("enrolments", filter=_TAKEN, distinct=True),
        confirmed=Count("enrolments", filter=Q(enrolments__state=EnrolmentState.CONFIRMED), distinct=True),
        free=F("cupo") + F("extra_places") - F("taken"),
    )


def free_places(class_group: ClassGroup) -> int:
    """How many places of a class nobody holds now: cupo and sobrecupo less held and confirmed."""
    taken = Enrolment.objects.filter(class_group=class_group, state__in=OCCUPYING).count()
    return class_group.capacity - taken


def classes_open_for_calls(programme: Programme) -> QuerySet[ClassGroup]:
    """Classes of a programme that people may still be called to, with `free` places, soonest cycle first.

    Not closed, in a cycle that is not closed; full ones are left out.
    """
    open_ones = ClassGroup.objects.filter(cycle__programme=programme).exclude(
        Q(state=ClassState.CLOSED) | Q(cycle__state=CycleState.CLOSED)
    )
    return (
        with_places(open_ones)
        .filter(free__gt=0)
        .select_related("cycle", "course", "venue", "facilitator")
        .order_by("cycle__starts_on", "name", "id")
    )


def is_facilitator_required(class_group: ClassGroup, on: date) -> bool:
    """Whether an aula of this programme needs a certified facilitator (setting `facilitator_required`, ROL-9)."""
    return bool(
        setting(
            "facilitator_required",
            on=on,
            programme=class_group.cycle.programme,
            municipality_id=class_group.municipality_id,
        )
    )


@dataclass(frozen=True, slots=True)
class ChecklistRow:
    """An item of the opening checklist and how it stands; `state` is `met`, `excepted` or `open`."""

    item: CheckItem
    state: str
    note: str = ""
    exception_reason: str = ""
    regularise_by: date | None = None


def checklist_of(class_group: ClassGroup, on: date) -> list[ChecklistRow]:
    """The opening checklist of a class; the facilitator's item follows from the certificates (FOR-6, ROL-9)."""
    rows = {row.item: row for row in class_group.opening_checks.all()}
    required = rules.required_items(class_group.modality, facilitator_required=is_facilitator_required(class_group, on))
    certified = is_certified(class_group.facilitator, on)
    return [_checklist_row(item, rows.get(item), certified) for item in required]


def _checklist_row(item: CheckItem, row: OpeningCheck | None, certified: bool) -> ChecklistRow:
    is_met = certified if item == CheckItem.FACILITATOR else bool(row and row.is_met)
    if is_met:
        return ChecklistRow(item, "met", note=row.note if row else "")
    if row is not None and row.exception_reason:
        return ChecklistRow(item, "excepted", exception_reason=row.exception_reason, regularise_by=row.regularise_by)
    return ChecklistRow(item, "open", note=row.note if row else "")


def class_groups(actor: Actor) -> QuerySet[ClassGroup]:
    """Classes the actor may see, with places and everything a page on one shows."""
    return with_places(visible_class_groups(actor)).select_related(
        "cycle__programme", "course", "venue", "facilitator", "municipality"
    )


def classes_of(actor: Actor, cycle: Cycle) -> QuerySet[ClassGroup]:
    """Classes of a cycle that the actor may see, with places and number of sessions, by name."""
    sessions = Count("sessions", filter=Q(sessions__cancelled_at__isnull=True), distinct=True)
    return class_groups(actor).filter(cycle=cycle).annotate(session_count=sessions).order_by("name", "id")


def why_not_open(class_group: ClassGroup, rows: Iterable[ChecklistRow]) -> Refusal | None:
    """Why an aula cannot open with its checklist as it stands."""
    listed = list(rows)
    return rules.why_not_open_class(
        state=class_group.state,
        required=[row.item for row in listed],
        settled={row.item for row in listed if row.state != "open"},
        sessions=class_group.sessions.filter(cancelled_at__isnull=True).count(),
    )


def open_classes_of(account_id: int) -> QuerySet[ClassGroup]:
    """Classes that an account teaches and that are not closed, by name."""
    taught = ClassGroup.objects.filter(facilitator__account_id=account_id).exclude(state=ClassState.CLOSED)
    return taught.select_related("course", "facilitator").order_by("name", "id")
