"""How days are counted (our reading of the law), and what may happen to a request or an incident."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga.privacy.rules import clocks, incidents, requests

DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2030, 1, 1))


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2026, 11, 2), 15, date(2026, 11, 17)),  # Monday: 15 calendar days later is a Tuesday
        (date(2026, 11, 6), 15, date(2026, 11, 23)),  # ends on a Saturday: moves to Monday
    ],
)
def test_a_request_is_due_after_calendar_days_on_a_working_day(start, days, due):
    assert clocks.due_after_days(start, days) == due


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2026, 11, 21), 5, date(2026, 11, 27)),  # known on a Saturday: Monday is the first day
        (date(2026, 11, 19), 3, date(2026, 11, 24)),  # Thursday: Friday, Monday, Tuesday
    ],
)
def test_an_incident_is_counted_in_working_days(start, days, due):
    assert clocks.due_after_working_days(start, days) == due


def test_a_holiday_is_no_working_day():
    assert clocks.due_after_working_days(date(2026, 12, 23), 2, {date(2026, 12, 25)}) == date(2026, 12, 28)


@given(DAYS, st.integers(0, 60))
def test_a_deadline_is_a_working_day_and_never_sooner_than_promised(start, days):
    due = clocks.due_after_days(start, days)
    assert clocks.is_working_day(due)
    assert 0 <= (due - start).days - days <= 2


@given(DAYS, st.integers(0, 48))
def test_months_before_is_never_after(day, months):
    before = clocks.months_before(day, months)
    assert (day.year * 12 + day.month) - (before.year * 12 + before.month) == months
    assert before.day <= day.day


@pytest.mark.parametrize(("left", "expected"), [(-1, "late"), (0, "soon"), (5, "soon"), (6, "calm")])
def test_urgency(left, expected):
    today = date(2026, 11, 2)
    assert clocks.urgency(date.fromordinal(today.toordinal() + left), today) == expected


def answerable(**given):
    known = {"kind": "access", "decision": "granted", "is_answered": False, "is_identified": True}
    return requests.why_not_answer(**(known | {"is_reviewed": False, "is_erased": False} | given))


def test_an_answer_needs_to_know_who_asks_unless_nobody_does():
    assert answerable() is None
    assert answerable(is_identified=False) == "not_identified"
    assert answerable(is_identified=False, decision="not_identified") is None
    assert answerable(is_answered=True) == "answered"


def test_a_challenge_needs_another_person_and_an_erasure_its_deed():
    assert answerable(kind="challenge") == "not_reviewed"
    assert answerable(kind="challenge", is_reviewed=True) is None
    assert answerable(kind="erasure") == "not_erased"
    assert answerable(kind="erasure", decision="refused") is None


def test_an_incident_closes_when_who_must_know_knows_or_a_reason_says_why_not():
    told = {"authority", "arcotel"}
    assert incidents.why_not_close(is_closed=False, told=told, risk="low", reason="") is None
    assert incidents.why_not_close(is_closed=False, told=told, risk="high", reason="") == "clocks_open"
    assert incidents.why_not_close(is_closed=False, told=set(), risk="high", reason="Falsa alarma") is None
    assert incidents.why_not_close(is_closed=True, told=told, risk="low", reason="") == "closed"
