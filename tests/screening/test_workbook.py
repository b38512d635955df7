"""Workbooks of others: UNHCR's RMS, broken files, and every problem named by its row."""

import io
import zipfile
from collections import Counter
from pathlib import Path

import pytest
import xlsxwriter

from minga.screening.rules.language import ExpressionError, parse
from minga.screening.rules.language.tokens import with_plain_quotes
from minga.screening.rules.problems import ERROR, UNSUPPORTED, WARNING
from minga.screening.rules.workbook import read_workbook
from minga.screening.rules.workbook.sheets import read_sheets

RMS = Path(__file__).parent / "data" / "unhcr_rms_capi_v3_xlsform.xlsx"


@pytest.fixture(scope="module")
def rms():
    return read_workbook(RMS.read_bytes())


def test_rms_loads_as_an_instrument(rms):
    assert rms.instrument is not None
    assert len(rms.instrument.questions) == 163
    assert rms.instrument.question("DWA01").label.es.startswith("1.")
    assert rms.instrument.question("BANK01").choices[0].label.es


def test_rms_names_each_row_left_out_and_why(rms):
    left_out = Counter(problem.code for problem in rms.problems if problem.severity == UNSUPPORTED)
    assert left_out == {
        "inside_repeat": 132,
        "refers_to_left_out": 38,
        "function_unsupported": 12,
        "repeats": 3,
        "choices_from_repeat": 2,
        "kind_unsupported": 1,
    }
    assert not [problem for problem in rms.problems if problem.severity == ERROR]
    assert all(problem.row for problem in rms.problems)


def test_rms_rows_are_all_accounted_for(rms):
    """Every row of the survey is a question, a group, or named as left out: nothing vanishes."""
    sheets, _ = read_sheets(RMS.read_bytes())
    named = {problem.row for problem in rms.problems if problem.severity == UNSUPPORTED}
    named |= {question.row for question in rms.instrument.questions}
    named |= {group.row for group in rms.instrument.groups.values()}
    repeats = {"begin_repeat", "end_repeat", "begin_group", "end_group"}
    missing = [row.number for row in sheets["survey"] if row.number not in named and row.get("type") not in repeats]
    assert missing == []


def test_rms_typographic_quotes_are_repaired_with_a_warning_that_names_the_row(rms):
    repaired = {(p.row, p.column) for p in rms.problems if p.code == "quotes_repaired"}
    assert (324, "calculation") in repaired


def test_every_expression_of_rms_parses(rms):
    sheets, _ = read_sheets(RMS.read_bytes())
    failed = []
    for row in sheets["survey"]:
        for column in ("relevant", "constraint", "calculation", "choice_filter"):
            text = row.get(column)
            if text:
                try:
                    parse(with_plain_quotes(text), itself=row.get("name"))
                except ExpressionError as fault:
                    failed.append((row.number, column, fault.code))
    assert failed == []


def workbook(survey, choices=(("yn", "yes", "Sí"), ("yn", "no", "No")), **sheets):
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory)
    content = {
        "survey": [("type", "name", "label", "relevant", "constraint", "calculation"), *survey],
        "choices": [("list_name", "name", "label"), *choices],
        "settings": [("form_title", "form_id"), ("Prueba", "prueba")],
        **sheets,
    }
    for name, rows in content.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell)
    book.close()
    return memory.getvalue()


def problems_of(content, **options):
    return {
        (p.sheet, p.row, p.code): p.severity for p in read_workbook(content, with_pyxform=False, **options).problems
    }


@pytest.mark.parametrize(
    ("row", "code", "severity"),
    [
        (("geopoint", "place", "Lugar"), "kind_unsupported", UNSUPPORTED),
        (("image", "photo", "Foto"), "kind_unsupported", UNSUPPORTED),
        (("select_one_from_file cities.csv", "city", "Ciudad"), "kind_unsupported", UNSUPPORTED),
        (("select_one yn or_other", "other", "Otra"), "or_other", UNSUPPORTED),
        (("select_one nothing", "q", "P"), "no_such_list", ERROR),
        (("textt", "q", "P"), "unknown_kind", ERROR),
        (("text", "1q", "P"), "bad_name", ERROR),
        (("text", "first", "P"), "name_twice", ERROR),
        (("text", "q", "P", "${nobody} = 1"), "unknown_name", ERROR),
        (("text", "q", "P", "${first} = ‘a’"), "quotes_repaired", WARNING),
        (("text", "q", "P", "", ". = "), "ends_early", ERROR),
        (("calculate", "q", "", "", "", "pulldata('a','b','c','d')"), "function_unsupported", UNSUPPORTED),
        (("text", "q", ""), "no_label", WARNING),
        (("text", "q", "Hola ${nobody}"), "label_gap", ERROR),
    ],
)
def test_a_faulty_row_is_named(row, code, severity):
    assert problems_of(workbook([("text", "first", "Primera"), row])) == {("survey", 3, code): severity}


