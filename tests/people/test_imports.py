"""A sheet on its way in: staged, mapped, previewed, applied in one transaction."""

import os
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from minga.kernel import files
from minga.kernel.refusals import Refused
from minga.people import operations, queries
from minga.people.forms.imports import StageFileForm
from minga.people.models import ContactPoint, Document, ImportBatch, ImportRow, Person
from minga.people.rules.entry import ContactEntry, DocumentEntry, PersonEntry
from minga.people.states import BatchState
from tests.people.sheets import HEADERS, ROWS, everything, outcomes, remarks, sheet
from tests.people.test_reading import WRONG, xlsx_bytes

pytestmark = pytest.mark.django_db

# --- the way in


def test_stage_file_suggests_columns_and_keeps_the_file_sealed(run):
    batch = run.stage()
    assert batch.state == BatchState.STAGED
    assert batch.mapping["Número de documento"] == "document_number"
    assert batch.counts["rows"] == 3
    assert files.opened(batch.file_id).read() == sheet()
    [path] = list(files._path(batch.file_id).parent.glob("*"))
    assert "Muñoz".encode() not in path.read_bytes()


@pytest.mark.parametrize("name", ["html", "encrypted", "declared bomb", "no header", "quote left open", "old xls"])
def test_stage_file_refuses_a_wrong_file_in_words_and_keeps_nothing(run, name, settings, tmp_path):
    settings.MINGA_FILES = tmp_path
    with pytest.raises(Refused) as refused:
        run.stage(WRONG[name]())
    assert str(refused.value).endswith((".", "»."))
    assert ImportBatch.objects.count() == 0
    assert list(tmp_path.rglob("*.*")) == []


def test_a_200_mb_csv_is_refused_with_how_to_split_it_and_nothing_is_kept(
    programme, technician, at, settings, tmp_path
):
    settings.MINGA_FILES = tmp_path / "files"
    path = tmp_path / "grande.csv"
    path.write_bytes(sheet())
    os.truncate(path, 200_000_000)
    with path.open("rb") as file, pytest.raises(Refused) as refused:
        operations.stage_file(name="grande.csv", file=file, programme=programme, actor=technician, at=at)
    assert "El archivo pesa 200 MB y el máximo es 50 MB. Divídalo en partes" in str(refused.value)
    assert ImportBatch.objects.count() == 0
    assert not settings.MINGA_FILES.exists()


def test_headings_without_anybody_below_say_so(run):
    with pytest.raises(Refused) as refused:
        run.stage(sheet([]))
    assert refused.value.refusal.code == "only_headings"
    assert "ninguna persona debajo" in str(refused.value)


@pytest.mark.parametrize(("language", "number"), [("es", "200.000"), ("en", "200,000")])
def test_limits_are_written_in_the_language_of_the_reader(language, number):
    with translation.override(language):
        assert number in str(StageFileForm().fields["file"].help_text)


def test_a_file_name_that_reads_backwards_is_kept_as_it_is_spelt(run):
    batch = run.stage(sheet(), name="hoja\u202evsc.exe.csv")
    assert batch.file_name == "hojavsc.exe.csv"


def test_map_columns_is_remembered_for_the_next_sheet_with_these_headings(run, technician, at):
    headers = [*HEADERS[:-1], "Número que usa"]
    batch = run.stage(sheet(headers=headers))
    mapping = {**batch.mapping, "Número que usa": "phone"}
    operations.map_columns(batch=batch, mapping=mapping, population_default="transit", actor=technician, at=at)
    next_batch = run.stage(sheet(ROWS[:1], headers=headers[::-1]))
    assert next_batch.mapping["Número que usa"] == "phone"
    assert next_batch.population_default == "transit"


@pytest.mark.parametrize(
    ("change", "code"),
    [({"Nombres": ""}, "name_missing"), ({"Apellidos": "nationality"}, "twice"), ({"Apellidos": "x"}, "unknown_field")],
)
def test_map_columns_refuses_what_cannot_be_used(run, technician, at, change, code):
    batch = run.stage()
    with pytest.raises(Refused) as refused:
        operations.map_columns(
            batch=batch, mapping=batch.mapping | change, population_default="", actor=technician, at=at
        )
    assert refused.value.refusal.code == code


