"""Holding, confirming and freeing places; the hours limit; how somebody's time in a class ends."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from minga.audit.queries import records_of
from minga.kernel import events
from minga.kernel.refusals import FORBIDDEN, Refused
from minga.training import operations, queries
from minga.training.events import PlaceReleased
from minga.training.models import Enrolment, SeatGrant
from minga.training.states import CycleState, EnrolmentState, LeaveReason, Line, ReleaseReason
from tests.factories import make_participation, make_person
from tests.factories.training import make_class, make_course, make_cycle, make_enrolment, make_session


@pytest.fixture
def rosa(in_manta):
    person = make_person(in_manta)
    make_participation(person)
    return person


def refusal_of(call, **arguments):
    with pytest.raises(Refused) as caught:
        call(**arguments)
    return caught.value.refusal


def test_hold_place_takes_the_lowest_free_seat(in_manta, rosa, system, at):
    class_group = make_class(in_manta, cupo=3)
    make_enrolment(class_group, seat_number=1)
    make_enrolment(class_group, seat_number=3, row_number=2)
    held = operations.hold_place(
        class_group=class_group, person=rosa, until=at + timedelta(hours=72), actor=system, at=at
    )
    assert (held.state, held.seat_number, held.row_number) == (EnrolmentState.HELD, 2, None)
    assert held.participation.person == rosa
    assert queries.free_places(class_group) == 0
    assert [record.action for record in records_of(held.public_id)] == ["training.hold_place"]


def test_full_class_refuses_and_says_how_many_places_it_has(in_manta, rosa, system, at):
    class_group = make_class(in_manta, cupo=1)
    make_enrolment(class_group)
    refusal = refusal_of(operations.enrol, class_group=class_group, person=rosa, actor=system, at=at)
    assert refusal.code == "class_full"
    assert "1 cupos" in str(refusal)


def test_authorised_extra_places_count(in_manta, rosa, system, at):
    class_group = make_class(in_manta, cupo=1, extra_places=1)
    make_enrolment(class_group)
    assert operations.enrol(class_group=class_group, person=rosa, actor=system, at=at).seat_number == 2


def test_database_refuses_a_seat_beyond_the_capacity(in_manta):
    class_group = make_class(in_manta, cupo=1)
    with pytest.raises(IntegrityError, match="seat 2 of a class of 1 places"), transaction.atomic():
        make_enrolment(class_group, seat_number=2)


def test_database_refuses_two_people_on_a_seat(in_manta):
    class_group = make_class(in_manta)
    make_enrolment(class_group)
    with pytest.raises(IntegrityError, match="seat_occupied_once"), transaction.atomic():
        make_enrolment(class_group, seat_number=1)


def test_database_refuses_extra_places_without_their_grant(in_manta):
    class_group = make_class(in_manta)
    class_group.extra_places = 1
    with pytest.raises(IntegrityError, match="1 extra places with 0 granted"), transaction.atomic():
        class_group.save(update_fields=["extra_places"])


def test_database_keeps_what_was_granted(in_manta):
    make_class(in_manta, extra_places=2)
    with pytest.raises(IntegrityError, match="never taken back"), transaction.atomic():
        SeatGrant.objects.update(places=9)
    with pytest.raises(IntegrityError, match="never taken back"), transaction.atomic():
        SeatGrant.objects.all().delete()


def test_database_refuses_a_cupo_below_an_occupied_seat(in_manta):
    class_group = make_class(in_manta)
    make_enrolment(class_group, seat_number=5)
    class_group.cupo = 4
    with pytest.raises(IntegrityError, match="seat 5 is occupied"), transaction.atomic():
        class_group.save(update_fields=["cupo"])


def test_same_person_gets_one_place_in_a_class(in_manta, rosa, system, at):
    class_group = make_class(in_manta)
    operations.enrol(class_group=class_group, person=rosa, actor=system, at=at)
    refusal = refusal_of(operations.enrol, class_group=class_group, person=rosa, actor=system, at=at)
    assert refusal.code == "already_has_place"


def test_person_without_participation_is_refused(in_manta, system, at):
    person = make_person(in_manta)
    refusal = refusal_of(operations.enrol, class_group=make_class(in_manta), person=person, actor=system, at=at)
    assert refusal.code == "no_participation"


def test_closed_cycle_takes_nobody(in_manta, rosa, system, at):
    class_group = make_class(in_manta, cycle=make_cycle(in_manta, state=CycleState.CLOSED))
    refusal = refusal_of(operations.enrol, class_group=class_group, person=rosa, actor=system, at=at)
    assert refusal.code == "cycle_closed"


def test_deadline_of_a_hold_is_ahead(in_manta, rosa, system, at):
    arguments = {"class_group": make_class(in_manta), "person": rosa, "until": at, "actor": system, "at": at}
    assert refusal_of(operations.hold_place, **arguments).code == "deadline_passed"


def test_person_with_a_session_at_that_hour_is_refused(in_manta, rosa, system, at):
    first, second = make_class(in_manta), make_class(in_manta)
    session = make_session(first)
    make_session(second, starts_at=session.starts_at + timedelta(minutes=119))
    operations.enrol(class_group=first, person=rosa, actor=system, at=at)
    refusal = refusal_of(operations.enrol, class_group=second, person=rosa, actor=system, at=at)
    assert (refusal.code, refusal.details["class_name"]) == ("person_busy", first.name)


def test_sessions_that_touch_do_not_clash(in_manta, rosa, system, at):
    first, second = make_class(in_manta), make_class(in_manta)
    session = make_session(first)
    make_session(second, starts_at=session.ends_at)
    operations.enrol(class_group=first, person=rosa, actor=system, at=at)
    assert operations.enrol(class_group=second, person=rosa, actor=system, at=at).pk


def test_confirm_place_gives_a_row_that_is_never_reused(in_manta, system, at):
    class_group = make_class(in_manta)
    first = make_enrolment(class_group, state=EnrolmentState.HELD, held_until=at, confirmed_at=None, row_number=None)
    confirmed = operations.confirm_place(enrolment=first, actor=system, at=at)
    assert (confirmed.state, confirmed.row_number, confirmed.confirmed_at) == (EnrolmentState.CONFIRMED, 1, at)
    operations.release_place(enrolment=confirmed, reason=ReleaseReason.DECLINED, actor=system, at=at)
    second = make_person(in_manta)
    make_participation(second)
    enrolled = operations.enrol(class_group=class_group, person=second, actor=system, at=at)
    assert (enrolled.seat_number, enrolled.row_number) == (1, 2)


def test_confirm_place_again_changes_nothing(in_manta, system, at):
    enrolment = make_enrolment(make_class(in_manta))
    again = operations.confirm_place(enrolment=enrolment, actor=system, at=at)
    assert again.confirmed_at == enrolment.confirmed_at
    assert not records_of(enrolment.public_id)


def test_release_place_tells_who_listens(in_manta, system, at):
    enrolment = make_enrolment(make_class(in_manta))
    heard = []
    before = list(events._reactions[PlaceReleased])
    events._reactions[PlaceReleased].append(heard.append)
    try:
        operations.release_place(enrolment=enrolment, reason=ReleaseReason.DECLINED, actor=system, at=at)
        operations.release_place(enrolment=enrolment, reason=ReleaseReason.DECLINED, actor=system, at=at)
    finally:
        events._reactions[PlaceReleased][:] = before
    assert heard == [PlaceReleased(class_group_id=enrolment.class_group_id, enrolment_id=enrolment.pk, at=at)]


def test_released_place_cannot_be_confirmed(in_manta, system, at):
    enrolment = make_enrolment(make_class(in_manta))
    operations.release_place(enrolment=enrolment, reason=ReleaseReason.DECLINED, actor=system, at=at)
    assert refusal_of(operations.confirm_place, enrolment=enrolment, actor=system, at=at).code == "wrong_state"


def test_release_place_of_somebody_who_began_is_refused(in_manta, system, at):
    refusal = refusal_of(
        operations.release_place,
        enrolment=make_enrolment(make_class(in_manta)),
        reason=ReleaseReason.MISTAKE,
        has_started=True,
        actor=system,
        at=at,
    )
    assert refusal.code == "has_attendance"


def test_leaving_and_not_showing_up_are_kept_apart(in_manta, system, at):
    enrolment = make_enrolment(make_class(in_manta))
    end = {"enrolment": enrolment, "actor": system, "at": at}
    reason = LeaveReason.WORK
    assert refusal_of(operations.leave_class, reason=reason, has_started=False, **end).code == "never_started"
    assert refusal_of(operations.leave_class, reason="", has_started=True, **end).code == "reason_needed"
    assert refusal_of(operations.record_no_show, has_started=True, **end).code == "has_started"
    left = operations.leave_class(reason=reason, has_started=True, **end)
    assert (left.state, left.leave_reason, left.ended_at) == (EnrolmentState.LEFT, reason, at)
    assert refusal_of(operations.record_no_show, has_started=False, **end).code == "wrong_state"


def test_no_show_frees_the_place(in_manta, system, at):
    class_group = make_class(in_manta, cupo=1)
    enrolment = make_enrolment(class_group)
    operations.record_no_show(enrolment=enrolment, has_started=False, actor=system, at=at)
    assert queries.free_places(class_group) == 1


def test_route_limit_is_not_passed_without_an_approval(in_manta, rosa, system, at):
    taken = make_class(in_manta, course=make_course(in_manta, hours=Decimal(35)))
    more = make_class(in_manta, course=make_course(in_manta, hours=Decimal("5.5")))
    operations.enrol(class_group=taken, person=rosa, actor=system, at=at)
    refusal = refusal_of(operations.enrol, class_group=more, person=rosa, actor=system, at=at)
    assert refusal.code == "hours_limit"
    assert "40,5 horas" in str(refusal) and "límite es 40" in str(refusal)
    participation = rosa.participations.get()
    operations.approve_hours(
        participation=participation, line=Line.BUSINESS, hours=Decimal(45), reason="Pasa a IYB", actor=system, at=at
    )
    assert operations.enrol(class_group=more, person=rosa, actor=system, at=at).state == EnrolmentState.CONFIRMED


@pytest.mark.parametrize(
    "course",
    [
        {"line": Line.EMPLOYMENT},
        {"line": Line.TECHNICAL},
        {"counts_to_limit": False},
    ],
)
def test_hours_of_other_routes_and_uncounted_courses_do_not_add_up(in_manta, rosa, system, at, course):
    taken = make_class(in_manta, course=make_course(in_manta, hours=Decimal(40)))
    other = make_class(in_manta, course=make_course(in_manta, hours=Decimal(30), **course))
    operations.enrol(class_group=taken, person=rosa, actor=system, at=at)
    assert operations.enrol(class_group=other, person=rosa, actor=system, at=at).pk


def test_approve_hours_needs_a_reason_and_more_than_the_limit(in_manta, rosa, system, at):
    approval = {"participation": rosa.participations.get(), "line": Line.BUSINESS, "actor": system, "at": at}
    assert refusal_of(operations.approve_hours, hours=Decimal(50), reason=" ", **approval).code == "reason_needed"
    refusal = refusal_of(operations.approve_hours, hours=Decimal(40), reason="x", **approval)
    assert refusal.code == "approval_not_above_limit"


@pytest.mark.parametrize("role", ["facilitator", "authority", "case_worker", "programme_admin"])
def test_roles_without_the_right_do_not_enrol(in_manta, rosa, actor_of, at, role):
    refusal = refusal_of(operations.enrol, class_group=make_class(in_manta), person=rosa, actor=actor_of(role), at=at)
    assert refusal.kind == FORBIDDEN
    assert not Enrolment.objects.exists()


def test_technician_enrols_but_does_not_approve_hours(in_manta, rosa, actor_of, at):
    technician = actor_of("technician")
    assert operations.enrol(class_group=make_class(in_manta), person=rosa, actor=technician, at=at).pk
    refusal = refusal_of(
        operations.approve_hours,
        participation=rosa.participations.get(),
        line=Line.BUSINESS,
        hours=Decimal(60),
        reason="x",
        actor=technician,
        at=at,
    )
    assert refusal.kind == FORBIDDEN
