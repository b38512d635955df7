"""The default workbook: what it may and may not ask, how long it is, and that it is built from its CSV files."""

import re

import pytest

from minga.screening.data.build_default import build, default_workbook
from minga.screening.rules.instrument import Kind
from minga.screening.rules.workbook import read_workbook


@pytest.fixture(scope="module")
def reading():
    return read_workbook(default_workbook())


def test_the_committed_workbook_is_the_one_its_csv_files_give():
    assert build() == default_workbook()


def test_it_loads_without_any_problem_also_for_pyxform(reading):
    assert reading.problems == ()


NEEDED = {
    "residence_zone_since", "residence_country_since", "livelihood_experience", "intervention_city", "schooling_years",
    "higher_education", "work_status", "occupation_category", "sector_origin", "sector_now", "income_band",
    "household_size", "dependants", "children_to_bring", "needs", "urgent_need", "wants_referral", "expectation",
    "business_has", "business_stage", "prior_courses", "availability", "modality_preference", "device", "internet",
    "contact_channels", "gender_identity", "head_of_household", "migratory_condition", "housing", "talk_private",
    "wg_seeing", "wg_hearing", "wg_walking", "wg_remembering", "wg_selfcare", "wg_communicating",
}  # fmt: skip


def test_it_covers_what_scr_8_to_19_ask(reading):
    assert {question.name for question in reading.instrument.questions} >= NEEDED


def test_it_asks_nothing_on_violence_trafficking_orientation_or_diagnosis(reading):
    forbidden = re.compile(
        r"violencia|abuso|agresi|golpe|trata\b|explotaci|orientaci[oó]n sexual|diagn[oó]stico de|VIH|violence|trafficking|abuse",
        re.IGNORECASE,
    )
    for question in reading.instrument.questions:
        words = [question.label.es, question.label.en, *(c.label.es for c in question.choices)]
        assert not forbidden.search(" ".join(words)), question.name


def test_the_offer_to_talk_in_private_is_last_protected_and_made_to_everyone(reading):
    asked = [question for question in reading.instrument.questions if question.is_asked]
    last = asked[-1]
    assert last.label.es == "¿Desea hablar en privado con una persona especializada?"
    assert [choice.label.es for choice in last.choices] == ["Sí", "No", "Más adelante"]
    assert (last.sensitivity, last.relevant) == ("protected", "")
    assert "Protocolo" in last.guidance.es


def test_only_that_offer_is_protected_and_no_rule_speaks_of_it(reading):
    protected = [q.name for q in reading.instrument.questions if q.sensitivity == "protected"]
    assert protected == ["talk_private"]
    rules = [*reading.instrument.conditions, *reading.instrument.routes, *reading.instrument.dimensions]
    assert not any("talk_private" in rule.expression for rule in rules)


def test_it_takes_twelve_minutes_or_less(reading):
    """Sixteen seconds a question, as a reckoning; the identity page is registration and not counted (SCR-2)."""
    asked = [q for q in reading.instrument.questions if q.is_asked and "identity" not in q.groups]
    assert len(asked) * 16 <= 12 * 60


def test_every_word_is_there_in_both_languages(reading):
    instrument = reading.instrument
    for question in instrument.questions:
        if question.kind is Kind.CALCULATE:
            continue
        assert question.label.es, question.name
        assert question.label.en, question.name
        assert bool(question.hint.es) == bool(question.hint.en), question.name
        assert bool(question.constraint) == bool(question.constraint_message), question.name
    for rule in [*instrument.conditions, *instrument.routes, *instrument.dimensions]:
        assert rule.label.es, rule.code
        assert rule.label.en, rule.code


def test_who_would_rather_not_say_can_always_go_on(reading):
    """A required choice question offers a way out, except the few that are no secret (channels, the closing offer)."""
    no_secret = {"population_group", "contact_channels", "talk_private"}
    for question in reading.instrument.questions:
        if question.required and question.choices and question.name not in no_secret:
            assert "99" in {choice.code for choice in question.choices}, question.name
        if question.required and not question.choices:
            assert question.name in {"given_names", "birth_date"}


def test_sensitive_questions_say_why_they_are_asked(reading):
    asked = [q for q in reading.instrument.questions if q.sensitivity in ("sensitive", "protected") and q.is_asked]
    groups = reading.instrument.groups
    for question in asked:
        assert question.hint.es or any(groups[name].hint.es for name in question.groups), question.name


def test_the_three_components_are_worded_as_in_scr_4(reading):
    labels = {route.code: route.label.es for route in reading.instrument.routes if route.is_main}
    assert labels == {
        "referral": "Remisión de casos - necesidades básicas insatisfechas",
        "employment": "Perfil orientado a la empleabilidad",
        "business": "Perfil orientado al desarrollo empresarial",
    }


def test_the_six_dimensions_of_pri_1_weigh_the_same(reading):
    assert [row.code for row in reading.instrument.dimensions] == [
        "vulnerability", "needs", "residence_time", "migratory_condition", "social_condition", "economic_condition",
    ]  # fmt: skip
    assert {row.weight for row in reading.instrument.dimensions} == {1.0}
