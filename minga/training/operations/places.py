"""Places of a class: holding, confirming, freeing them, and how somebody's time in a class ends."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Max

from minga.audit import operations as audit
from minga.kernel import events
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refused, refuse_if
from minga.people.models import Participation, Person

from .. import queries, rules
from ..events import PlaceReleased
from ..models import ClassGroup, Enrolment, HoursApproval
from ..permissions import why_not_approve, why_not_enrol
from ..states import OCCUPYING, EnrolmentState


def line_up(*, municipality_id: int) -> None:
    """Wait for whoever is moving places of the municipality, until the transaction ends: one at a time.

    Rounds, classes, places and invitations are locked in different orders, by what each official begins from. Every
    operation that moves a place calls this before it locks any of them, so none waits for another in a circle.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('training.places'), %s)", [municipality_id])


@transaction.atomic
def hold_place(*, class_group: ClassGroup, person: Person, until: datetime, actor: Actor, at: datetime) -> Enrolment:
    """Hold a place for somebody until an instant; only `release_place` frees it, never the clock alone.

    Refuses without `training.enrol`; `class_full`, `class_closed`, `cycle_closed`, `already_has_place`,
    `no_participation`, `hours_limit` (FOR-2), `person_busy`, `deadline_passed`.
    """
    refuse_if(why_not_enrol(actor))
    if until <= at:
        raise Refused(rules.refusal("deadline_passed"))
    enrolment = _take_seat(class_group, person, at)
    enrolment.state = EnrolmentState.HELD
    enrolment.held_until = until
    enrolment.save(force_insert=True)
    audit.record(actor=actor, action="training.hold_place", obj=enrolment, fields=("state", "held_until"), at=at)
    return enrolment


@transaction.atomic
def enrol(*, class_group: ClassGroup, person: Person, actor: Actor, at: datetime) -> Enrolment:
    """Enrol somebody directly, without holding first. Refuses as `hold_place` does."""
    refuse_if(why_not_enrol(actor))
    enrolment = _take_seat(class_group, person, at)
    enrolment.state = EnrolmentState.CONFIRMED
    enrolment.confirmed_at = at
    enrolment.row_number = _next_row(class_group)
    enrolment.save(force_insert=True)
    audit.record(actor=actor, action="training.enrol", obj=enrolment, fields=("state",), at=at)
    return enrolment


@transaction.atomic
def confirm_place(*, enrolment: Enrolment, actor: Actor, at: datetime) -> Enrolment:
    """The person accepts: the place is theirs and gets its line on the class list.

    Confirming again changes nothing. Refuses without `training.enrol`; `wrong_state` when the place was freed.
    """
    refuse_if(why_not_enrol(actor))
    enrolment = _locked(enrolment)
    if enrolment.state == EnrolmentState.CONFIRMED:
        return enrolment
    enrolment.confirmed_at = at
    enrolment.row_number = _next_row(enrolment.class_group)
    return _move(enrolment, EnrolmentState.CONFIRMED, "training.confirm_place", actor, at, "confirmed_at", "row_number")


@transaction.atomic
def release_place(
    *, enrolment: Enrolment, reason: str, actor: Actor, at: datetime, has_started: bool = False, note: str = ""
) -> Enrolment:
    """Free a held or confirmed place (`ReleaseReason`) before the person begins; publishes PlaceReleased.

    Whoever calls says whether the person has marks (`has_started`): then it refuses with `has_attendance`.
    Releasing again changes nothing. Refuses without `training.enrol`; `wrong_state`, `reason_needed`.
    """
    refuse_if(why_not_enrol(actor))
    enrolment = _locked(enrolment)
    if enrolment.state == EnrolmentState.RELEASED:
        return enrolment
    if has_started:
        raise Refused(rules.refusal("has_attendance"))
    if not reason:
        raise Refused(rules.refusal("reason_needed"))
    enrolment.release_reason, enrolment.note = reason, note
    return _end(enrolment, EnrolmentState.RELEASED, "training.release_place", actor, at, "release_reason")


@transaction.atomic
def leave_class(
    *, enrolment: Enrolment, reason: str, has_started: bool, actor: Actor, at: datetime, note: str = ""
) -> Enrolment:
    """Record that somebody who began left the cycle, with a reason of ASI-7; the place becomes free.

    `has_started` comes from the attendance, which knows. Refuses without `training.enrol`; `never_started`,
    `wrong_state`, `reason_needed`.
    """
    refuse_if(why_not_enrol(actor))
    refuse_if(rules.why_not_end(EnrolmentState.LEFT, has_started=has_started))
    if not reason:
        raise Refused(rules.refusal("reason_needed"))
    enrolment = _locked(enrolment)
    enrolment.leave_reason, enrolment.note = reason, note
    return _end(enrolment, EnrolmentState.LEFT, "training.leave_class", actor, at, "leave_reason")