def test_preview_import_says_what_each_row_would_do_and_writes_no_person(run):
    wrong = ["", "Sin Nombre", "", "", "31/02/1990", "Marte", ""]
    batch = run.preview(sheet([*ROWS, wrong, ["Luis", "Peña", "", "1714307103", "", "Ecuador", ""]]))
    assert outcomes(batch) == [("new", ""), ("new", ""), ("new", ""), ("error", ""), ("repeated", "document")]
    assert batch.rows.get(row_no=6).same_as == 3
    assert ("error", "no_such_day") in remarks(batch, 5)
    assert ("repair", "phone_leading_zero") in remarks(batch, 3)
    assert (batch.counts["new"], batch.counts["error"], batch.counts["repeated"]) == (3, 1, 1)
    assert Person.objects.count() == 0
    [row], has_more = queries.preview_rows(batch=batch, outcome="error")
    assert not has_more
    assert "Nombres: Falta el nombre. Escriba al menos un nombre." not in row.warnings
    assert any(sentence.startswith("Fecha de nacimiento: El día «31/02/1990» no existe") for sentence in row.errors)


def test_preview_import_again_starts_again(run, technician, at):
    batch = run.preview()
    operations.preview_import(batch=batch, actor=technician, at=at)
    assert batch.rows.count() == 3


def test_apply_import_writes_what_registering_one_by_one_writes(run, programme, technician, at):
    batch = run.apply()
    assert (batch.state, batch.counts["registered"]) == (BatchState.APPLIED, 3)
    imported = Person.objects.get(given_names="Luis")
    entry = PersonEntry(
        given_names="Luis",
        surnames="Peña",
        birth_date=date(1990, 6, 5),
        nationality="EC",
        population_group="host",
        documents=(DocumentEntry("cedula_ec", "1714307103"),),
        contacts=(ContactEntry("phone", "+593987654321"),),
    )
    typed = operations.register_person(entry=entry, programme=programme, origin="import", actor=technician, at=at)
    own = {"id", "public_id", "code", "created_at", "person_id", "number", "value"}
    for relation in ("documents", "contact_points", "participations"):
        [one], [other] = getattr(imported, relation).values(), getattr(typed, relation).values()
        assert {k: v for k, v in one.items() if k not in own} == {k: v for k, v in other.items() if k not in own}
    [one, other] = Person.objects.filter(given_names="Luis").values()
    assert {k: v for k, v in one.items() if k not in own} == {k: v for k, v in other.items() if k not in own}
    assert (imported.documents.get().number, imported.contact_points.get().value) == ("1714307103", "+593987654321")


def test_apply_import_deletes_the_file_and_the_drafts(run, django_capture_on_commit_callbacks):
    batch = run.preview()
    path = files._path(batch.file_id)
    with django_capture_on_commit_callbacks(execute=True):
        batch = operations.apply_import(batch=batch, actor=run_actor(batch), at=batch.staged_at)
    assert not path.exists()
    assert batch.file_id is None
    assert not batch.rows.filter(draft__isnull=False).exists()


def run_actor(batch):
    from minga.kernel.actor import system_actor

    return system_actor(batch.municipality_id)


def test_apply_import_again_and_the_same_file_again_change_nothing(run, technician, at):
    batch = run.apply()
    before = everything()
    assert operations.apply_import(batch=batch, actor=technician, at=at + timedelta(days=1)).applied_at == at
    assert run.stage(name="otro nombre.csv") == batch
    assert everything() == before


def test_the_same_people_in_another_file_change_nothing(run):
    run.apply()
    before = everything()
    again = run.apply(xlsx_bytes({"Hoja1": [HEADERS, *ROWS]}))
    assert (outcomes(again), again.counts["registered"]) == ([("same", "row")] * 3, 0)
    assert everything() == before


