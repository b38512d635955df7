"""What attendance tells of a person, of a day and of a class."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from minga.attendance import operations, queries
from minga.attendance.rules import Marking
from minga.training.models import Facilitator
from tests.factories.training import FIRST_SESSION, make_class, make_enrolment, make_session


@pytest.fixture
def enrolment(in_manta, system):
    """Came late for 30 minutes to the first session, did not come to the second; the third has no list."""
    enrolment = make_enrolment(make_class(in_manta, is_open=True))
    for week, (state, minutes) in enumerate((("late", 30), ("absent", None))):
        session = make_session(enrolment.class_group)
        operations.save_list(
            session=session,
            markings=[Marking(enrolment.pk, state, minutes)],
            actor=system,
            at=FIRST_SESSION + timedelta(weeks=week),
        )
    make_session(enrolment.class_group)
    return enrolment


def test_timeline_tells_each_session_to_who_may_see_the_class(enrolment, actor_of):
    entries = queries.timeline_of(enrolment.person, actor_of("technician"))
    assert [(entry.title, entry.at) for entry in entries] == [
        ("Faltó", FIRST_SESSION + timedelta(weeks=1)),
        ("Atraso", FIRST_SESSION),
    ]
    assert entries[1].detail.endswith("30 minutos")
    facilitator = actor_of("facilitator")
    assert not queries.timeline_of(enrolment.person, facilitator)
    assert not queries.timeline_of(enrolment.person, actor_of("donor_viewer"))
    enrolment.class_group.facilitator = Facilitator.objects.create(
        municipality_id=enrolment.municipality_id, name="Ana", account_id=facilitator.account_id
    )
    enrolment.class_group.save()
    assert len(queries.timeline_of(enrolment.person, facilitator)) == 2


def test_marks_of_a_person_newest_first(enrolment):
    assert list(queries.marks_of(enrolment.person).values_list("state", "minutes")) == [("absent", 0), ("late", 30)]


def test_day_says_which_lists_are_missing(enrolment, actor_of):
    actor = actor_of("technician")
    taken = queries.lists_on(actor, date(2026, 11, 7)).get()
    assert (taken.has_list, taken.present, taken.marked) == (True, 1, 1)
    missing = queries.my_day_lists(actor, FIRST_SESSION + timedelta(weeks=2)).get()
    assert (missing.has_list, missing.marked) == (False, 0)
    assert list(queries.sessions_without_list(enrolment.class_group)) == [missing]


def test_class_table_shows_marks_and_percent(enrolment, django_assert_num_queries):
    make_enrolment(enrolment.class_group)
    with django_assert_num_queries(6):
        table = queries.class_table(enrolment.class_group)
    assert len(table.sessions) == 3
    first, second = table.rows
    assert ([mark and mark.state for mark in first[2]], first[3]) == (["late", "absent", None], 12)
    assert (second[2], second[3]) == ([None, None, None], 0)
