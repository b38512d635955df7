"""Files that leave: asked for with a reason, approved by another person, short-lived, audited."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import python_calamine
from django.db import IntegrityError, transaction

from minga.access.models import RoleAssignment
from minga.audit.models import Record
from minga.exports import jobs, operations, queries, registry
from minga.exports.models import Export
from minga.exports.registry import column, dataset_of
from minga.exports.rules import safe_cell
from minga.exports.states import ExportState
from minga.kernel import files
from minga.kernel.actor import Actor, system_actor
from minga.messaging.models import Message
from minga.people.models import ContactPoint, Document, ImportBatch, Person
from minga.programmes.models import ElectoralPeriod, Programme
from tests.conftest import NOW
from tests.factories import make_person
from tests.refusals import refuses

WHY = "Llamar a las personas del aula el lunes; se borra el martes."
PEOPLE = dataset_of("personas")


def ask(actor: Actor, municipality, *, columns=("sex",), reason="service", text=WHY, at=NOW, **more):
    return operations.request_export(
        dataset=more.pop("dataset", PEOPLE),
        parameters=more.pop("parameters", {}),
        columns=list(columns),
        file_format=more.pop("file_format", "csv"),
        reason=reason,
        reason_text=text,
        municipality=municipality,
        actor=actor,
        at=at,
    )


def build(export: Export, at=NOW) -> Export:
    actor = queries.requester(export, at)
    return operations.build_export(export=export, actor=actor, at=at)


@pytest.fixture
def people(in_manta):
    return [make_person(in_manta, given_names=f"Ana {n}", surnames="Vera") for n in range(3)]


def crowd(municipality, number: int) -> None:
    Person.objects.bulk_create(
        Person(
            municipality=municipality,
            code=f"X-{n}",
            given_names=f"Ana {n}",
            name_key=f"ana {n:05}",
            name_tokens=f"ana {n}",
            population_group="host",
            origin="import",
            registered_at=NOW,
        )
        for n in range(number)
    )


def test_few_people_without_sensitive_columns_need_nobody_else(people, in_manta, actor_of):
    export = build(ask(actor_of("technician"), in_manta, columns=["given_names", "sex"]))
    assert (export.state, export.people, export.needs_approval) == (ExportState.READY, 3, False)
    content = files.opened(export.file_id).read().decode("utf-8-sig")
    assert content.splitlines()[0] == "Nombres;Sexo"
    assert len(content.splitlines()) == 4


@pytest.mark.parametrize(("number", "columns"), [(51, ["sex"]), (1, ["document_number"]), (1, ["migratory_condition"])])
def test_a_second_person_above_fifty_or_with_a_sensitive_column(in_manta, actor_of, number, columns):
    crowd(in_manta, number)
    asker, other = actor_of("coordinator"), actor_of("coordinator")
    export = ask(asker, in_manta, columns=columns)
    assert export.state == ExportState.WAITING
    assert build(export).state == ExportState.WAITING
    with refuses("own_request"):
        operations.approve_export(export=export, note="", actor=asker, at=NOW)
    with refuses("role_may_not"):
        operations.approve_export(export=export, note="", actor=actor_of("technician"), at=NOW)
    assert list(queries.waiting_for(other)) == [export]
    assert not queries.waiting_for(asker)
    export = build(operations.approve_export(export=export, note="", actor=other, at=NOW))
    assert (export.state, export.decided_by_id) == (ExportState.READY, other.account_id)
    with refuses("not_waiting"):
        operations.approve_export(export=export, note="", actor=other, at=NOW)


def test_the_database_knows_too_that_nobody_approves_their_own(people, in_manta, actor_of):
    export = ask(actor_of("coordinator"), in_manta, columns=["address"])
    for change in ({"decided_by": export.requested_by_id}, {"state": "queued"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Export.objects.filter(pk=export.pk).update(**change)


def test_more_people_than_were_asked_for_wait_for_a_second_person(in_manta, actor_of):
    crowd(in_manta, 40)
    export = ask(actor_of("technician"), in_manta)
    for _ in range(11):
        make_person(in_manta)
    export = build(export)
    assert (export.state, export.people, export.needs_approval) == (ExportState.WAITING, 51, True)
    assert export.file_id is None


def test_a_refused_export_says_why(people, in_manta, actor_of):
    export = ask(actor_of("technician"), in_manta, columns=["address"])
    with refuses("reason_needed"):
        operations.refuse_export(export=export, note="no", actor=actor_of("coordinator"), at=NOW)
    export = operations.refuse_export(
        export=export, note="Pida solo el sector, no la dirección.", actor=actor_of("coordinator"), at=NOW
    )
    assert export.state == ExportState.REFUSED
    assert build(export).state == ExportState.REFUSED


def test_what_is_asked_must_make_sense(people, in_manta, actor_of):
    technician = actor_of("technician")
    for code, asked in (
        ("no_columns", {"columns": []}),
        ("column_not_offered", {"columns": ["name_key"]}),
        ("reason_needed", {"text": "por si acaso"}),
        ("nobody", {"parameters": {"grupo": "transit"}}),
    ):
        with refuses(code):
            ask(technician, in_manta, **asked)
    for role in ("facilitator", "authority", "donor_viewer", "communication"):
        with refuses("role_may_not"):
            ask(actor_of(role), in_manta)
    assert not Export.objects.exists()


def test_protected_fields_are_never_offered():
    offered = {(dataset.code, each.code) for dataset in registry.registered() for each in dataset.columns}
    assert ("personas", "address") in offered
    assert not [
        each for dataset in registry.registered() for each in dataset.columns if each.sensitivity == "protected"
    ]
    with pytest.raises(ValueError, match="protected"):
        column(type("Case", (), {"sensitivity": {"note": registry.Sensitivity.PROTECTED}}), "note", "Nota")
    assert {each.code for each in PEOPLE.columns if each.is_sensitive} >= {
        "document_number", "phone", "email", "address", "migratory_condition", "access_needs",
    }  # fmt: skip


def test_by_default_the_table_of_people_does_not_say_who_they_are():
    assert not {"code", "given_names", "surnames", "document_number"} & set(PEOPLE.preselected)


def test_in_an_electoral_period_nothing_leaves_for_authority_or_communication(people, in_manta, actor_of):
    ElectoralPeriod.objects.create(
        programme=Programme.objects.get(slug="site"),
        municipality=in_manta,
        starts_on=date(2026, 11, 1),
        ends_on=date(2026, 11, 30),
    )
    technician = actor_of("technician")
    for reason in ("authority", "communication"):
        with refuses("electoral_period"):
            ask(technician, in_manta, reason=reason)
    with refuses("electoral_period"):
        ask(actor_of("technician", "authority"), in_manta)
    export = ask(technician, in_manta, columns=["address"])
    with refuses("electoral_period"):
        operations.approve_export(export=export, note="", actor=actor_of("coordinator", "communication"), at=NOW)
    later = NOW + timedelta(days=20)
    assert ask(technician, in_manta, reason="authority", at=later).state == ExportState.QUEUED


def test_a_file_lives_thirty_minutes_after_its_first_download_and_a_day_at_most(people, in_manta, actor_of):
    technician = actor_of("technician")
    system = system_actor(in_manta.pk)
    export = build(ask(technician, in_manta))
    assert export.ends_at == NOW + timedelta(hours=24)
    first = NOW + timedelta(hours=1)
    assert operations.download_export(export=export, actor=technician, at=first).read()
    operations.download_export(export=export, actor=technician, at=first + timedelta(minutes=29))
    export.refresh_from_db()
    assert (export.ends_at, export.downloads) == (first + timedelta(minutes=30), 2)
    assert operations.expire_exports(actor=system, at=first + timedelta(minutes=29)) == 0
    with refuses("not_ready"):
        operations.download_export(export=export, actor=technician, at=first + timedelta(minutes=30))
    file_id = export.file_id
    assert operations.expire_exports(actor=system, at=first + timedelta(minutes=30)) == 1
    export.refresh_from_db()
    assert (export.state, export.file_id) == (ExportState.EXPIRED, None)
    with refuses("not_ready"):
        operations.download_export(export=export, actor=technician, at=first)
    assert file_id is not None
    late = build(ask(technician, in_manta))
    near_the_end = NOW + timedelta(hours=23, minutes=50)
    operations.download_export(export=late, actor=technician, at=near_the_end)
    late.refresh_from_db()
    assert late.ends_at == NOW + timedelta(hours=24)


def test_the_file_goes_once_the_transaction_holds(people, in_manta, actor_of, django_capture_on_commit_callbacks):
    technician = actor_of("technician")
    export = build(ask(technician, in_manta))
    with django_capture_on_commit_callbacks(execute=True):
        operations.cancel_export(export=export, actor=technician, at=NOW)
    with pytest.raises(files.CannotOpen):
        files.opened(export.file_id)


def test_only_the_account_that_asked_takes_the_file_and_only_with_the_rights_of_now(people, in_manta, actor_of):
    technician = actor_of("technician")
    export = build(ask(technician, in_manta))
    with refuses("not_yours"):
        operations.download_export(export=export, actor=actor_of("coordinator"), at=NOW)
    stripped = Actor(technician.account_id, frozenset({"facilitator"}), in_manta.pk, "x")
    with refuses("role_may_not"):
        operations.download_export(export=export, actor=stripped, at=NOW)
    assert Record.objects.filter(action="exports.download_export").count() == 0


def test_handover_ends_what_is_open(people, in_manta, actor_of):
    technician = actor_of("technician")
    exports = [ask(technician, in_manta, columns=["address"]), build(ask(technician, in_manta))]
    assert operations.end_exports_of(account_id=technician.account_id, actor=actor_of("coordinator"), at=NOW) == 2
    assert {row.state for row in Export.objects.filter(pk__in=[each.pk for each in exports])} == {"cancelled"}


def test_request_approval_download_and_every_person_are_in_the_audit(people, in_manta, actor_of):
    technician, coordinator = actor_of("technician"), actor_of("coordinator")
    export = ask(technician, in_manta, columns=["address", "given_names"])
    export = build(operations.approve_export(export=export, note="", actor=coordinator, at=NOW))
    assert operations.note_subjects(export=export, actor=technician, at=NOW) == 0
    operations.download_export(export=export, actor=technician, at=NOW)
    assert operations.note_subjects(export=export, actor=technician, at=NOW) == 3
    assert operations.note_subjects(export=export, actor=technician, at=NOW) == 0
    rows = Record.objects.filter(action__startswith="exports.").order_by("id")
    assert [row.action for row in rows[:4]] == [
        "exports.request_export", "exports.approve_export", "exports.build_export", "exports.download_export",
    ]  # fmt: skip
    assert {row.purpose for row in rows} == {"service"}
    assert rows[3].fields == ["address", "given_names"]
    of_people = rows.filter(action="exports.download_person")
    assert {row.object_public_id for row in of_people} == {person.public_id for person in people}
    assert {row.object_table for row in of_people} == {"people_person"}


def test_a_job_builds_in_the_name_of_who_asked_and_a_right_taken_away_stays_in_words(people, in_manta, actor_of):
    technician = actor_of("technician")
    kept, lost = ask(technician, in_manta), ask(technician, in_manta)
    jobs.build_export(in_manta.pk, kept.pk)
    assert Export.objects.get(pk=kept.pk).state == ExportState.READY
    RoleAssignment.objects.filter(account_id=technician.account_id).update(role="facilitator")
    jobs.build_export(in_manta.pk, lost.pk)
    lost.refresh_from_db()
    assert (lost.state, lost.file_id) == (ExportState.FAILED, None)
    assert "rol" in lost.failure


def test_cells_a_spreadsheet_would_run_are_text():
    for text in ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\ufeff=1", "\x00=1"):
        assert safe_cell(text) == f"'{text}"
    for text in ("Ana", "+593 99 123 4567", "-5", "1=1", "", "María-José"):
        assert safe_cell(text) == text


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_what_people_typed_leaves_as_text(in_manta, actor_of, file_format):
    typed = ['=HYPERLINK("http://malo.example";"x")', "<b>&\"'", 'Ñusta\x0b\x00 ;\n"dos"', "𝕬na"]
    for name in typed:
        person = make_person(in_manta)
        Person.objects.filter(pk=person.pk).update(given_names=name.replace("\x00", ""))
    export = build(
        ask(actor_of("technician"), in_manta, columns=["given_names", "birth_date"], file_format=file_format)
    )
    content = files.opened(export.file_id)
    if file_format == "csv":
        text = content.read().decode("utf-8-sig")
        assert "'=HYPERLINK" in text
        return
    sheet = python_calamine.load_workbook(content).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert rows[0] == ["Nombres", "Fecha de nacimiento"]
    assert {row[0] for row in rows[1:]} == {
        typed[0], typed[1], "Ñusta ;\n\"dos\"", "𝕬na",
    }  # fmt: skip
    content.seek(0)
    assert b"<f>" not in content.read()


def test_documents_and_phones_are_read_in_pieces_not_one_by_one(in_manta, actor_of, django_assert_max_num_queries):
    for number in range(4):
        person = make_person(in_manta)
        Document.objects.create(
            municipality=in_manta,
            person=person,
            kind="cedula_ve",
            number=f"V{number}",
            number_index=bytes(15) + bytes([number]),
        )
        ContactPoint.objects.create(municipality=in_manta, person=person, kind="phone", value=f"+59399000000{number}")
    rows = PEOPLE.rows(actor_of("technician"), {}, ("document_number", "phone"), NOW)
    with django_assert_max_num_queries(4):
        cells = [row[1] for row in rows]
    assert sorted(cells) == [[f"V{number}", f"+59399000000{number}"] for number in range(4)]


def test_every_stored_file_is_known_to_the_sweep():
    fields = {(model._meta.label, name) for model, name in queries.stored_file_fields()}
    assert {(ImportBatch._meta.label, "file_id"), (Export._meta.label, "file_id")} <= fields
    assert (Message._meta.label, "public_id") not in fields


def test_the_sweep_deletes_only_what_no_row_names(people, in_manta, actor_of, monkeypatch):
    export = build(ask(actor_of("technician"), in_manta))
    orphan = files.store([b"de nadie"])
    monkeypatch.setattr(jobs.clock, "now", lambda: NOW + timedelta(days=4000))
    jobs.sweep_files(0)
    assert files.opened(export.file_id).read()
    with pytest.raises(files.CannotOpen):
        files.opened(orphan)