def test_a_row_completes_what_a_known_person_lacks_and_overwrites_nothing(run, programme, technician, at):
    entry = PersonEntry(
        given_names="Luis",
        surnames="Peña",
        nationality="PE",
        population_group="host",
        documents=(DocumentEntry("cedula_ec", "1714307103"),),
    )
    luis = operations.register_person(entry=entry, programme=programme, origin="assisted", actor=technician, at=at)
    batch = run.preview()
    row = batch.rows.get(row_no=3)
    assert (row.outcome, row.matched_by, row.candidate) == ("changed", "document", luis)
    assert row.changes == {
        "missing": ["birth_date"],
        "differs": ["nationality"],
        "documents": 0,
        "contacts": 1,
        "participation": False,
    }
    [shown], _ = queries.preview_rows(batch=batch, outcome="changed")
    assert (shown.fills, shown.differs) == (["Fecha de nacimiento"], ["Nacionalidad: PE ≠ EC"])
    operations.apply_import(batch=batch, actor=technician, at=at)
    luis.refresh_from_db()
    assert (luis.birth_date, luis.nationality) == (date(1990, 6, 5), "PE")
    assert luis.contact_points.get().value == "+593987654321"
    assert Person.objects.count() == 3


@pytest.mark.parametrize(
    ("decision", "people", "nationality"), [("", 3, ""), ("new", 4, ""), ("same", 3, "PE"), ("skip", 3, "")]
)
def test_a_possible_duplicate_waits_for_a_decision(run, programme, technician, at, decision, people, nationality):
    entry = PersonEntry(given_names="Rosa", surnames="Quispe", birth_date=date(1985, 12, 12), population_group="host")
    rosa = operations.register_person(entry=entry, programme=programme, origin="assisted", actor=technician, at=at)
    batch = run.preview()
    assert outcomes(batch)[2] == ("possible", "name")
    operations.decide_rows(batch=batch, decisions={4: decision}, actor=technician, at=at)
    operations.apply_import(batch=batch, actor=technician, at=at)
    rosa.refresh_from_db()
    assert (Person.objects.count(), rosa.nationality) == (people, nationality)


@pytest.mark.parametrize(("decision", "people"), [("", 3), ("new", 4), ("same", 3)])
def test_a_document_under_another_name_is_never_taken_for_that_person(run, programme, technician, at, decision, people):
    entry = PersonEntry(
        given_names="Teresa",
        surnames="Loor",
        population_group="host",
        documents=(DocumentEntry("pasaporte", "AB12345"),),
    )
    operations.register_person(entry=entry, programme=programme, origin="assisted", actor=technician, at=at)
    rows = [
        *ROWS[:2],
        ["Nuria", "Güiza", "Pasaporte", "AB12345", "12/12/1985", "Perú", ""],
        ["Iván", "Vera", "Pasaporte", "AB12345", "12/12/1999", "Perú", ""],
    ]
    batch = run.preview(sheet(rows))
    assert outcomes(batch)[2:] == [("possible", "other_name"), ("repeated", "other_name")]
    operations.decide_rows(batch=batch, decisions={4: decision}, actor=technician, at=at)
    operations.apply_import(batch=batch, actor=technician, at=at)
    assert Person.objects.count() == people
    assert batch.rows.get(row_no=5).person is None


def test_decide_rows_leaves_other_rows_alone(run, technician, at):
    batch = run.preview()
    assert operations.decide_rows(batch=batch, decisions={2: "skip"}, actor=technician, at=at) == 0
    operations.apply_import(batch=batch, actor=technician, at=at)
    assert Person.objects.count() == 3


def test_a_phone_of_two_names_is_shared_and_both_are_registered(run):
    rows = [[*ROWS[0]], ["Pedro", "Sol", "Sin documento", "", "01/02/1990", "Perú", "0991234567"]]
    batch = run.apply(sheet(rows))
    assert outcomes(batch) == [("new", "shared_phone")] * 2
    assert list(ContactPoint.objects.values_list("is_shared", flat=True)) == [True, True]


def test_somebody_registered_between_preview_and_apply_is_not_registered_twice(run, programme, technician, at):
    batch = run.preview()
    entry = PersonEntry(
        given_names="Luis", population_group="host", documents=(DocumentEntry("cedula_ec", "1714307103"),)
    )
    operations.register_person(entry=entry, programme=programme, origin="assisted", actor=technician, at=at)
    batch = operations.apply_import(batch=batch, actor=technician, at=at)
    assert outcomes(batch)[1] == ("possible", "document")
    assert Document.objects.filter(kind="cedula_ec").count() == 1