def test_what_depends_on_a_row_left_out_falls_with_it():
    found = problems_of(
        workbook(
            [
                ("geopoint", "place", "Lugar"),
                ("text", "near", "Cerca", "${place} != ''"),
                ("text", "far", "Lejos", "${near} = 'x'"),
                ("text", "free", "Libre"),
            ]
        )
    )
    assert found == {
        ("survey", 2, "kind_unsupported"): UNSUPPORTED,
        ("survey", 3, "refers_to_left_out"): UNSUPPORTED,
        ("survey", 4, "refers_to_left_out"): UNSUPPORTED,
    }


def test_a_circle_is_named():
    found = problems_of(workbook([("text", "a", "A", "${b} = 'x'"), ("text", "b", "B", "${a} = 'x'")]))
    assert ("survey", 2, "circle") in found


def test_groups_must_close():
    assert ("survey", 0, "group_not_closed") in problems_of(workbook([("begin_group", "g", "G"), ("text", "a", "A")]))


def test_rules_are_checked_as_errors():
    found = problems_of(
        workbook(
            [("select_one yn", "a", "A")],
            eligibility=[("code", "expression", "not_met"), ("c", "${zz} = 1", "No"), ("d", "count(${a})", "No")],
            routes=[("kind", "code", "expression", "reason"), ("main", "other", "1 = 1", "R"), ("maybe", "x", "", "R")],
            priority=[("code", "weight", "expression", "reason"), ("v", "-2", "1", "R"), ("v", "1", "1", "R")],
            parameters=[("code", "value", "valid_from"), ("m", "6", "ayer"), ("a", "6", "2026-01-01")],
        )
    )
    assert found == {
        ("eligibility", 2, "unknown_name"): ERROR,
        ("eligibility", 3, "function_unsupported"): ERROR,
        ("routes", 2, "unknown_component"): ERROR,
        ("routes", 3, "unknown_route_kind"): ERROR,
        ("routes", 3, "empty_expression"): ERROR,
        ("priority", 2, "bad_number"): ERROR,
        ("priority", 3, "code_twice"): ERROR,
        ("parameters", 2, "bad_date"): ERROR,
        ("parameters", 3, "name_twice"): ERROR,
    }


def test_pyxform_has_its_say():
    content = workbook([("text", "a", "A"), ("text", "a", "A otra vez")])
    codes = {problem.code for problem in read_workbook(content).problems}
    assert codes == {"name_twice", "pyxform"}


@pytest.mark.parametrize("content", [b"", b"<html>no</html>", b"PK\x03\x04 broken"])
def test_what_is_no_workbook_is_said_to_be_none(content):
    (problem,) = read_workbook(content).problems
    assert (problem.code, problem.severity) == ("not_a_workbook", ERROR)


def test_a_zip_that_unpacks_to_too_much_is_refused_unread():
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b"0" * 90_000_000)
    (problem,) = read_workbook(memory.getvalue()).problems
    assert problem.code == "too_large"


@pytest.mark.parametrize("place", ["XFD1048576", "SZ1000000"])
def test_two_cells_far_apart_are_refused_before_they_are_laid_out(place):
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory) as book:
        sheet = book.add_worksheet("survey")
        sheet.write("A1", "type")
        sheet.write(place, "x")
    content = memory.getvalue()
    assert len(content) < 10_000
    sheets, (problem,) = read_sheets(content)
    assert (sheets, problem.code) == ({}, "too_large")


def test_a_part_that_says_less_than_it_unpacks_to_is_refused():
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b" " * 20_000_000)
    lying = memory.getvalue().replace((20_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    sheets, (problem,) = read_sheets(lying)
    assert (sheets, problem.code) == ({}, "too_large")


def test_codes_keep_their_shape_through_excel():
    """A code typed as the number 1 in Excel comes out as "1", not "1.0"."""
    reading = read_workbook(workbook([("select_one yn", "a", "A")], choices=[("yn", 1, "Sí"), ("yn", 98, "No sabe")]))
    assert [choice.code for choice in reading.instrument.question("a").choices] == ["1", "98"]
