"""Running a form: pages, skip logic, constraints, and typed text to answers."""

import contextlib
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minga.screening.data.build_default import default_workbook
from minga.screening.rules.answers import NotAnAnswerError, read_answer
from minga.screening.rules.form import Form, pages_by_group, pages_by_question, read_page
from minga.screening.rules.instrument import Choice, Kind, Question, Text
from minga.screening.rules.workbook import read_workbook

ON = date(2026, 11, 21)
PROGRAM = read_workbook(default_workbook(), with_pyxform=False).program
FORM = Form(PROGRAM)
CHOICES = tuple(Choice(code, Text(code.upper())) for code in ("a", "b", "99"))


def asked(kind, **fields):
    return Question(row=2, name="q", kind=kind, choices=CHOICES, **fields)


@pytest.mark.parametrize(
    ("kind", "typed", "answer"),
    [
        (Kind.TEXT, [" hola "], "hola"),
        (Kind.INTEGER, ["7"], 7),
        (Kind.INTEGER, [" 12 "], 12),
        (Kind.DECIMAL, ["92,40"], 92.4),
        (Kind.DECIMAL, ["1.250,50"], 1250.5),
        (Kind.DECIMAL, ["$ 15.5"], 15.5),
        (Kind.DATE, ["2026-05-01"], "2026-05-01"),
        (Kind.DATE, ["1/5/2026"], "2026-05-01"),
        (Kind.DATE, ["1", "5", "2026"], "2026-05-01"),
        (Kind.DATE, ["1", "mayo", "2026"], "2026-05-01"),
        (Kind.DATE, ["1", "Sept", "2026"], "2026-09-01"),
        (Kind.TIME, ["8:05".zfill(5)], "08:05"),
        (Kind.SELECT_ONE, ["a"], "a"),
        (Kind.SELECT_MULTIPLE, ["b", "a"], "a b"),
        (Kind.ACKNOWLEDGE, ["on"], "OK"),
        (Kind.RANGE, ["3"], 3.0),
        (Kind.TEXT, [], ""),
        (Kind.DATE, ["", "", ""], ""),
    ],
)
def test_typed_text_becomes_an_answer(kind, typed, answer):
    assert read_answer(asked(kind), typed) == answer


def test_a_month_and_a_year_give_the_first_of_the_month():
    assert read_answer(asked(Kind.DATE, appearance="month-year"), ["5", "2026"]) == "2026-05-01"


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        (Kind.INTEGER, ["dos"], "not_a_number"),
        (Kind.INTEGER, ["1e5"], "not_a_number"),
        (Kind.INTEGER, ["2.5"], "not_whole"),
        (Kind.DATE, ["31/02/2026"], "not_a_date"),
        (Kind.DATE, ["ayer"], "not_a_date"),
        (Kind.DATE, ["1", "ju", "2026"], "not_a_date"),
        (Kind.DATE, ["1", "5", "26"], "not_a_date"),
        (Kind.DATE, ["1", "", "2026"], "not_a_date"),
        (Kind.TIME, ["25:00"], "not_a_time"),
        (Kind.SELECT_ONE, ["zz"], "not_a_choice"),
        (Kind.SELECT_ONE, ["a", "b"], "not_a_choice"),
        (Kind.SELECT_MULTIPLE, ["a", "zz"], "not_a_choice"),
        (Kind.RANGE, ["11"], "out_of_range"),
        (Kind.TEXT, ["x" * 2001], "too_long"),
    ],
)
def test_what_is_no_answer_is_refused(kind, typed, code):
    with pytest.raises(NotAnAnswerError) as met:
        read_answer(asked(kind), typed)
    assert met.value.code == code


@settings(deadline=None)
@given(
    st.sampled_from([kind for kind in Kind if kind not in (Kind.NOTE, Kind.CALCULATE, Kind.METADATA)]),
    st.lists(st.text()),
)
def test_any_typed_text_gives_an_answer_or_a_refusal(kind, typed):
    with contextlib.suppress(NotAnAnswerError):
        assert isinstance(read_answer(asked(kind), typed), str | int | float)


