"""A sheet on its way in and back: staged, mapped, previewed, applied in one transaction, undone."""

import io
import os
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from minga.audit.models import Record
from minga.kernel import files
from minga.kernel.refusals import Refused
from minga.people import operations, queries
from minga.people.drafts import open_remarks
from minga.people.models import ChangeSet, ContactPoint, Document, ImportBatch, ImportRow, Participation, Person
from minga.people.rules.entry import ContactEntry, DocumentEntry, PersonEntry
from minga.people.states import BatchState
from minga.programmes.models import Programme
from tests.people.test_reading import WRONG, xlsx_bytes

pytestmark = pytest.mark.django_db

HEADERS = [
    "Nombres",
    "Apellidos",
    "Tipo de documento",
    "Número de documento",
    "Fecha de nacimiento",
    "Nacionalidad",
    "Teléfono",
]
ROWS = [
    ["María José", "Muñoz", "Cédula venezolana", "V-12345678", "04/05/1993", "Venezuela", "0991234567"],
    ["Luis", "Peña", "Cédula", "1714307103", "1990-06-05", "Ecuador", "987654321"],
    ["Rosa", "Quispe", "Sin documento", "", "12/12/1985", "Perú", ""],
]


def sheet(rows=ROWS, headers=HEADERS):
    return "\r\n".join(";".join(map(str, row)) for row in [headers, *rows]).encode()


@pytest.fixture
def programme(in_manta):
    return Programme.objects.get(slug="site")


@pytest.fixture
def technician(actor_of):
    return actor_of("technician")


@pytest.fixture
def run(programme, technician, at):
    """`run.stage(bytes)`, `run.preview(bytes)`, `run.apply(bytes)`: as far as named."""

    class Run:
        def stage(self, content=None, name="hoja.csv", at=at):
            file = io.BytesIO(sheet() if content is None else content)
            return operations.stage_file(name=name, file=file, programme=programme, actor=technician, at=at)

        def preview(self, content=None, **options):
            return operations.preview_import(batch=self.stage(content, **options), actor=technician, at=at)

        def apply(self, content=None, at=at, **options):
            return operations.apply_import(batch=self.preview(content, **options), actor=technician, at=at)

        def undo(self, batch, at=at):
            return operations.undo_import(batch=batch, actor=technician, at=at)

    return Run()


def outcomes(batch):
    return list(batch.rows.order_by("row_no").values_list("outcome", "matched_by"))


def remarks(batch, row_no):
    return [(kind, problem.code) for kind, problem in open_remarks(batch.rows.get(row_no=row_no).remarks)]


def everything():
    """Every row of every table of people that an import writes, as the database has it."""
    tables = ("person", "document", "contactpoint", "trustedperson", "participation")
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT row_to_json(t)::text FROM people_{table} t ORDER BY id")
            found[table] = [text for (text,) in cursor.fetchall()]
    return found


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


def test_a_header_without_rows_is_an_empty_file(run):
    with pytest.raises(Refused) as refused:
        run.stage(sheet([]))
    assert refused.value.refusal.code == "empty"


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


# --- the way back


def test_undo_import_leaves_the_base_as_it_was(run, programme, technician, at):
    entry = PersonEntry(
        given_names="Luis", population_group="host", documents=(DocumentEntry("cedula_ec", "1714307103"),)
    )
    operations.register_person(entry=entry, programme=programme, origin="assisted", actor=technician, at=at)
    before = everything()
    batch = run.apply()
    assert everything() != before
    undone = run.undo(batch)
    assert {table: [_plain(row) for row in rows] for table, rows in everything().items()} == {
        table: [_plain(row) for row in rows] for table, rows in before.items()
    }
    assert (undone.counts["removed"], undone.counts["restored"], undone.counts["left"]) == (2, 1, 0)
    assert run.undo(batch).undone_at == undone.undone_at


def _plain(text):
    """A row without its sealed values, which are sealed anew when a person is saved."""
    import json

    sealed = {"gender_identity", "migratory_condition", "address", "safe_contact_note"}
    return {name: value for name, value in json.loads(text).items() if name not in sealed}


def test_undo_import_keeps_and_lists_whom_somebody_worked_on(run, technician, at):
    batch = run.apply()
    later = at + timedelta(hours=1)
    luis = Person.objects.get(given_names="Luis")
    operations.update_person(person=luis, values={"known_as": "Lucho"}, actor=technician, at=later)
    rosa = Person.objects.get(given_names="Rosa").participations.get()
    operations.close_participation(participation=rosa, end="moved", actor=technician, at=later)
    undone = run.undo(batch, at=later)
    assert set(Person.objects.values_list("given_names", flat=True)) == {"Luis", "Rosa"}
    assert list(undone.rows.filter(is_touched=True).order_by("row_no").values_list("row_no", flat=True)) == [3, 4]
    assert (undone.counts["removed"], undone.counts["left"]) == (1, 2)


def test_after_undo_the_same_file_can_be_imported_again(run, at):
    batch = run.apply()
    run.undo(batch)
    assert Person.objects.count() == 0
    again = run.apply()
    assert again != batch
    assert Person.objects.count() == 3


def test_undo_import_needs_an_applied_batch(run):
    with pytest.raises(Refused) as refused:
        run.undo(run.preview())
    assert refused.value.refusal.code == "not_applied"


def test_change_sets_hold_nothing_readable(run, programme, technician, at):
    entry = PersonEntry(
        given_names="Luis", population_group="host", documents=(DocumentEntry("cedula_ec", "1714307103"),)
    )
    operations.register_person(entry=entry, programme=programme, origin="assisted", actor=technician, at=at)
    run.apply()
    assert ChangeSet.objects.get().before == '{"birth_date": null, "nationality": ""}'
    with connection.cursor() as cursor:
        cursor.execute("SELECT before FROM people_changeset")
        assert b"birth_date" not in bytes(cursor.fetchone()[0])


# --- what became of each person


@pytest.fixture
def only_people(monkeypatch):
    """Outcomes as `people` alone knows them, whatever areas above have registered."""
    monkeypatch.setattr("minga.people.queries.batches._sources", [])


def test_batch_outcomes_count_each_person_once(run, technician, at, only_people):
    batch = run.apply()
    rosa = Person.objects.get(given_names="Rosa").participations.get()
    operations.close_participation(participation=rosa, end="moved", actor=technician, at=at)
    found = {str(each.label): each.count for each in queries.batch_outcomes(batch)}
    assert found == {"Participación abierta": 2, "Se mudó a otra ciudad": 1}


def test_a_higher_area_adds_what_it_knows(run, only_people):
    @queries.outcome_source
    def called(participations):
        return [queries.BatchOutcome("Convocadas", participations.count(), is_parallel=True)]

    assert [str(each.label) for each in queries.batch_outcomes(run.apply())] == ["Participación abierta", "Convocadas"]


def test_the_number_of_statements_does_not_grow_with_the_sheet(run):
    def count(rows):
        with CaptureQueriesContext(connection) as captured:
            run.apply(sheet(rows))
        return len(captured)

    from django.test.utils import CaptureQueriesContext

    few = count([["Ana", f"Paz {chr(97 + n)}", "", "", "01/02/1990", "Perú", ""] for n in range(2)])
    many = count([["Eva", f"Sol {chr(97 + n)}", "", "", "01/02/1990", "Perú", ""] for n in range(20)])
    assert few == many


def test_applying_is_audited_without_values(run):
    run.apply()
    assert list(Record.objects.order_by("pk").values_list("action", flat=True)) == [
        "people.stage_file",
        "people.preview_import",
        "people.apply_import",
    ]
    assert Participation.objects.count() == 3
