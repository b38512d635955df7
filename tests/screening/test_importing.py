"""Interviews from exported files: headings, rows, whose they are, and never twice."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from minga.kernel.refusals import Refused
from minga.people import operations as people
from minga.people.models import Person
from minga.programmes.models import Programme
from minga.screening import operations
from minga.screening.data.build_default import default_workbook
from minga.screening.models import Assessment, Submission
from minga.screening.operations.importing import import_answers
from minga.screening.queries import answers_of
from minga.screening.rules.export_rows import plan_of, read_row
from minga.screening.rules.workbook import read_workbook

RMS = Path(__file__).parent / "data" / "unhcr_rms_capi_v3_xlsform.xlsx"
DEFAULT = read_workbook(default_workbook(), with_pyxform=False).instrument


def sheet(*rows):
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory)
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            page.write(number, column, cell)
    book.close()
    return io.BytesIO(memory.getvalue())


def read(headings, cells, instrument=DEFAULT):
    return read_row(2, cells, plan_of(headings, instrument))


def test_headings_with_groups_choices_and_underscores_are_recognised():
    headings = ["household/dependants", "needs_group/needs/food", "needs_health", "_uuid", "Observaciones", "_id"]
    plan = plan_of(headings, DEFAULT)
    assert [(column.question.name, column.choice) for column in plan.columns.values()] == [
        ("dependants", ""), ("needs", "food"), ("needs", "health"),
    ]  # fmt: skip
    assert (plan.uuid_column, plan.unknown) == (3, ("Observaciones",))


@pytest.mark.parametrize(
    ("heading", "cell", "answer"),
    [
        ("dependants", 2.0, 2),
        ("work/housing", "rented", "rented"),
        ("housing", "Arrendada", "rented"),
        ("housing", "Rented", "rented"),
        ("needs", "food shelter", "food shelter"),
        ("needs", "Comida; Documentos", "food documents"),
        ("residence_zone_since", "2026-05-01T00:00:00.000-05:00", "2026-05-01"),
        ("wg_seeing", 3, "3"),
        ("wg_seeing", "98", "98"),
    ],
)
def test_cells_by_code_or_label_become_answers(heading, cell, answer):
    assert list(read([heading], [cell]).answers.values()) == [answer]


def test_columns_of_zeros_and_ones_become_one_answer():
    row = read(["needs/food", "needs/shelter", "needs/health"], [1, 0, "True"])
    assert row.answers == {"needs": "food health"}


def test_a_cell_that_is_no_answer_is_left_out_and_named():
    row = read(["housing", "dependants"], ["castillo", 2])
    assert row.answers == {"dependants": 2}
    assert [(fault.name, fault.code) for fault in row.faults] == [("housing", "not_a_choice")]


HEADINGS = ("_uuid", "Nombres", "Apellidos", "Teléfono", "needs_group/housing", "work/expectation", "work/business_has")
ROWS = (
    ("6f1c6f0e-0001", "Ana", "Loor", "0991234567", "rented", "business", "yes"),
    ("6f1c6f0e-0002", "Luis", "Mera", "0991234568", "castillo", "job", "no"),
)


@pytest.fixture
def registered(in_manta, technician, at):
    """The people of the file, registered from it by the people area."""
    batch = people.stage_file(
        name="kobo.xlsx", file=sheet(HEADINGS, *ROWS), programme=Programme.objects.get(slug="site"),
        actor=technician, at=at,
    )  # fmt: skip
    people.map_columns(batch=batch, mapping=batch.mapping, population_default="host", actor=technician, at=at)
    people.preview_import(batch=batch, actor=technician, at=at)
    people.apply_import(batch=batch, actor=technician, at=at)
    assert Person.objects.count() == 2


def brought(version, technician, at, *, is_trial=False, rows=ROWS, headings=HEADINGS):
    return import_answers(file=sheet(headings, *rows), version=version, is_trial=is_trial, actor=technician, at=at)


@pytest.mark.django_db
def test_a_kobo_export_is_matched_kept_and_valued(version, registered, technician, at):
    report = brought(version, technician, at, rows=(*ROWS, ("6f1c6f0e-9999", "Eva", "Paz", "", "own", "job", "no")))
    assert (report.rows, report.recorded, report.repeated, report.without_person) == (3, 2, 0, [4])
    assert report.faults == [(3, "housing", "not_a_choice")]
    components = {row.person.given_names: row.advised_component for row in Assessment.objects.select_related("person")}
    assert components == {"Ana": "business", "Luis": "employment"}


@pytest.mark.django_db
def test_the_same_file_twice_changes_nothing(version, registered, technician, at):
    brought(version, technician, at)
    report = brought(version, technician, at)
    assert (report.recorded, report.repeated) == (0, 2)
    assert Submission.objects.count() == 2


@pytest.mark.django_db
def test_a_trial_writes_nothing(version, registered, technician, at):
    report = brought(version, technician, at, is_trial=True)
    assert report.recorded == 2
    assert not Submission.objects.exists()


@pytest.mark.django_db
def test_rows_are_matched_by_the_code_of_the_comprobante(version, rosa, technician, at):
    report = brought(version, technician, at, headings=("comprobante", "expectation"), rows=[(rosa.code, "job")])
    assert report.recorded == 1
    assert answers_of(Submission.objects.get(), technician) == {"expectation": "job"}


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"<html></html>", b"a,b\n1,2\n"])
def test_what_is_no_export_is_refused_in_words(version, technician, at, content):
    with pytest.raises(Refused) as met:
        import_answers(file=io.BytesIO(content), version=version, is_trial=True, actor=technician, at=at)
    assert met.value.refusal.code.startswith("file_")
    assert str(met.value.refusal)


@pytest.mark.django_db
def test_an_export_of_the_rms_is_kept_and_values_nobody(version, rosa, system, technician, at):
    rms = operations.load_workbook(content=RMS.read_bytes(), actor=system, at=at)
    operations.record_interviews(
        interviews=[operations.Interview(rosa, {"expectation": "job"})], version=version, actor=system, at=at
    )
    headings = ("comprobante", "Part2/BANK01", "Part2/P2_S1/DWA01", "MED01", "interviewdate", "_submission_time")
    report = brought(rms, technician, at, headings=headings, rows=[(rosa.code, 1, "1", "0", "2026-11-02", "x")])
    assert (report.recorded, report.faults) == (1, [])
    kept = answers_of(Submission.objects.get(version=rms), technician)
    assert kept["BANK01"] == "1"
    assert kept["interviewdate"] == "2026-11-02"
    assert Assessment.objects.get(is_current=True).version == version
    assert operations.evaluate_all(version=version, actor=system, at=at) == 1


@pytest.mark.django_db
def test_the_page_tries_first_and_then_keeps(sign_in, version, rosa):
    client = sign_in("technician")
    page = "/manta/focalizacion/importar/"
    assert client.get(page).status_code == 200
    content = sheet(("comprobante", "expectation"), (rosa.code, "job"), ("MAN-NADIE", "zzz")).getvalue()

    def send(mode):
        upload = SimpleUploadedFile("kobo.xlsx", content)
        return client.post(page, {"file": upload, "version": version.pk, "mode": mode}).content.decode()

    shown = send("trial")
    assert "todavía no se guardó nada" in shown
    assert "una de las opciones de la lista" in shown
    assert "Guardado" in send("keep")
