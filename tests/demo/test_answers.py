"""The demo people's interviews: valid in the default workbook, and leading where issue 2 says they should."""

from collections import Counter
from datetime import date
from statistics import mean

import pytest

from minga.demo.answers import interview
from minga.demo.population import registrations
from minga.screening.data.build_default import default_workbook
from minga.screening.rules.form import Form
from minga.screening.rules.valuation import Valuator
from minga.screening.rules.workbook import read_workbook

ON = date(2026, 11, 21)
PEOPLE = list(registrations(1600, seed=20261121, on=ON))
GIVEN = ("given_names", "birth_date")  # the registration answers them


@pytest.fixture(scope="module")
def program():
    return read_workbook(default_workbook(), with_pyxform=False).program


@pytest.fixture(scope="module")
def valuations(program):
    return list(Valuator(program).value_all([interview(p) for p in PEOPLE], on=ON))


def test_every_answer_fits_the_form(program):
    form = Form(program)
    choices = {q.name: {choice.code for choice in q.choices} for q in program.instrument.questions}
    for person in PEOPLE[:300]:
        answers = interview(person)
        run = form.run(answers, on=ON)
        faults = [fault for fault in run.faults(program.instrument.questions) if fault.name not in GIVEN]
        assert faults == []
        assert run.kept() == answers
        for name, value in answers.items():
            if choices[name]:
                assert set(str(value).split()) <= choices[name], (name, value)


def test_remision_is_main_for_few_and_economic_components_for_most(valuations):
    components = Counter(valuation.component for valuation in valuations)
    assert components["referral"] / len(valuations) < 0.15
    assert components["business"] > 400
    assert components["employment"] > 300
    assert None not in components


def test_residence_decides_who_is_not_yet_eligible(valuations):
    outcomes = Counter(
        next(each.outcome for each in valuation.conditions if each.code == "residence_zone") for valuation in valuations
    )
    assert outcomes["not_yet"] / len(valuations) == pytest.approx(0.116, abs=0.03)
    assert outcomes["not_yet"] + outcomes["met"] == len(valuations)


def test_priorities_differ_and_lone_parents_come_earlier(valuations):
    priorities = [valuation.priority for valuation in valuations]
    assert all(0 <= priority <= 1 for priority in priorities)
    alone = [p for p, person in zip(priorities, PEOPLE, strict=True) if person.household.is_lone_parent]
    others = [p for p, person in zip(priorities, PEOPLE, strict=True) if not person.household.is_lone_parent]
    assert mean(alone) > mean(others) + 0.02


def test_nothing_on_health_or_protection_is_answered():
    for person in PEOPLE:
        answers = interview(person)
        assert answers["talk_private"] == "no"
        assert {value for name, value in answers.items() if name.startswith("wg_")} == {"1"}
        assert set(str(answers["urgent_need"]).split()) <= {"none", "food_today", "safe_tonight"}
        assert "health" not in str(answers["needs"]).split()