@transaction.atomic
def record_no_show(*, enrolment: Enrolment, has_started: bool, actor: Actor, at: datetime, note: str = "") -> Enrolment:
    """Record that somebody confirmed never came, which is not leaving; the place becomes free.

    Refuses without `training.enrol`; `has_started`, `wrong_state`.
    """
    refuse_if(why_not_enrol(actor))
    refuse_if(rules.why_not_end(EnrolmentState.NO_SHOW, has_started=has_started))
    enrolment = _locked(enrolment)
    enrolment.note = note
    return _end(enrolment, EnrolmentState.NO_SHOW, "training.record_no_show", actor, at)


@transaction.atomic
def approve_hours(
    *, participation: Participation, line: str, hours: Decimal, reason: str, actor: Actor, at: datetime
) -> HoursApproval:
    """Authorise a person to take up to `hours` of a route, above its limit, with the reason (FOR-2).

    Refuses without `training.approve`; `reason_needed`, `approval_not_above_limit`.
    """
    refuse_if(why_not_approve(actor))
    if not reason.strip():
        raise Refused(rules.refusal("reason_needed"))
    limit = queries.route_hours(participation, line, at).limit
    if hours <= limit:
        raise Refused(rules.refusal("approval_not_above_limit", limit=limit))
    approval = HoursApproval.objects.create(
        municipality_id=participation.municipality_id,
        participation=participation,
        line=line,
        hours=hours,
        reason=reason.strip(),
        approved_by_id=actor.account_id,
        approved_at=at,
    )
    audit.record(actor=actor, action="training.approve_hours", obj=approval, fields=("hours", "reason"), at=at)
    return approval


def _take_seat(class_group: ClassGroup, person: Person, at: datetime) -> Enrolment:
    """An unsaved enrolment on the lowest free seat; the class's row is locked until the transaction ends."""
    line_up(municipality_id=class_group.municipality_id)
    locked = (
        ClassGroup.objects.select_for_update(no_key=True, of=("self",))
        .select_related("cycle__programme", "course")
        .get(pk=class_group.pk)
    )
    has_place = locked.enrolments.filter(person=person, state__in=OCCUPYING).exists()
    refuse_if(rules.why_not_take_place(class_state=locked.state, cycle_state=locked.cycle.state, has_place=has_place))
    participation = queries.open_participation(person, locked.cycle.programme)
    if participation is None:
        raise Refused(rules.refusal("no_participation"))
    # two classes at once must not pass the limit together: the participation is locked, too
    Participation.objects.select_for_update(no_key=True).get(pk=participation.pk)
    _refuse_hours(locked, participation, at)
    clash = queries.clashing_class(person, locked)
    if clash is not None:
        raise Refused(rules.refusal("person_busy", class_name=clash.name))
    occupied = locked.enrolments.filter(state__in=OCCUPYING).values_list("seat_number", flat=True)
    seat = rules.first_free_seat(list(occupied), locked.capacity)
    if seat is None:
        raise Refused(rules.refusal("class_full", capacity=locked.capacity))
    return Enrolment(
        municipality_id=locked.municipality_id,
        class_group=locked,
        person=person,
        participation=participation,
        seat_number=seat,
        held_at=at,
    )


def _refuse_hours(class_group: ClassGroup, participation: Participation, at: datetime) -> None:
    course = class_group.course
    if rules.counts_to_route(line=course.line, counts_to_limit=course.counts_to_limit):
        hours = queries.route_hours(participation, course.line, at)
        refuse_if(rules.why_not_more_hours(hours, course.hours))


def _next_row(class_group: ClassGroup) -> int:
    last = Enrolment.objects.filter(class_group=class_group).aggregate(last=Max("row_number"))["last"]
    return (last or 0) + 1


def _locked(enrolment: Enrolment) -> Enrolment:
    line_up(municipality_id=enrolment.municipality_id)
    return (
        Enrolment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("class_group")
        .get(pk=enrolment.pk)
    )


def _end(enrolment: Enrolment, to: str, action: str, actor: Actor, at: datetime, *fields: str) -> Enrolment:
    enrolment.ended_at = at
    _move(enrolment, to, action, actor, at, "ended_at", "note", *fields)
    events.publish(PlaceReleased(class_group_id=enrolment.class_group_id, enrolment_id=enrolment.pk, at=at))
    return enrolment


def _move(enrolment: Enrolment, to: str, action: str, actor: Actor, at: datetime, *fields: str) -> Enrolment:
    refuse_if(rules.why_not_move(enrolment.state, to))
    enrolment.state = to
    enrolment.save(update_fields=["state", *fields])
    audit.record(actor=actor, action=action, obj=enrolment, fields=("state", *fields), at=at)
    return enrolment
