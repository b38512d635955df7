"""Eligibility, routes and priority with the default workbook: golden cases, and what must hold for anyone."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minga.screening.data.build_default import default_workbook
from minga.screening.rules.explanation import Explainer, as_json, from_json, missing_names
from minga.screening.rules.instrument import Kind
from minga.screening.rules.valuation import Valuator, draw
from minga.screening.rules.workbook import read_workbook

ON = date(2026, 11, 21)
PROGRAM = read_workbook(default_workbook(), with_pyxform=False).program
VALUATOR = Valuator(PROGRAM)
EXPLAINER = Explainer(VALUATOR)
CONDITIONS = PROGRAM.instrument.conditions

ROSA = {
    "population_group": "mobility",
    "residence_country_since": "2024-11-01",
    "residence_zone_since": "2026-08-05",
    "intervention_city": "yes",
    "household_size": 4,
    "dependants": 2,
    "head_of_household": "alone",
    "care_hours": "from_5_to_8",
    "housing": "rented",
    "needs": "food shelter",
    "urgent_need": "none",
    "wants_referral": "no",
    **dict.fromkeys(
        ["wg_seeing", "wg_hearing", "wg_walking", "wg_remembering", "wg_selfcare", "wg_communicating"], "1"
    ),
    "documents_current": "valid",
    "migratory_condition": "virte",
    "schooling_years": 13,
    "higher_education": "no",
    "livelihood_experience": "yes",
    "work_status": "own_account",
    "wants_more_hours": "yes",
    "income_band": "from_101_to_250",
    "expectation": "business",
    "business_has": "yes",
}


def value(**changes):
    return VALUATOR.value({**ROSA, **changes}, on=ON)


def outcome(code, **changes):
    return next(each for each in value(**changes).conditions if each.code == code)


def test_residence_not_yet_six_months_says_from_which_day():
    """SCR-11: "aún no" shows the date on which it will hold."""
    assert outcome("residence_zone") == ("residence_zone", "not_yet", date(2027, 2, 5))


def test_residence_holds_on_the_very_day():
    assert outcome("residence_zone", residence_zone_since="2026-05-21").outcome == "met"
    assert outcome("residence_zone", residence_zone_since="2026-05-22") == (
        "residence_zone", "not_yet", date(2026, 11, 22),
    )  # fmt: skip


def test_residence_uses_the_zone_and_not_the_country():
    """SCR-12: two dates, kept apart."""
    assert outcome("residence_zone", residence_country_since="2010-01-01").outcome == "not_yet"


@pytest.mark.parametrize("missing", ["", "98", "99"])
def test_a_missing_answer_is_a_missing_datum_not_a_no(missing):
    assert outcome("livelihood_experience", livelihood_experience=missing).outcome == "unknown"


def test_a_no_is_a_no():
    assert outcome("livelihood_experience", livelihood_experience="no") == ("livelihood_experience", "not_met", None)


def test_a_gate_opens_the_day_its_last_condition_holds():
    assert value().gate(CONDITIONS, "training") == "not_yet"
    assert value().opens_on(CONDITIONS, "training") == date(2027, 2, 5)
    assert value(livelihood_experience="no").gate(CONDITIONS, "training") == "not_met"
    assert value(livelihood_experience="no").opens_on(CONDITIONS, "training") is None
    assert value(residence_zone_since="2020-01-01").gate(CONDITIONS, "training") == "met"
    assert value().gate(CONDITIONS, "legal_advice") == "met"


def test_an_unmet_need_opens_a_referral_beside_the_component():
    """Needs-first would empty the classes of those PRI-2 protects: the component stays economic."""
    result = value()
    assert result.component == "business"
    assert result.referrals == ("food", "housing")


@pytest.mark.parametrize("urgent", ["safe_tonight", "food_today", "danger", "serious_illness"])
def test_an_urgent_need_makes_remision_the_main_component(urgent):
    result = value(urgent_need=urgent)
    assert result.component == "referral"
    assert len(result.referrals) == 3


def test_asking_for_it_makes_remision_the_main_component():
    assert value(wants_referral="yes").component == "referral"


@pytest.mark.parametrize(
    ("expectation", "business_has", "component"),
    [
        ("job", "yes", "employment"),
        ("job", "no", "employment"),
        ("business", "no", "business"),
        ("both", "yes", "business"),
        ("both", "no", "employment"),
        ("98", "yes", "business"),
        ("98", "no", "employment"),
        ("99", "yes", None),
        ("", "", None),
    ],
)
def test_main_component_by_expectation_and_business(expectation, business_has, component):
    assert value(expectation=expectation, business_has=business_has).component == component


def test_an_advice_that_a_missing_answer_could_change_says_so():
    assert value().is_settled
    open_advice = value(urgent_need="99")
    assert (open_advice.component, open_advice.is_settled) == ("business", False)
    assert open_advice.possible_referrals == ("shelter_tonight", "food_today", "protection", "health_urgent")


def test_priority_is_the_mean_of_the_six_dimensions():
    result = value()
    scores = {each.code: each.score for each in result.dimensions}
    assert scores["vulnerability"] == pytest.approx((0 + 1 + 0.5) / 3)
    assert scores["needs"] == pytest.approx(0.5)
    assert scores["residence_time"] == pytest.approx(1 - 24 / 60)
    assert scores["migratory_condition"] == pytest.approx(0.25)
    assert scores["social_condition"] == pytest.approx((0.25 + 0 + 0) / 3)
    assert scores["economic_condition"] == pytest.approx((1 + 0.6) / 2)
    assert result.priority == pytest.approx(sum(scores.values()) / 6, abs=1e-6)


def test_what_does_not_apply_is_left_out_and_the_rest_rescaled():
    """PRI-1, PRI-4: an Ecuadorian is not given a zero for migratory condition."""
    host = value(population_group="host", residence_country_since="", migratory_condition="")
    states = {each.code: each.state for each in host.dimensions}
    assert states["migratory_condition"] == states["residence_time"] == "not_applicable"
    scored = [each.score for each in host.dimensions if each.score is not None]
    assert len(scored) == 4
    assert host.priority == pytest.approx(sum(scored) / 4, abs=1e-6)


def test_what_is_not_answered_is_left_out_too():
    result = value(migratory_condition="99")
    state = next(each for each in result.dimensions if each.code == "migratory_condition")
    assert (state.state, state.score) == ("unknown", None)
    assert len([each for each in result.dimensions if each.score is not None]) == 5


def test_nobody_without_answers_gets_a_priority_out_of_nothing():
    empty = VALUATOR.value({}, on=ON)
    assert empty.priority is None
    assert empty.component is None
    assert {each.outcome for each in empty.conditions} == {"unknown"}


def test_the_poverty_line_in_force_on_the_day_is_used():
    """USD 366 for four is 91.50 a person: above the line of June 2022 (87.57), below that of December 2025 (92.40)."""
    answers = {**ROSA, "income_band": "from_251_to_sbu", "wants_more_hours": "no"}
    before = {each.code: each.score for each in VALUATOR.value(answers, on=date(2025, 11, 30)).dimensions}
    after = {each.code: each.score for each in VALUATOR.value(answers, on=date(2025, 12, 1)).dimensions}
    assert before["economic_condition"] == pytest.approx(0.4 / 2)
    assert after["economic_condition"] == pytest.approx(0.75 / 2)


def test_an_explanation_names_the_condition_the_values_and_the_outcome():
    reasons = EXPLAINER.explain(ROSA, on=ON)
    residence = next(row for row in reasons if row.code == "residence_zone")
    (finding,) = residence.findings
    assert finding.condition == "months-between(${residence_zone_since}, today()) >= ${residence_months_min}"
    assert (residence.outcome, finding.outcome) == ("no", "no")
    assert finding.values == {"residence_zone_since": "2026-08-05", "residence_months_min": "6"}
    referral = next(row for row in reasons if row.code == "referral")
    assert [finding.outcome for finding in referral.findings] == ["no"] * 5


def test_an_explanation_says_which_answer_is_missing_and_why():
    reasons = EXPLAINER.explain({**ROSA, "livelihood_experience": "98", "urgent_need": ""}, on=ON)
    experience = next(row for row in reasons if row.code == "livelihood_experience")
    assert experience.findings[0].missing == {"livelihood_experience": "dont_know"}
    assert missing_names(reasons) == ("livelihood_experience", "urgent_need")


def test_a_score_is_explained_part_by_part():
    reasons = EXPLAINER.explain(ROSA, on=ON)
    economic = next(row for row in reasons if row.code == "economic_condition")
    assert economic.result == "0.80"
    assert [finding.result for finding in economic.findings] == ["1.00", "0.60"]


def test_an_explanation_survives_storage():
    reasons = EXPLAINER.explain(ROSA, on=ON)
    assert from_json(as_json(reasons)) == reasons


def test_a_draw_depends_on_seed_and_person_only():
    one, two = UUID(int=1), UUID(int=2)
    assert draw("ronda 1", one) == draw("ronda 1", one)
    assert draw("ronda 1", one) != draw("ronda 1", two)
    assert draw("ronda 1", one) != draw("ronda 2", one)


def _answer(question):
    if question.kind is Kind.SELECT_ONE:
        return st.sampled_from([choice.code for choice in question.choices])
    if question.kind is Kind.SELECT_MULTIPLE:
        codes = [choice.code for choice in question.choices]
        return st.lists(st.sampled_from(codes), unique=True).map(" ".join)
    if question.kind is Kind.INTEGER:
        return st.integers(0, 30)
    return st.dates(date(1950, 1, 1), ON).map(date.isoformat)


USED = [PROGRAM.questions[name] for name in {step.name for step in PROGRAM.steps_for(VALUATOR.names)}]
ANSWERS = st.fixed_dictionaries({}, optional={q.name: _answer(q) for q in USED if q.is_asked})


@settings(max_examples=200, deadline=None)
@given(ANSWERS)
def test_for_anyone_the_advice_is_within_its_bounds(answers):
    result = VALUATOR.value(answers, on=ON)
    assert result.component in {None, "referral", "employment", "business"}
    assert result.priority is None or 0 <= result.priority <= 1
    assert not set(result.referrals) & set(result.possible_referrals)


@settings(max_examples=200, deadline=None)
@given(ANSWERS, st.data())
def test_forgetting_an_answer_never_turns_unknown_into_no(answers, data):
    """Leaving an answer out may open a question; it never makes a definite no of what was a yes, nor the reverse."""
    if not answers:
        return
    forgotten = data.draw(st.sampled_from(sorted(answers)))
    whole = VALUATOR.value(answers, on=ON)
    less = VALUATOR.value({name: value for name, value in answers.items() if name != forgotten}, on=ON)
    for before, after in zip(whole.conditions, less.conditions, strict=True):
        assert after.outcome in (before.outcome, "unknown")
    assert set(less.referrals) <= set(whole.referrals)


@settings(max_examples=100, deadline=None)
@given(ANSWERS)
def test_the_explanation_agrees_with_the_valuation(answers):
    result = VALUATOR.value(answers, on=ON)
    reasons = {(row.sheet, row.code): row for row in EXPLAINER.explain(answers, on=ON)}
    words = {"yes": {"met"}, "no": {"not_met", "not_yet"}, "unknown": {"unknown"}}
    for condition in result.conditions:
        assert condition.outcome in words[reasons["eligibility", condition.code].outcome]
    for score in result.dimensions:
        assert reasons["priority", score.code].outcome == score.state
    for code in result.referrals:
        assert reasons["routes", code].outcome == "yes"


def test_many_at_once_give_the_same_as_one_by_one():
    people = [ROSA, {}, {**ROSA, "urgent_need": "danger"}]
    assert list(VALUATOR.value_all(people, on=ON)) == [VALUATOR.value(answers, on=ON) for answers in people]
