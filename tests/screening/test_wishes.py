"""The wish to talk in private: noted with the answers, for the case worker only, telling nothing to who lacks the keys."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from minga.audit import operations as audit
from minga.audit.models import Record
from minga.kernel.actor import system_actor
from minga.kernel.refusals import Refused
from minga.kernel.sealing import CannotOpen
from minga.portal.queries import my_day
from minga.screening import operations, queries
from minga.screening.models import AnswerEnvelope, TalkWish
from minga.screening.operations.wishes import note_wishes
from tests.factories import make_person
from tests.screening.conftest import ROSA

pytestmark = pytest.mark.django_db


@pytest.fixture
def case_worker(actor_of):
    """The specialised person of Manta."""
    return actor_of("case_worker")


@pytest.fixture
def finished(answered, technician, at):
    """Rosa's interview, in which she says "later"."""
    return operations.finish_submission(submission=answered, actor=technician, at=at)


def record(people, answers, version, at):
    rows = [operations.Interview(person, answers) for person in people]
    return operations.record_interviews(
        interviews=rows, version=version, actor=system_actor(version.municipality_id), at=at
    )


def test_finish_submission_notes_the_wish_for_the_case_worker_only(finished, rosa, technician, case_worker):
    (wish,) = queries.opened_wishes(queries.open_wishes(case_worker))
    assert (wish.person, wish.answer, wish.said_at) == (rosa, "later", finished.finished_at)
    assert not queries.open_wishes(technician).exists()
    assert queries.my_day_wishes(technician, 8) == (0, [])


def test_an_interview_under_way_or_without_a_wish_has_no_row(answered, version, in_manta, at):
    assert not TalkWish.objects.exists()
    record([make_person(in_manta)], ROSA | {"talk_private": "no"}, version, at)
    without = {name: answer for name, answer in ROSA.items() if name != "talk_private"}
    record([make_person(in_manta)], without, version, at)
    assert not TalkWish.objects.exists()


def test_the_same_interview_again_is_one_wish(finished, technician, at):
    operations.finish_submission(submission=finished, actor=technician, at=at)
    note_wishes(told=[(finished, ROSA)])
    assert TalkWish.objects.count() == 1


def test_nothing_in_the_row_leads_to_the_interview(finished):
    """SCR-10: whoever has the tables without the keys learns how many there are."""
    with connection.cursor() as cursor:
        cursor.execute("select * from screening_talkwish")
        names = [column.name for column in cursor.description]
        (row,) = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
    open_columns = {name: value for name, value in row.items() if not isinstance(value, bytes | memoryview)}
    assert set(open_columns) == {"id", "public_id", "municipality_id", "attended_at", "attended_by_id"}
    assert row["public_id"].version == 4, "a public id with an hour in it would lead to the interview"
    stored = bytes(row["said"]) + bytes(row["submission_index"])
    for told in (
        b"later",
        str(finished.pk).encode() + b",",
        finished.public_id.bytes,
        str(finished.public_id).encode(),
    ):
        assert told not in stored
    assert not Record.objects.filter(object_table="screening_talkwish").exists()


def test_a_wish_moved_to_another_row_does_not_open(version, in_manta, case_worker, at):
    record([make_person(in_manta), make_person(in_manta)], ROSA, version, at)
    with connection.cursor() as cursor:
        cursor.execute("update screening_talkwish set said = (select said from screening_talkwish order by id limit 1)")
    with pytest.raises(CannotOpen):
        queries.opened_wishes(queries.open_wishes(case_worker).order_by("-id"))


def test_attend_wish_says_who_and_when_once(finished, case_worker, at):
    wish = TalkWish.objects.get()
    for hours in (1, 2):
        operations.attend_wish(wish=wish, actor=case_worker, at=at + timedelta(hours=hours))
    wish.refresh_from_db()
    assert (wish.attended_at, wish.attended_by_id) == (at + timedelta(hours=1), case_worker.account_id)
    assert Record.objects.filter(action="screening.attend_wish").count() == 1
    assert queries.my_day_wishes(case_worker, 8) == (0, [])


def test_attend_wish_is_for_the_specialised_person(finished, technician, at):
    with pytest.raises(Refused) as met:
        operations.attend_wish(wish=TalkWish.objects.get(), actor=technician, at=at)
    assert met.value.refusal.code == "role_may_not"


def test_my_day_and_the_list_cost_the_same_for_any_number_of_wishes(
    version, in_manta, case_worker, at, django_assert_num_queries, django_assert_max_num_queries
):
    for several in (3, 40):
        record([make_person(in_manta) for _ in range(several)], ROSA, version, at)
        with django_assert_num_queries(3):
            count, shown = queries.my_day_wishes(case_worker, 8)
        assert count == TalkWish.objects.count()
        assert len(shown) == min(8, count)
    with django_assert_max_num_queries(12):
        wishes = next(block for block in my_day(case_worker, at) if block.code == "wishes")
    assert wishes.count == 43


def test_forget_wishes_takes_those_of_the_interviews_only(version, in_manta, at):
    first, _second = record([make_person(in_manta), make_person(in_manta)], ROSA, version, at)
    assert operations.forget_wishes(submissions=[first]) == 1
    assert TalkWish.objects.count() == 1


def test_note_earlier_wishes_builds_the_rows_that_are_missing(version, in_manta, case_worker, system, at, monkeypatch):
    monkeypatch.setattr("minga.screening.operations.wishes.AT_ONCE", 2)
    people = [make_person(in_manta) for _ in range(5)]
    said = record(people, ROSA, version, at)
    record([make_person(in_manta)], ROSA | {"talk_private": "no"}, version, at)
    attended = AnswerEnvelope.objects.get(submission=said[0], answers_class="protected")
    audit.record(actor=case_worker, action="screening.attend_wish", obj=attended, at=at)
    TalkWish.objects.all().delete()
    last, parts = 0, []
    while True:
        count, last = operations.note_earlier_wishes(after_envelope=last, actor=system, at=at)
        if not last:
            break
        parts.append(count)
    assert parts == [2, 2, 1]
    waiting = {wish.person for wish in queries.opened_wishes(queries.open_wishes(case_worker))}
    assert waiting == set(people[1:])
    done = TalkWish.objects.get(attended_at__isnull=False)
    assert (done.attended_at, done.attended_by_id) == (at, case_worker.account_id)


def test_the_command_looks_once_through_each_municipality(version, in_manta, at):
    record([make_person(in_manta)], ROSA, version, at)
    TalkWish.objects.all().delete()
    first, second = StringIO(), StringIO()
    call_command("note_earlier_wishes", stdout=first)
    call_command("note_earlier_wishes", stdout=second)
    assert "manta: 1" in first.getvalue()
    assert second.getvalue() == ""
    assert json.loads(TalkWish.objects.get().said)["answer"] == "later"
