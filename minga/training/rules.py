"""Conditions of training over plain values: capacity, lifecycles, hours of a route, what opens an aula."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from minga.kernel.refusals import Refusal

from .states import (
    CHECK_ITEMS,
    LIMITED_LINES,
    NEEDS_LINK,
    NEEDS_VENUE,
    REFUSAL_WORDS,
    TRANSITIONS,
    TRANSVERSAL_TOPICS,
    CheckItem,
    ClassState,
    CourseStatus,
    CycleState,
    EnrolmentState,
    Modality,
    Topic,
)


def refusal(code: str, **details: Any) -> Refusal:
    """A refusal of this area in its words; an unknown code is an error."""
    return Refusal(code=code, message=REFUSAL_WORDS[code], details=details)


def first_free_seat(occupied: Collection[int], capacity: int) -> int | None:
    """The lowest seat number from 1 to `capacity` that nobody occupies; None when the class is full (FOR-1)."""
    taken = set(occupied)
    return next((number for number in range(1, capacity + 1) if number not in taken), None)


def why_not_take_place(*, class_state: str, cycle_state: str, has_place: bool) -> Refusal | None:
    """Why nobody new may get a place in a class, apart from its capacity."""
    if class_state == ClassState.CLOSED:
        return refusal("class_closed")
    if cycle_state == CycleState.CLOSED:
        return refusal("cycle_closed")
    return refusal("already_has_place") if has_place else None


def why_not_move(state: str, to: str) -> Refusal | None:
    """Why an enrolment in `state` cannot become `to`."""
    if to in TRANSITIONS[state]:
        return None
    return refusal("wrong_state", state=EnrolmentState(state).label)


def why_not_end(to: str, *, has_started: bool) -> Refusal | None:
    """Why an enrolment cannot end as `to`: who began leaves, who never came did not show up (MON: apart).

    `has_started`: at least one mark of having attended.
    """
    if to == EnrolmentState.LEFT and not has_started:
        return refusal("never_started")
    if to == EnrolmentState.NO_SHOW and has_started:
        return refusal("has_started")
    return None


@dataclass(frozen=True, slots=True)
class RouteHours:
    """Hours of one route of a person: what is taken, the limit of the setting and what was approved above it."""

    taken: Decimal
    limit: Decimal
    approved: Decimal | None = None

    @property
    def ceiling(self) -> Decimal:
        """The limit, or the approved hours when they are more."""
        return max(self.limit, self.approved or self.limit)


def counts_to_route(*, line: str, counts_to_limit: bool) -> bool:
    """Whether a course's hours add to the limit of its route: only the two routes of FOR-2, and not by exception."""
    return counts_to_limit and line in LIMITED_LINES


def why_not_more_hours(hours: RouteHours, course_hours: Decimal) -> Refusal | None:
    """Why a person may not take `course_hours` more of a route (FOR-2): the ceiling would be passed."""
    total = hours.taken + course_hours
    if total <= hours.ceiling:
        return None
    return refusal("hours_limit", total=_plain(total), limit=_plain(hours.ceiling))


def why_not_plan_class(
    *,
    modality: str,
    offered: Collection[str],
    course_status: str,
    is_pilot: bool,
    has_venue: bool,
    has_link: bool,
) -> Refusal | None:
    """Why a class of a course cannot be planned so (FOR-5, FOR-6, FOR-8, PRG-16)."""
    label = Modality(modality).label
    if modality not in offered:
        return refusal("modality_not_offered", modality=label)
    if course_status != CourseStatus.APPROVED and not is_pilot:
        return refusal("course_not_approved")
    if modality in NEEDS_VENUE and not has_venue:
        return refusal("venue_needed", modality=label)
    if modality in NEEDS_LINK and not has_link:
        return refusal("link_needed", modality=label)
    return None


def why_not_capacity(*, places: int, room: int | None) -> Refusal | None:
    """Why a class cannot have this many places: the room holds fewer (FOR-6). `room` None: no room."""
    if room is not None and places > room:
        return refusal("venue_too_small", room=room, places=places)
    return None


def why_not_approve_course(*, topics: Collection[str], pilot_results: str) -> Refusal | None:
    """Why a course cannot be approved: transversal modules missing (PRG-17) or no pilot results (PRG-16)."""
    missing = [str(Topic(topic).label) for topic in TRANSVERSAL_TOPICS if topic not in topics]
    if missing:
        return refusal("modules_missing", modules=", ".join(missing))
    return None if pilot_results.strip() else refusal("pilot_missing")


def required_items(modality: str, *, facilitator_required: bool) -> list[CheckItem]:
    """What is checked before an aula of this modality opens (FOR-6; ROL-9 by setting `facilitator_required`)."""
    return [item for item in CHECK_ITEMS[modality] if item != CheckItem.FACILITATOR or facilitator_required]


def why_not_open_class(
    *, state: str, required: Iterable[CheckItem], settled: Collection[str], sessions: int
) -> Refusal | None:
    """Why an aula cannot open: items neither met nor excepted, or no session (FOR-6, ROL-9)."""
    if state != ClassState.PLANNED:
        return refusal("wrong_state", state=ClassState(state).label)
    if not sessions:
        return refusal("no_sessions")
    missing = [str(item.label) for item in required if item not in settled]
    return refusal("items_open", items="; ".join(missing)) if missing else None


def why_not_except(*, reason: str, regularise_by: date | None, today: date) -> Refusal | None:
    """Why an item cannot be excepted: it needs words and a day after today (ROL-9)."""
    if reason.strip() and regularise_by is not None and regularise_by > today:
        return None
    return refusal("exception_incomplete")


def _plain(hours: Decimal) -> str:
    return f"{hours.normalize():f}".replace(".", ",")
