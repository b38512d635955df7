"""Writing attendance: a whole list at once, corrections with their history, and how somebody's class ended."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from minga.audit import operations as audit
from minga.kernel import clock
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refused, refuse_if
from minga.territory.models import Venue
from minga.training import operations as training
from minga.training.models import Enrolment, Session
from minga.training.states import EnrolmentState

from . import queries, rules
from .models import Mark, MarkChange
from .permissions import why_not_mark_session
from .rules import Marking
from .states import MarkOrigin


@dataclass(frozen=True, slots=True)
class SavedList:
    """What saving a list did: how many marks are new, how many were corrected, how many were already so."""

    new: int
    corrected: int
    same: int


@transaction.atomic
def save_list(
    *,
    session: Session,
    markings: Collection[Marking],
    actor: Actor,
    at: datetime,
    origin: str = MarkOrigin.SCREEN,
    reason: str = "",
) -> SavedList:
    """Write the marks of a session, all or none, in a number of queries that does not depend on how many (ASI-1).

    Saving the same again changes nothing; a different mark keeps the one before as a MarkChange. Refuses without
    `attendance.change` or on a class the facilitator does not give; `class_not_open`, `session_cancelled`,
    `session_ahead`, `not_on_list`, `minutes_beyond_session`, `reason_needed` (corrections after the day), and
    `marked_meanwhile`, with both values, where a correction is of another mark than its writer saw.
    """
    refuse_if(why_not_mark_session(actor, session))
    session = (
        Session.objects.select_for_update(of=("self",), no_key=True)
        .select_related("class_group", "municipality")
        .get(pk=session.pk)
    )
    zone = session.municipality.time_zone
    session_on, today = clock.day_in_zone(session.starts_at, zone), clock.day_in_zone(at, zone)
    refuse_if(queries.why_not_take_list(session, at))
    known = {mark.enrolment_id: mark for mark in Mark.objects.filter(session=session)}
    _refuse_strangers(session, markings, known)
    wanted = [_mark(session, marking, origin, actor, at) for marking in markings]
    new = [mark for mark in wanted if mark.enrolment_id not in known]
    corrected = [mark for mark in wanted if mark.enrolment_id in known and _differs(mark, known[mark.enrolment_id])]
    _refuse_unseen(markings, {mark.enrolment_id: (mark, known[mark.enrolment_id]) for mark in corrected})
    if rules.needs_reason(session_on=session_on, today=today, corrections=len(corrected)) and not reason.strip():
        raise Refused(rules.refusal("reason_needed"))
    _correct(corrected, known, reason.strip(), actor, at)
    Mark.objects.bulk_create(new)
    if new or corrected:
        fields = [name for name, rows in (("new", new), ("corrected", corrected)) if rows]
        audit.record(actor=actor, action="attendance.save_list", obj=session, fields=fields, at=at)
    return SavedList(new=len(new), corrected=len(corrected), same=len(wanted) - len(new) - len(corrected))


@transaction.atomic
def leave_class(*, enrolment: Enrolment, reason: str, actor: Actor, at: datetime, note: str = "") -> Enrolment:
    """Record that somebody who began left the cycle (ASI-7); refuses as `training.operations.leave_class`."""
    started = queries.has_started(_held(enrolment))
    return training.leave_class(enrolment=enrolment, reason=reason, has_started=started, actor=actor, at=at, note=note)


@transaction.atomic
def record_no_show(*, enrolment: Enrolment, actor: Actor, at: datetime, note: str = "") -> Enrolment:
    """Record that somebody never came; refuses as `training.operations.record_no_show`."""
    started = queries.has_started(_held(enrolment))
    return training.record_no_show(enrolment=enrolment, has_started=started, actor=actor, at=at, note=note)


@transaction.atomic
def release_place(*, enrolment: Enrolment, reason: str, actor: Actor, at: datetime, note: str = "") -> Enrolment:
    """Free the place of somebody who has not begun; refuses as `training.operations.release_place`."""
    started = queries.has_started(_held(enrolment))
    return training.release_place(
        enrolment=enrolment, reason=reason, has_started=started, actor=actor, at=at, note=note
    )


@transaction.atomic
def end_enrolment(
    *, enrolment: Enrolment, outcome: str, reason: str, actor: Actor, at: datetime, note: str = ""
) -> Enrolment:
    """End a place as `outcome` (an EnrolmentState: left, no_show or released). Refuses as the operation of each."""
    end: dict[str, Any] = {"enrolment": enrolment, "actor": actor, "at": at, "note": note}
    if outcome == EnrolmentState.NO_SHOW:
        return record_no_show(**end)
    if outcome == EnrolmentState.LEFT:
        return leave_class(reason=reason, **end)
    return release_place(reason=reason, **end)


@transaction.atomic
def move_session(
    *, session: Session, starts_at: datetime, minutes: int, actor: Actor, at: datetime, venue: Venue | None = None
) -> Session:
    """Move a session that has no attendance; refuses as `training.operations.move_session`."""
    Session.objects.select_for_update().get(pk=session.pk)
    marked = queries.has_marks(session)
    return training.move_session(
        session=session, starts_at=starts_at, minutes=minutes, venue=venue, has_marks=marked, actor=actor, at=at
    )


@transaction.atomic
def cancel_session(*, session: Session, reason: str, actor: Actor, at: datetime) -> Session:
    """Cancel a session that has no attendance; refuses as `training.operations.cancel_session`."""
    Session.objects.select_for_update().get(pk=session.pk)
    marked = queries.has_marks(session)
    return training.cancel_session(session=session, reason=reason, has_marks=marked, actor=actor, at=at)


def _refuse_strangers(session: Session, markings: Collection[Marking], known: dict[int, Mark]) -> None:
    asked = {marking.enrolment_id for marking in markings} - set(known)
    # held until the end: whoever ends a place meanwhile waits, and then sees that the person began
    on_list = (
        Enrolment.objects.select_for_update(no_key=True)
        .filter(pk__in=asked, class_group=session.class_group_id, state=EnrolmentState.CONFIRMED)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if len(on_list) != len(asked):
        raise Refused(rules.refusal("not_on_list"))


def _refuse_unseen(markings: Collection[Marking], corrected: dict[int, tuple[Mark, Mark]]) -> None:
    """Refuse corrections of marks that somebody else wrote after the page was drawn."""
    unseen = []
    for marking in markings:
        if marking.seen is not None and marking.enrolment_id in corrected:
            mine, theirs = corrected[marking.enrolment_id]
            if marking.seen != (theirs.state, theirs.minutes):
                unseen.append((mine, theirs))
    if unseen:
        raise Refused(rules.refusal("marked_meanwhile", rows=". ".join(queries.both_marks(unseen))))


def _held(enrolment: Enrolment) -> Enrolment:
    """The place, held before its attendance is looked at: a list being saved is waited for."""
    training.line_up(municipality_id=enrolment.municipality_id)
    return Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)


def _mark(session: Session, marking: Marking, origin: str, actor: Actor, at: datetime) -> Mark:
    return Mark(
        municipality_id=session.municipality_id,
        session=session,
        enrolment_id=marking.enrolment_id,
        state=marking.state,
        minutes=rules.minutes_of_mark(marking.state, marking.minutes, session.minutes),
        origin=origin,
        marked_by_id=actor.account_id,
        marked_at=at,
    )


def _differs(mark: Mark, other: Mark) -> bool:
    return (mark.state, mark.minutes) != (other.state, other.minutes)


def _correct(corrected: list[Mark], known: dict[int, Mark], reason: str, actor: Actor, at: datetime) -> None:
    changes = []
    for wanted in corrected:
        before = known[wanted.enrolment_id]
        changes.append(
            MarkChange(
                municipality_id=before.municipality_id,
                mark=before,
                state_before=before.state,
                minutes_before=before.minutes,
                origin_before=before.origin,
                marked_by_before_id=before.marked_by_id,
                marked_at_before=before.marked_at,
                changed_by_id=actor.account_id,
                changed_at=at,
                reason=reason,
            )
        )
        for field in ("state", "minutes", "origin", "marked_by_id", "marked_at"):
            setattr(before, field, getattr(wanted, field))
    if changes:
        MarkChange.objects.bulk_create(changes)
        marks = [change.mark for change in changes]
        Mark.objects.bulk_update(marks, ["state", "minutes", "origin", "marked_by", "marked_at"])
