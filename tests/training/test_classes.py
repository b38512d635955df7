"""Planning, capacity, checklist, opening, sessions and clashes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from minga.audit.queries import records_of
from minga.kernel.refusals import FORBIDDEN, Refused
from minga.programmes.models import Fund, Programme
from minga.programmes.operations import set_setting
from minga.training import operations, queries
from minga.training.models import OpeningCheck, Session
from minga.training.states import (
    CheckItem,
    ClassState,
    CourseStatus,
    CycleState,
    EnrolmentState,
    Line,
    Modality,
    ReleaseReason,
    Topic,
)
from tests.factories import make_participation, make_person
from tests.factories.training import (
    FIRST_SESSION,
    make_class,
    make_course,
    make_cycle,
    make_enrolment,
    make_facilitator,
    make_session,
    make_venue,
)


def refusal_of(call, **arguments):
    with pytest.raises(Refused) as caught:
        call(**arguments)
    return caught.value.refusal


@pytest.fixture
def plan(in_manta, system, at):
    return {
        "cycle": make_cycle(in_manta),
        "course": make_course(in_manta),
        "name": "Aula A",
        "modality": Modality.PRESENCIAL,
        "cupo": 30,
        "venue": make_venue(in_manta, capacity=30),
        "actor": system,
        "at": at,
    }


def test_plan_class_gives_it_a_code_for_paper(plan):
    class_group = operations.plan_class(**plan)
    assert class_group.code.startswith("MAN-")
    assert (class_group.state, class_group.capacity) == (ClassState.PLANNED, 30)
    assert records_of(class_group.public_id).get().action == "training.plan_class"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"cupo": 31}, "venue_too_small"),
        ({"venue": None}, "venue_needed"),
        ({"modality": Modality.VIRTUAL}, "link_needed"),
        ({"modality": Modality.MIXED}, "link_needed"),
    ],
)
def test_plan_class_refuses_what_the_modality_lacks(plan, change, code):
    assert refusal_of(operations.plan_class, **(plan | change)).code == code


def test_plan_class_in_a_modality_that_the_course_does_not_offer_is_refused(in_manta, plan):
    plan["course"] = make_course(in_manta, modalities=[Modality.VIRTUAL])
    assert refusal_of(operations.plan_class, **plan).code == "modality_not_offered"


def test_course_that_is_not_approved_is_given_only_as_a_pilot(in_manta, plan):
    plan["course"] = make_course(in_manta, status=CourseStatus.DRAFT)
    assert refusal_of(operations.plan_class, **plan).code == "course_not_approved"
    assert operations.plan_class(**plan, is_pilot=True).is_pilot


def test_same_name_twice_in_a_cycle_is_refused(plan):
    operations.plan_class(**plan)
    assert refusal_of(operations.plan_class, **plan).code == "name_taken"


def test_closed_cycle_gets_no_class(plan, system, at):
    operations.open_cycle(cycle=plan["cycle"], actor=system, at=at)
    operations.close_cycle(cycle=plan["cycle"], actor=system, at=at)
    plan["cycle"].refresh_from_db()
    assert refusal_of(operations.plan_class, **plan).code == "cycle_closed"
    assert refusal_of(operations.open_cycle, cycle=plan["cycle"], actor=system, at=at).code == "wrong_state"


def test_fund_of_another_programme_does_not_pay(in_manta, system, at):
    other = Programme.objects.create(slug="otro", name="Otro", starts_on=at)
    dates = {"starts_on": date(2026, 11, 1), "ends_on": date(2026, 12, 1)}
    cycle = {"municipality": in_manta, "name": "C", "fund": Fund.objects.first(), "actor": system, "at": at, **dates}
    assert refusal_of(operations.plan_cycle, programme=other, **cycle).code == "fund_of_other_programme"
    assert operations.plan_cycle(programme=Programme.objects.get(slug="site"), **cycle).state == CycleState.PLANNED


def test_extra_places_are_authorised_within_the_room(in_manta, actor_of, at):
    coordinator = actor_of("coordinator")
    class_group = make_class(in_manta, cupo=38, venue=make_venue(in_manta, capacity=40))
    grant = {"class_group": class_group, "actor": coordinator, "at": at}
    assert refusal_of(operations.grant_extra_places, places=3, reason="x", **grant).code == "venue_too_small"
    assert refusal_of(operations.grant_extra_places, places=1, reason=" ", **grant).code == "reason_needed"
    assert operations.grant_extra_places(places=2, reason="Dos hermanas", **grant).capacity == 40
    assert class_group.seat_grants.get().granted_by_id == coordinator.account_id
    refusal = refusal_of(
        operations.grant_extra_places,
        class_group=class_group,
        places=1,
        reason="x",
        actor=actor_of("technician"),
        at=at,
    )
    assert refusal.kind == FORBIDDEN


def test_cupo_does_not_go_below_who_is_seated(in_manta, system, at):
    class_group = make_class(in_manta)
    make_enrolment(class_group, seat_number=7)
    refusal = refusal_of(operations.set_cupo, class_group=class_group, cupo=6, actor=system, at=at)
    assert (refusal.code, refusal.details) == ("cupo_below_seats", {"highest": 7})
    assert operations.set_cupo(class_group=class_group, cupo=7, actor=system, at=at).cupo == 7


def test_class_opens_when_each_item_is_met_or_excepted(in_manta, actor_of, at):
    technician, coordinator = actor_of("technician"), actor_of("coordinator")
    class_group = make_class(in_manta, facilitator=make_facilitator(in_manta))
    opening = {"class_group": class_group, "actor": technician, "at": at}
    assert refusal_of(operations.open_class, **opening).code == "no_sessions"
    make_session(class_group)
    for item in (CheckItem.VENUE, CheckItem.EQUIPMENT, CheckItem.SCHEDULE, CheckItem.CHILDREN):
        operations.record_check(item=item, is_met=True, **opening)
    refusal = refusal_of(operations.open_class, **opening)
    assert (refusal.code, refusal.details["items"]) == ("items_open", "Materiales listos")
    exception = {"class_group": class_group, "item": CheckItem.MATERIALS, "at": at}
    until = date(2026, 12, 1)
    refusal = refusal_of(operations.except_item, reason="x", regularise_by=until, actor=technician, **exception)
    assert refusal.kind == FORBIDDEN
    incomplete = {"actor": coordinator, **exception}
    for reason, day in ((" ", until), ("x", None), ("x", date(2026, 11, 21))):
        refusal = refusal_of(operations.except_item, reason=reason, regularise_by=day, **incomplete)
        assert refusal.code == "exception_incomplete"
    operations.except_item(reason="Llegan el lunes", regularise_by=until, actor=coordinator, **exception)
    opened = operations.open_class(**opening)
    assert (opened.state, opened.opened_at, opened.opened_by_id) == (ClassState.OPEN, at, technician.account_id)
    assert operations.open_class(**(opening | {"at": at + timedelta(days=1)})).opened_at == at


def test_facilitator_without_a_valid_certificate_needs_an_exception(in_manta, system, at):
    class_group = make_class(in_manta, facilitator=make_facilitator(in_manta, is_certified=False))
    today = date(2026, 11, 21)

    def state():
        rows = queries.checklist_of(class_group, today)
        return next(row.state for row in rows if row.item == CheckItem.FACILITATOR)

    assert state() == "open"
    operations.record_check(class_group=class_group, item=CheckItem.FACILITATOR, is_met=True, actor=system, at=at)
    assert state() == "open"
    certificate = {"facilitator": class_group.facilitator, "methodology": "IMESUN", "issued_by": "OIT"}
    certificate |= {"valid_from": date(2024, 1, 1), "actor": system, "at": at}
    operations.certify_facilitator(valid_until=date(2026, 11, 20), **certificate)
    assert state() == "open"
    operations.certify_facilitator(**(certificate | {"valid_from": today}))
    assert state() == "met"


def test_facilitator_is_not_asked_for_where_the_setting_says_so(in_manta, system, at):
    class_group = make_class(in_manta)
    programme = Programme.objects.get(slug="site")
    setting = {"key": "facilitator_required", "value": False, "valid_from": date(2026, 1, 1), "source": "Prueba"}
    set_setting(programme=programme, municipality=in_manta, actor=system, at=at, **setting)
    items = [row.item for row in queries.checklist_of(class_group, date(2026, 11, 21))]
    assert CheckItem.FACILITATOR not in items and CheckItem.VENUE in items


def test_item_of_another_modality_is_refused(in_manta, system, at):
    check = {"class_group": make_class(in_manta), "item": CheckItem.LINK, "is_met": True, "actor": system, "at": at}
    assert refusal_of(operations.record_check, **check).code == "item_not_of_modality"
    assert not OpeningCheck.objects.exists()


def test_weekly_sessions_keep_the_local_hour_and_are_added_all_or_none(in_manta, system, at):
    class_group = make_class(in_manta)
    first = datetime(2026, 11, 7, 14, 0, tzinfo=UTC)
    weekly = {"class_group": class_group, "starts_at": first, "minutes": 90, "actor": system, "at": at}
    added = operations.add_weekly_sessions(weeks=4, **weekly)
    assert [session.starts_at.astimezone(UTC).hour for session in added] == [14] * 4
    assert len({session.code for session in added}) == 4
    weekly["starts_at"] = first + timedelta(days=21, hours=2)
    make_session(class_group, starts_at=first + timedelta(days=28, hours=2))
    refusal = refusal_of(operations.add_weekly_sessions, weeks=2, **weekly)
    assert refusal.code == "class_busy"
    assert class_group.sessions.count() == 5


def test_session_outside_the_cycle_is_refused(in_manta, system, at):
    session = {"class_group": make_class(in_manta), "minutes": 60, "actor": system, "at": at}
    beyond = datetime(2027, 1, 1, 5, 0, tzinfo=UTC)  # the 1st in Guayaquil, too
    assert refusal_of(operations.add_session, starts_at=beyond, **session).code == "session_outside_cycle"
    assert operations.add_session(starts_at=beyond - timedelta(minutes=1), **session).pk


@pytest.mark.parametrize("resource", ["venue", "facilitator"])
def test_venue_and_facilitator_are_in_one_place_at_a_time(in_manta, system, at, resource):
    first = make_class(in_manta, facilitator=make_facilitator(in_manta))
    other = make_class(in_manta, **{resource: getattr(first, resource)})
    session = make_session(first)
    add = {"class_group": other, "minutes": 60, "actor": system, "at": at}
    refusal = refusal_of(operations.add_session, starts_at=session.ends_at - timedelta(minutes=1), **add)
    assert (refusal.code, refusal.details["class_name"]) == (f"{resource}_busy", first.name)
    assert operations.add_session(starts_at=session.ends_at, **add).pk


@pytest.mark.parametrize("resource", ["venue", "facilitator", "class_group"])
def test_database_itself_refuses_clashes(in_manta, resource):
    first = make_class(in_manta, facilitator=make_facilitator(in_manta))
    session = make_session(first)
    other = first if resource == "class_group" else make_class(in_manta, facilitator=None)
    changed = {"venue": None, "facilitator": None, resource: getattr(session, resource)}
    changed.pop("class_group", None)
    with pytest.raises(IntegrityError, match=f"session_{resource}_once_at_a_time"), transaction.atomic():
        make_session(other, starts_at=session.starts_at + timedelta(minutes=30), **changed)


def test_cancelled_session_frees_its_hour(in_manta, system, at):
    first = make_class(in_manta)
    session = make_session(first)
    operations.cancel_session(session=session, reason="Feriado", has_marks=False, actor=system, at=at)
    other = make_class(in_manta, venue=first.venue)
    assert (
        operations.add_session(class_group=other, starts_at=session.starts_at, minutes=60, actor=system, at=at).venue
        == first.venue
    )


def test_move_session_refuses_clashes_and_keeps_the_old_hour(in_manta, system, at):
    class_group = make_class(in_manta)
    first, second = make_session(class_group), make_session(class_group)
    move = {"session": second, "minutes": 60, "has_marks": False, "actor": system, "at": at}
    assert refusal_of(operations.move_session, starts_at=first.starts_at, **move).code == "class_busy"
    assert Session.objects.get(pk=second.pk).starts_at == second.starts_at
    moved = operations.move_session(starts_at=first.ends_at, **move)
    assert (moved.ends_at - moved.starts_at) == timedelta(minutes=60)


def test_session_length_and_end_agree_in_the_database(in_manta):
    session = make_session(make_class(in_manta))
    with pytest.raises(IntegrityError, match="session_ends_after_its_minutes"), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(minutes=60)


def test_assign_facilitator_changes_what_is_to_come(in_manta, system):
    before, after = make_facilitator(in_manta), make_facilitator(in_manta)
    class_group = make_class(in_manta, facilitator=before)
    given, coming = make_session(class_group), make_session(class_group)
    at = FIRST_SESSION + timedelta(days=1)
    operations.assign_facilitator(class_group=class_group, facilitator=after, actor=system, at=at)
    given.refresh_from_db(), coming.refresh_from_db()
    assert (given.facilitator, coming.facilitator) == (before, after)


def test_approved_course_that_loses_a_module_is_a_draft_again(in_manta, system, at):
    course = make_course(in_manta, pilot_results="Sí")
    operations.change_course(course=course, description="Otra", actor=system, at=at)
    assert course.status == CourseStatus.APPROVED
    operations.change_course(course=course, topics=[Topic.IDEATION], actor=system, at=at)
    assert course.status == CourseStatus.DRAFT
    refusal = refusal_of(operations.approve_course, course=course, pilot_results="Sí", actor=system, at=at)
    assert refusal.details["modules"] == "Movilidad humana, Enfoque de género, Integración"


def test_hours_of_a_technical_course_do_not_count_unless_told(in_manta, system, at):
    course = {"municipality": in_manta, "hours": Decimal(20), "topics": [], "modalities": [], "actor": system, "at": at}
    assert not operations.add_course(name="Soldadura", line=Line.TECHNICAL, **course).counts_to_limit
    assert operations.add_course(name="Negocios", line=Line.BUSINESS, **course).counts_to_limit
    assert not operations.add_course(
        name="Seguimiento", line=Line.BUSINESS, counts_to_limit=False, **course
    ).counts_to_limit
    assert refusal_of(operations.add_course, name=" Negocios", line=Line.BUSINESS, **course).code == "name_taken"


def test_classes_open_for_calls_have_free_places(in_manta):
    programme = Programme.objects.get(slug="site")
    full = make_class(in_manta, cupo=1)
    make_enrolment(full)
    make_class(in_manta, cycle=make_cycle(in_manta, state=CycleState.CLOSED))
    make_class(in_manta, state=ClassState.CLOSED)
    open_one = make_class(in_manta, cupo=2, extra_places=1)
    make_enrolment(open_one)
    assert [(row, row.free) for row in queries.classes_open_for_calls(programme)] == [(open_one, 2)]


def test_sessions_on_follows_the_calendar_of_the_municipality(in_manta, actor_of):
    class_group = make_class(in_manta)
    late = make_session(class_group, starts_at=datetime(2026, 11, 8, 4, 30, tzinfo=UTC), minutes=15)
    actor = actor_of("technician")
    assert list(queries.sessions_on(actor, date(2026, 11, 7))) == [late]
    assert not queries.sessions_on(actor, date(2026, 11, 8))
    assert list(queries.my_day_sessions(actor, late.starts_at)) == [late]


def test_facilitator_sees_the_own_classes_and_the_sessions_of_a_stand_in(in_manta, actor_of):
    actor = actor_of("facilitator")
    me = make_facilitator(in_manta)
    me.account_id = actor.account_id
    me.save()
    own, other = make_class(in_manta, facilitator=me), make_class(in_manta)
    make_session(other)
    stand_in = make_session(other, facilitator=me)
    assert list(queries.visible_class_groups(actor)) == [own]
    assert list(queries.visible_sessions(actor)) == [stand_in]
    make_enrolment(other)
    assert not queries.visible_enrolments(actor).exists()


def test_timeline_tells_each_step_of_a_place(in_manta, system, actor_of, at):
    person = make_person(in_manta)
    make_participation(person)
    class_group = make_class(in_manta)
    held = operations.hold_place(
        class_group=class_group, person=person, until=at + timedelta(days=3), actor=system, at=at
    )
    operations.confirm_place(enrolment=held, actor=system, at=at + timedelta(hours=1))
    operations.release_place(enrolment=held, reason=ReleaseReason.DECLINED, actor=system, at=at + timedelta(hours=2))
    entries = queries.timeline_of(person, actor_of("technician"))
    assert [entry.title for entry in entries] == ["Cupo apartado", "Matrícula confirmada", "Cupo liberado"]
    assert entries[-1].detail.endswith("La persona no acepta")
    assert not queries.timeline_of(person, actor_of("donor_viewer"))
    assert list(queries.enrolments_of(person)) == [held]


def test_summaries_add_up_cycles_in_two_queries(in_manta, django_assert_num_queries):
    cycle, empty = make_cycle(in_manta), make_cycle(in_manta)
    make_enrolment(make_class(in_manta, cycle=cycle, cupo=10, extra_places=2))
    left = make_enrolment(make_class(in_manta, cycle=cycle, cupo=5))
    left.state, left.ended_at, left.leave_reason = EnrolmentState.LEFT, left.held_at, "work"
    left.save()
    with django_assert_num_queries(2):
        summaries = queries.summaries_of([cycle, empty])
    figures = summaries[cycle.pk]
    assert (figures.classes, figures.cupo, figures.extra_places, figures.taken, figures.free) == (2, 15, 2, 1, 16)
    assert summaries[empty.pk].capacity == 0
