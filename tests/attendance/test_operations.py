"""Saving lists, corrections, leaving and not showing up, with the number of queries."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from minga.attendance import operations, queries
from minga.attendance.models import Mark, MarkChange
from minga.attendance.rules import Marking
from minga.attendance.states import MarkOrigin, MarkState
from minga.audit.queries import records_of
from minga.kernel.refusals import FORBIDDEN, Refused
from minga.training.models import Facilitator
from minga.training.states import EnrolmentState, LeaveReason, ReleaseReason
from tests.factories.training import make_class, make_enrolment, make_session

ON_THE_DAY = datetime(2026, 11, 7, 16, 0, tzinfo=UTC)


@pytest.fixture
def session(in_manta):
    class_group = make_class(in_manta, is_open=True, cupo=40)
    for _ in range(3):
        make_enrolment(class_group)
    return make_session(class_group)


def refusal_of(call, **arguments):
    with pytest.raises(Refused) as caught:
        call(**arguments)
    return caught.value.refusal


def markings(session, *states):
    ids = session.class_group.enrolments.order_by("row_number").values_list("pk", flat=True)
    return [Marking(pk, state) for pk, state in zip(ids, states, strict=False) if state]


def save(session, *states, actor, at=ON_THE_DAY, **more):
    return operations.save_list(session=session, markings=markings(session, *states), actor=actor, at=at, **more)


def test_save_list_writes_each_mark_with_its_minutes(session, system):
    saved = save(session, "attended", "excused", "absent", actor=system)
    assert (saved.new, saved.corrected, saved.same) == (3, 0, 0)
    assert sorted(Mark.objects.values_list("state", "minutes")) == [("absent", 0), ("attended", 120), ("excused", 0)]
    assert records_of(session.public_id).get().action == "attendance.save_list"


def test_saving_the_same_list_again_changes_nothing(session, system):
    save(session, "attended", "late", actor=system)
    saved = save(session, "attended", "late", actor=system, at=ON_THE_DAY + timedelta(days=3))
    assert (saved.new, saved.corrected, saved.same) == (0, 0, 2)
    assert not MarkChange.objects.exists()
    assert records_of(session.public_id).count() == 1


def test_correction_keeps_what_was_there_with_who_when_and_why(session, actor_of):
    first, second = actor_of("technician"), actor_of("coordinator")
    save(session, "absent", actor=first)
    later = ON_THE_DAY + timedelta(days=2)
    saved = save(session, "attended", actor=second, at=later, reason="Firmó la hoja", origin=MarkOrigin.PAPER)
    assert saved.corrected == 1
    mark, change = Mark.objects.get(), MarkChange.objects.get()
    assert (mark.state, mark.minutes, mark.origin, mark.marked_by_id) == ("attended", 120, "paper", second.account_id)
    assert (change.state_before, change.origin_before, change.marked_at_before) == ("absent", "screen", ON_THE_DAY)
    assert (change.marked_by_before_id, change.changed_by_id) == (first.account_id, second.account_id)
    assert (change.changed_at, change.reason) == (later, "Firmó la hoja")


def test_correction_after_the_day_needs_a_reason(session, system):
    save(session, "absent", actor=system)
    assert save(session, "attended", actor=system).corrected == 1
    arguments = {"session": session, "markings": markings(session, "late"), "actor": system}
    refusal = refusal_of(operations.save_list, at=ON_THE_DAY + timedelta(days=1), **arguments)
    assert refusal.code == "reason_needed"
    assert Mark.objects.get().state == MarkState.ATTENDED


def test_history_cannot_be_rewritten(session, system):
    save(session, "absent", actor=system)
    save(session, "attended", actor=system)
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        MarkChange.objects.update(reason="otra")
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        MarkChange.objects.all().delete()


def test_ending_a_place_holds_it_before_it_asks_whether_the_person_began(
    session, actor_of, django_assert_max_num_queries
):
    """A list saved in the same second is waited for: else somebody who attended would be released as never come."""
    enrolment = session.class_group.enrolments.order_by("row_number").first()
    with django_assert_max_num_queries(30) as asked:
        operations.record_no_show(enrolment=enrolment, actor=actor_of("technician"), at=ON_THE_DAY)
    statements = [query["sql"] for query in asked.captured_queries]
    held = next(place for place, sql in enumerate(statements) if "training_enrolment" in sql and "FOR UPDATE" in sql)
    asked_marks = next(place for place, sql in enumerate(statements) if "attendance_mark" in sql)
    assert held < asked_marks


def test_saving_a_list_holds_the_places_it_marks(session, system, django_assert_max_num_queries):
    with django_assert_max_num_queries(30) as asked:
        save(session, "attended", actor=system)
    statements = [query["sql"] for query in asked.captured_queries]
    held = next(place for place, sql in enumerate(statements) if "training_enrolment" in sql and "NO KEY UPDATE" in sql)
    assert held < next(place for place, sql in enumerate(statements) if 'INSERT INTO "attendance_mark"' in sql)


def test_list_of_a_class_that_is_not_open_is_refused(in_manta, system):
    session = make_session(make_class(in_manta))
    refusal = refusal_of(operations.save_list, session=session, markings=[], actor=system, at=ON_THE_DAY)
    assert refusal.code == "class_not_open"


def test_list_before_the_day_is_refused_in_local_time(session, system):
    eve = datetime(2026, 11, 7, 4, 59, tzinfo=UTC)  # still the 6th in Guayaquil
    arguments = {"session": session, "markings": [], "actor": system}
    assert refusal_of(operations.save_list, at=eve, **arguments).code == "session_ahead"
    assert operations.save_list(at=eve + timedelta(minutes=1), **arguments).new == 0


def test_cancelled_session_takes_no_list(session, system):
    operations.cancel_session(session=session, reason="Feriado", actor=system, at=ON_THE_DAY)
    refusal = refusal_of(operations.save_list, session=session, markings=[], actor=system, at=ON_THE_DAY)
    assert refusal.code == "session_cancelled"


def test_session_with_marks_is_not_cancelled(session, system):
    save(session, "attended", actor=system)
    refusal = refusal_of(operations.cancel_session, session=session, reason="x", actor=system, at=ON_THE_DAY)
    assert refusal.code == "session_has_marks"


def test_somebody_of_another_class_is_refused(in_manta, session, system):
    stranger = make_enrolment(make_class(in_manta))
    marking = [Marking(stranger.pk, "attended")]
    refusal = refusal_of(operations.save_list, session=session, markings=marking, actor=system, at=ON_THE_DAY)
    assert refusal.code == "not_on_list"
    assert not Mark.objects.exists()


def test_wrong_minutes_write_nothing(session, system):
    rows = markings(session, "attended", "late")
    rows[1] = Marking(rows[1].enrolment_id, "late", 500)
    refusal = refusal_of(operations.save_list, session=session, markings=rows, actor=system, at=ON_THE_DAY)
    assert refusal.code == "minutes_beyond_session"
    assert not Mark.objects.exists()


def test_class_of_forty_is_saved_in_as_many_queries_as_one_of_three(
    session, system, django_assert_num_queries, django_assert_max_num_queries
):
    for _ in range(37):
        make_enrolment(session.class_group)
    with django_assert_max_num_queries(12) as captured:
        assert save(session, *["attended"] * 40, actor=system).new == 40
    forty = len(captured)
    other = make_session(session.class_group)
    with django_assert_num_queries(forty):
        save(other, *["attended"] * 3, actor=system, at=ON_THE_DAY + timedelta(weeks=1))


def test_facilitator_marks_only_the_own_classes(session, actor_of):
    facilitator = actor_of("facilitator")
    arguments = {"session": session, "markings": markings(session, "attended"), "actor": facilitator, "at": ON_THE_DAY}
    assert refusal_of(operations.save_list, **arguments).kind == FORBIDDEN
    session.class_group.facilitator = Facilitator.objects.create(
        municipality=session.municipality, name="Ana", account_id=facilitator.account_id
    )
    session.class_group.save()
    assert operations.save_list(**arguments).new == 1


@pytest.mark.parametrize("role", ["authority", "case_worker", "donor_viewer", "communication"])
def test_roles_without_the_right_do_not_mark(session, actor_of, role):
    refusal = refusal_of(operations.save_list, session=session, markings=[], actor=actor_of(role), at=ON_THE_DAY)
    assert refusal.kind == FORBIDDEN


def test_leaving_needs_a_start_and_no_show_needs_none(session, system):
    first, second, third = session.class_group.enrolments.order_by("row_number")
    save(session, "late", "absent", actor=system)
    end = {"actor": system, "at": ON_THE_DAY}
    assert refusal_of(operations.record_no_show, enrolment=first, **end).code == "has_started"
    assert refusal_of(operations.leave_class, enrolment=second, reason="work", **end).code == "never_started"
    release = {"enrolment": first, "reason": ReleaseReason.MISTAKE, **end}
    assert refusal_of(operations.release_place, **release).code == "has_attendance"
    assert operations.leave_class(enrolment=first, reason=LeaveReason.CARE, **end).state == EnrolmentState.LEFT
    assert operations.record_no_show(enrolment=second, **end).state == EnrolmentState.NO_SHOW
    assert operations.release_place(enrolment=third, reason="declined", **end).state == EnrolmentState.RELEASED


def test_who_left_stays_on_the_lists_they_were_marked_in(session, system):
    save(session, "attended", "attended", "attended", actor=system)
    first = session.class_group.enrolments.get(row_number=1)
    operations.leave_class(enrolment=first, reason="work", actor=system, at=ON_THE_DAY)
    assert [row.row_number for row in queries.list_of(session)] == [1, 2, 3]
    assert [row.row_number for row in queries.list_of(make_session(session.class_group))] == [2, 3]


def test_minutes_of_counts_sessions_whose_list_was_taken(session, system, django_assert_num_queries):
    second = make_session(session.class_group, minutes=60)
    make_session(session.class_group)  # no list: not offered yet
    save(session, "attended", "absent", actor=system)
    save(second, "late", actor=system, at=ON_THE_DAY + timedelta(weeks=1))
    first, absent, unmarked = session.class_group.enrolments.order_by("row_number")
    with django_assert_num_queries(3):
        minutes = queries.minutes_of([first.pk, absent.pk, unmarked.pk])
    assert minutes == {first.pk: (180, 180), absent.pk: (0, 180), unmarked.pk: (0, 180)}
    assert queries.started_ids([first.pk, absent.pk]) == {first.pk}


def test_list_of_takes_two_queries_whatever_its_length(session, system, django_assert_num_queries):
    save(session, "attended", "attended", "attended", actor=system)
    for _ in range(10):
        make_enrolment(session.class_group)
    session.refresh_from_db()
    _ = session.class_group
    with django_assert_num_queries(2):
        assert len(queries.list_of(session)) == 13