def test_three_bad_rows_in_five_hundred_are_named_and_the_rest_is_registered(run):
    rows = [
        [f"Ana {chr(97 + n // 26)}{chr(97 + n % 26)}", "Paz", "Sin documento", "", "01/02/1990", "Perú", ""]
        for n in range(500)
    ]
    rows[10][4], rows[200][0], rows[499][5] = "1/13/1990", "", "Narnia"
    rows[200][1] = ""
    batch = run.apply(sheet(rows))
    wrong, _ = queries.preview_rows(batch=batch, outcome="error")
    assert [row.row.row_no for row in wrong] == [12, 202, 501]
    assert "orden mes/día" in wrong[0].errors[0]
    assert (batch.counts["registered"], Person.objects.count()) == (497, 497)


def test_a_column_with_a_date_month_first_puts_its_other_dates_in_doubt(run):
    rows = [["Ana", "Paz", "", "", "12/25/1990", "Perú", ""], ["Eva", "Sol", "", "", "05/06/1990", "Perú", ""]]
    batch = run.preview(sheet(rows))
    assert ("error", "month_first") in remarks(batch, 2)
    assert ("warning", "date_may_be_month_first") in remarks(batch, 3)
    assert batch.rows.count() == 2


def test_a_failure_while_applying_leaves_nothing(run, technician, at):
    batch = run.preview()
    batch.rows.filter(row_no=4).update(
        draft={"person": {"public_id": None}, "documents": [], "contacts": [], "trusted": []}
    )
    before = everything()
    with pytest.raises(IntegrityError), transaction.atomic():
        operations.apply_import(batch=batch, actor=technician, at=at)
    assert everything() == before
    assert ImportBatch.objects.get(pk=batch.pk).applied_at is None


def test_a_code_that_somebody_has_is_renewed(run, programme, technician, at):
    taken = operations.register_person(
        entry=PersonEntry(given_names="Eva"), programme=programme, origin="assisted", actor=technician, at=at
    )
    batch = run.preview()
    for row in batch.rows.all():
        row.draft["person"]["code"] = taken.code
        row.save(update_fields=["draft"])
    operations.apply_import(batch=batch, actor=technician, at=at)
    assert len(set(Person.objects.values_list("code", flat=True))) == 4


def test_a_kobo_export_imports_and_its_identifier_finds_the_person_again(run):
    headers = [
        "start",
        "g/nombres",
        "g/apellidos",
        "g/access_needs/silla_de_ruedas",
        "_id",
        "_uuid",
        "_submission_time",
    ]
    row = ["2026-10-01", "Eva", "Sol", "1", "7", "aaaa-1", "2026-10-01T10:00:00"]
    headers, row = [*headers, "g/nacionalidad"], [*row, "Cuba"]
    run.apply(sheet([row], headers))
    eva = Person.objects.get()
    assert (eva.access_needs, eva.registered_at.date()) == ("silla de ruedas", date(2026, 10, 1))
    corrected = [*row]
    corrected[2] = "Solano"
    batch = run.apply(sheet([corrected], headers))
    assert outcomes(batch) == [("same", "external")]
    assert Person.objects.count() == 1


def test_rules_of_access(run, actor_of, at, programme):
    batch = run.preview()
    for role in ("facilitator", "case_worker", "donor_viewer"):
        actor = actor_of(role)
        for operation in (
            operations.apply_import,
            operations.preview_import,
            operations.undo_import,
            operations.discard_import,
        ):
            with pytest.raises(Refused) as refused:
                operation(batch=batch, actor=actor, at=at)
            assert refused.value.refusal.kind == "forbidden"
        assert list(queries.visible_batches(actor)) == []


def test_discard_import_forgets_file_and_rows(run, technician, at, django_capture_on_commit_callbacks):
    batch = run.preview()
    path = files._path(batch.file_id)
    with django_capture_on_commit_callbacks(execute=True):
        operations.discard_import(batch=batch, actor=technician, at=at)
        operations.discard_import(batch=batch, actor=technician, at=at)
    assert not path.exists()
    assert ImportRow.objects.count() == 0
    with pytest.raises(Refused) as refused:
        operations.apply_import(batch=batch, actor=technician, at=at)
    assert refused.value.refusal.code == "closed"
