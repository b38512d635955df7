"""Row numbers as people write them, minutes of marks, names of a list."""

from __future__ import annotations

from datetime import date

import pytest

from minga.attendance import rules
from minga.attendance.states import MarkState
from minga.kernel.refusals import Refused


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1-4, 7", [1, 2, 3, 4, 7]),
        ("3 1 2", [1, 2, 3]),
        ("1 a 3; 5.", [1, 2, 3, 5]),
        ("2–4\n4", [2, 3, 4]),
        ("", []),
        (" , ", []),
    ],
)
def test_read_rows(text, rows):
    assert rules.read_rows(text) == rows


@pytest.mark.parametrize("text", ["doce", "4-2", "1,x,3", "-3", "1000"])
def test_read_rows_says_what_it_does_not_understand(text):
    with pytest.raises(Refused) as caught:
        rules.read_rows(text)
    assert caught.value.refusal.code == "rows_unreadable"
    assert caught.value.refusal.details["text"] in text


def test_marks_seen_survive_the_form():
    text = rules.seen_text([(3, "late", 90), (12, "absent", 0)])
    assert rules.read_seen(text) == {3: ("late", 90), 12: ("absent", 0)}
    assert rules.read_seen("") == rules.read_seen("x, 3 <b>, 1 late") == {}


def test_rest_of_the_sheet_gets_one_state():
    markings = rules.markings_from_rows({MarkState.ATTENDED: [1, 3]}, {1: 11, 2: 12, 3: 13}, rest=MarkState.ABSENT)
    assert [(m.enrolment_id, m.state) for m in markings] == [(11, "attended"), (12, "absent"), (13, "attended")]


def test_rows_not_named_stay_unmarked_without_a_rest():
    assert [m.enrolment_id for m in rules.markings_from_rows({MarkState.LATE: [2]}, {1: 11, 2: 12})] == [12]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ({"attended": [1], "late": [1]}, "rows_twice"),
        ({"attended": [9]}, "rows_unknown"),
        ({"attended": []}, "nothing_marked"),
    ],
)
def test_sheet_that_does_not_fit_is_refused(rows, code):
    with pytest.raises(Refused) as caught:
        rules.markings_from_rows(rows, {1: 11})
    assert caught.value.refusal.code == code


@pytest.mark.parametrize(
    ("state", "minutes", "counted"),
    [
        ("attended", None, 120),
        ("attended", 90, 90),
        ("late", None, 120),
        ("late", 30, 30),
        ("absent", 60, 0),
        ("excused", None, 0),
    ],
)
def test_minutes_of_mark(state, minutes, counted):
    assert rules.minutes_of_mark(state, minutes, 120) == counted


@pytest.mark.parametrize("minutes", [0, 121, -5])
def test_minutes_beyond_the_session_are_refused(minutes):
    with pytest.raises(Refused):
        rules.minutes_of_mark("late", minutes, 120)


def test_names_that_would_be_equal_say_more():
    people = [("María José", "Pérez Loor", ""), ("María", "Peña", ""), ("José", "de la Cruz", ""), ("Ana", "", "Nani")]
    assert rules.class_names(people) == ["María Pérez", "María Peña", "José C.", "Nani"]
    assert rules.class_names([("Ana", "de la Cruz", ""), ("Ana", "Cevallos", "")]) == ["Ana de la Cruz", "Ana Cevallos"]


@pytest.mark.parametrize(("today", "corrections", "needed"), [(7, 3, False), (8, 0, False), (8, 1, True)])
def test_needs_reason(today, corrections, needed):
    days = {"session_on": date(2026, 11, 7), "today": date(2026, 11, today)}
    assert rules.needs_reason(**days, corrections=corrections) is needed


def test_percent_is_rounded_down():
    assert (rules.percent(799, 1000), rules.percent(0, 0)) == (79, 0)
