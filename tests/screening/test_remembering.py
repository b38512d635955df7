"""Valuing very many gives what valuing one by one gives, whatever was remembered before."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minga.screening.data.build_default import default_workbook
from minga.screening.queries.instruments import load
from minga.screening.rules import remembering, stored
from minga.screening.rules.answers import sealed_json
from minga.screening.rules.remembering import Remembering
from minga.screening.rules.stored import StoredTexts
from tests.screening.test_valuation import ANSWERS, ON, ROSA

READY = load(default_workbook())
CONDITIONS, SERVICES = READY.instrument.conditions, READY.services
ODD = st.one_of(st.none(), st.booleans(), st.sampled_from([0, 1, 1.0, "1", "", "98", "99", "x"]))
SOME_ODD = st.dictionaries(st.sampled_from(READY.valuator.asked), ODD, max_size=4)


@settings(max_examples=300, deadline=None)
@given(ANSWERS, SOME_ODD, st.integers(0, 2))
def test_what_is_remembered_is_what_the_rules_give(answers, odd, days):
    """One `Remembering` for all examples: what it kept of one person serves the next."""
    on = ON + timedelta(days=days)
    given_ = answers | odd
    assert READY.remembering.value(given_, on=on) == READY.valuator.value(given_, on=on)


@pytest.mark.parametrize("same_number", [(1, True), (True, 1), (1.0, True), (0, False)])
def test_a_truth_is_not_taken_for_the_number_that_equals_it(same_number):
    remembered = Remembering(READY.valuator)
    for name in ("dependants", "schooling_years", "wants_more_hours"):
        for value in same_number:
            answers = {**ROSA, name: value}
            assert remembered.value(answers, on=ON) == READY.valuator.value(answers, on=ON)


def test_it_forgets_before_it_grows_without_bound(monkeypatch):
    monkeypatch.setattr(remembering, "MOST_REMEMBERED", 3)
    remembered = Remembering(READY.valuator)
    for year in range(2000, 2020):
        answers = {**ROSA, "residence_zone_since": f"{year}-01-01"}
        assert remembered.value(answers, on=ON) == READY.valuator.value(answers, on=ON)
    assert max(len(row.known) for row in remembered._day.conditions) <= 3


@settings(max_examples=200, deadline=None)
@given(ANSWERS)
def test_the_stored_texts_are_those_of_one_written_alone(answers):
    valuation = READY.valuator.value(answers, on=ON)
    gates = {
        service: {
            "outcome": valuation.gate(CONDITIONS, service),
            "opens_on": iso(valuation.opens_on(CONDITIONS, service)),
        }
        for service in SERVICES
    }
    detail = {
        "inputs": answers,
        "conditions": [(code, outcome, iso(day)) for code, outcome, day in valuation.conditions],
        "dimensions": valuation.dimensions,
        "possible_referrals": valuation.possible_referrals,
        "referrals": valuation.referrals,
    }
    assert READY.stored.gates(valuation) == sealed_json(gates)
    inputs, rest = sealed_json(answers), {name: value for name, value in detail.items() if name != "inputs"}
    assert READY.stored.detail(inputs, valuation) == f'{{"inputs":{inputs},{sealed_json(rest)[1:]}'


def test_texts_are_forgotten_before_they_grow_without_bound(monkeypatch):
    monkeypatch.setattr(stored, "MOST_REMEMBERED", 2)
    texts = StoredTexts(CONDITIONS, SERVICES)
    for year in range(2000, 2010):
        valuation = READY.valuator.value({**ROSA, "residence_zone_since": f"{year}-01-01"}, on=ON)
        assert texts.detail("{}", valuation) == READY.stored.detail("{}", valuation)
    assert len(texts._known) <= 2


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