def test_assisted_entry_has_a_page_a_group_and_self_registration_one_a_question():
    groups = pages_by_group(PROGRAM.instrument)
    assert [page.code for page in groups] == [
        "identity", "residence", "household", "needs_group", "functioning", "papers", "studies", "work", "taking_part",
        "closing",
    ]  # fmt: skip
    single = pages_by_question(PROGRAM.instrument)
    assert len(single) == 53
    assert all(sum(q.is_asked for q in page.questions) == 1 for page in single)


def names(answers, page_code, known=()):
    page = next(page for page in pages_by_group(PROGRAM.instrument) if page.code == page_code)
    return [question.name for question in FORM.run(answers, on=ON).shown(page, known=known)]


def test_skip_logic_follows_the_answers():
    assert names({}, "papers") == ["documents_current"]
    assert names({"population_group": "mobility"}, "papers") == ["documents_current", "migratory_condition"]
    assert "children_to_bring" not in names({"dependants": 0}, "household")
    assert "children_to_bring" in names({"dependants": 2}, "household")
    assert "business_stage" in names({"business_has": "yes"}, "work")


def test_what_the_file_of_the_person_holds_is_not_asked_again():
    known = {question.name for question in PROGRAM.instrument.questions if question.person_field}
    assert names({"population_group": "mobility"}, "identity", known) == []
    assert names({"population_group": "mobility"}, "residence", known) == ["intervention_city"]


def faults(answers, name):
    return [fault.code for fault in FORM.run(answers, on=ON).faults([PROGRAM.questions[name]])]


def test_constraints_and_requirements():
    assert faults({}, "housing") == ["required"]
    assert faults({"housing": "99"}, "housing") == []
    assert faults({}, "household_size") == []
    assert faults({"household_size": 0}, "household_size") == ["constraint"]
    assert faults({"residence_zone_since": "2027-01-01"}, "residence_zone_since") == ["constraint"]
    assert faults({"residence_zone_since": "2026-01-01"}, "residence_zone_since") == []
    answers = {"population_group": "mobility", "residence_country_since": "2026-06-01"}
    assert faults({**answers, "residence_zone_since": "2026-01-01"}, "residence_zone_since") == ["constraint"]
    assert faults({"needs": "none food"}, "needs") == ["constraint"]
    assert faults({"needs": "none"}, "needs") == []


def test_a_question_that_is_not_relevant_is_neither_required_nor_kept():
    answers = {"business_has": "no", "business_stage": "paused", "housing": "own", "phone": ""}
    run = FORM.run(answers, on=ON)
    assert run.faults([PROGRAM.questions["business_stage"]]) == []
    assert run.kept() == {"business_has": "no", "housing": "own"}


def test_a_choice_filter_offers_only_what_fits():
    answers = {"contact_channels": "whatsapp visit"}
    question = PROGRAM.questions["contact_first"]
    run = FORM.run(answers, on=ON)
    assert [choice.code for choice in run.choices(question)] == ["whatsapp", "visit"]
    assert faults({**answers, "contact_first": "sms"}, "contact_first") == ["not_a_choice"]


def test_labels_speak_answers():
    run = FORM.run({"given_names": "Ana"}, on=ON)
    assert run.words(Text("Hola ${given_names}, ${surnames}"), "es") == "Hola Ana, …"


def test_reading_a_page_keeps_what_is_good_and_names_what_is_not():
    page = next(page for page in pages_by_group(PROGRAM.instrument) if page.code == "household")
    answers, wrong = read_page(page.questions, {"household_size": ["cuatro"], "dependants": ["2"]})
    assert answers["dependants"] == 2
    assert [(fault.name, fault.code) for fault in wrong] == [("household_size", "not_a_number")]
    assert "household_size" not in answers


def test_an_instrument_is_not_changed_by_running_it():
    before = replace(PROGRAM.instrument)
    FORM.run({"population_group": "host"}, on=ON)
    assert before == PROGRAM.instrument
