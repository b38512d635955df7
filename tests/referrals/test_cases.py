"""Protected cases: who decides, the 24 hours, what never changes, and that nothing of them is anywhere in plain form."""

from __future__ import annotations

import io
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from minga.access.models import Account
from minga.audit.models import Record
from minga.audit.queries import records_in
from minga.kernel import tenancy
from minga.people.queries import search_people
from minga.referrals import operations, queries
from minga.referrals.models import Case, CaseNote, CaseTask, PapTraining, ProtectionAlert
from minga.referrals.rules import protection as rules
from tests.factories import make_account, make_person
from tests.factories.referrals import make_case, make_partner, make_service
from tests.refusals import refuses

pytestmark = pytest.mark.django_db
CANARIES = ("canarioviolencia", "canariocontacto", "canarioresumen", "canarionota", "canariotarea", "canariopap")


@pytest.fixture
def worker(actor_of: Any) -> Any:
    return actor_of("case_worker")


@pytest.fixture
def entity(in_manta: Any) -> Any:
    """A specialised entity of the directory."""
    partner = make_partner(in_manta, name="Unidad Especializada de Ejemplo")
    return make_service(
        in_manta, organisation=partner, name="Atención inmediata", needs=[], protection=["violence", "child"]
    )


def raised(municipality: Any, actor: Any, at: Any, **fields: Any) -> ProtectionAlert:
    given = {"category": "child", "who": "MAN-7", "text": "Texto", "contact": "", "is_danger": False} | fields
    return operations.raise_alert(municipality=municipality, actor=actor, at=at, **given)


@pytest.mark.parametrize("role", ["coordinator", "technician", "facilitator", "authority", "programme_admin"])
def test_nobody_but_the_case_role_reads_or_writes_cases(in_manta, actor_of, worker, at, role):
    case, other = make_case(in_manta), actor_of(role)
    raised(in_manta, worker, at)
    assert not queries.visible_cases(other).exists()
    assert queries.alerts_waiting(other) == queries.day_tasks(other, at) == queries.care_views(other) == []
    with pytest.raises(PermissionError):
        queries.case_view(case, other)
    for write in (
        lambda: make_case(in_manta, actor=other),
        lambda: operations.write_note(case=case, kind="note", text="x", actor=other, at=at),
        lambda: operations.add_task(case=case, kind="goal", text="x", due_at=None, actor=other, at=at),
        lambda: operations.close_case(case=case, closing="x", actor=other, at=at),
    ):
        with refuses("role_may_not"):
            write()


def test_who_raises_an_alert_does_not_see_it_again(in_manta, actor_of, worker, at):
    technician = actor_of("technician")
    raised(in_manta, technician, at)
    raised(in_manta, technician, at, is_danger=True)
    assert queries.alerts_waiting(technician) == []
    assert [row.is_danger for row in queries.alerts_waiting(worker)] == [True, False]
    with refuses("role_may_not"):
        raised(in_manta, actor_of("authority"), at)


def test_a_child_is_reported_within_24_hours_of_the_alert_without_consent(in_manta, worker, entity, at):
    alert = raised(in_manta, worker, at - timedelta(hours=20))
    case = make_case(in_manta, category="child", alert=alert, actor=worker, at=at)
    report, tell = queries.case_view(case, worker).open_tasks
    assert (report.code, report.due_at) == ("report", at + timedelta(hours=4))
    assert (tell.code, tell.due_at) == ("tell", None)
    assert queries.alerts_waiting(worker) == []
    assert [row.is_late for row in queries.day_tasks(worker, at + timedelta(hours=5))] == [True, False]
    with refuses("not_reported"):
        operations.close_case(case=case, closing="Fin", actor=worker, at=at)
    note = {"case": case, "kind": "call", "text": "Recibieron el aviso", "service": entity, "actor": worker, "at": at}
    operations.write_note(**note)  # tried, nobody answered
    assert len(queries.case_view(case, worker).open_tasks) == 2
    operations.write_note(**note, is_reached=True)
    operations.write_note(case=case, kind="told", text="Se le contó", actor=worker, at=at)
    assert queries.case_view(case, worker).open_tasks == []
    assert operations.close_case(case=case, closing="Fin", actor=worker, at=at).state == "closed"


def test_an_adult_decides_except_in_immediate_danger(in_manta, worker, entity, at):
    case = make_case(in_manta, category="violence", actor=worker)
    call = {"case": case, "kind": "call", "text": "x", "service": entity, "is_reached": True, "actor": worker, "at": at}
    for decision in ("", "no"):
        if decision:
            operations.write_note(case=case, kind="decision", text="x", decision=decision, actor=worker, at=at)
        with refuses("adult_decides"):
            operations.write_note(**call)
    operations.write_note(case=case, kind="danger", text="Se llamó al 911", actor=worker, at=at)
    operations.write_note(case=case, kind="decision", text="x", decision="yes", actor=worker, at=at)
    operations.write_note(**call)
    assert queries.case_view(Case.objects.get(), worker).is_reported


def test_only_a_specialised_entity_is_called(in_manta, worker, at):
    case = make_case(in_manta, category="child", actor=worker)
    with refuses("not_specialised"):
        operations.write_note(case=case, kind="call", text="x", service=make_service(in_manta), actor=worker, at=at)


def test_a_note_never_changes_and_is_corrected_by_another(in_manta, worker, at):
    case = make_case(in_manta, actor=worker)
    note = operations.write_note(case=case, kind="note", text="Primera", actor=worker, at=at)
    for wrong in (
        lambda: CaseNote.objects.filter(pk=note.pk).update(at=at + timedelta(days=1)),
        lambda: CaseNote.objects.filter(pk=note.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            wrong()
    note.content = '{"kind": "note", "text": "Otra", "service": "", "reached": false}'
    with pytest.raises(DatabaseError), transaction.atomic():
        note.save()
    operations.write_note(case=case, kind="correction", text="Era otra cosa", corrects=note, actor=worker, at=at)
    first, second = sorted(queries.case_view(case, worker).notes, key=lambda view: view.note.pk)
    assert (first.text, second.text, second.note.corrects_id) == ("Primera", "Era otra cosa", note.pk)


def test_a_note_may_be_sealed_again_under_another_key(in_manta, worker, at):
    """Rotation writes the same text under another key id, the second byte of a sealed value."""
    note = operations.write_note(case=make_case(in_manta), kind="note", text="Texto", actor=worker, at=at)
    with connection.cursor() as cursor:
        cursor.execute("update referrals_casenote set content = set_byte(content, 1, 7) where id = %s", [note.pk])
        assert cursor.rowcount == 1


def test_closed_cases_take_nothing_until_opened_again(in_manta, worker, at):
    case = make_case(in_manta, actor=worker)
    operations.add_task(case=case, kind="goal", text="Meta", due_at=None, actor=worker, at=at)
    with refuses("open_tasks"):
        operations.close_case(case=case, closing="Fin", actor=worker, at=at)
    task = CaseTask.objects.get()
    operations.finish_task(task=task, outcome="Hecho", actor=worker, at=at)
    with refuses("already_done"):
        operations.finish_task(task=task, outcome="Otra vez", actor=worker, at=at)
    operations.close_case(case=case, closing="Fin", actor=worker, at=at)
    with refuses("case_closed"):
        operations.write_note(case=case, kind="note", text="x", actor=worker, at=at)
    operations.reopen_case(case=case, actor=worker, at=at)
    operations.write_note(case=case, kind="note", text="x", actor=worker, at=at)


def test_a_case_goes_to_the_deputy(in_manta, worker, at):
    deputy = make_account(["case_worker"], in_manta)
    make_account(["technician"], in_manta)
    case = make_case(in_manta, actor=worker)
    found = queries.case_workers(in_manta, at.date())
    assert set(found.values_list("pk", flat=True)) == {deputy.pk, worker.account_id}
    assert operations.hand_over_case(case=case, worker=deputy, actor=worker, at=at).worker == deputy


def test_first_aid_is_recorded_only_by_who_is_trained(in_manta, actor_of, worker, at):
    facilitator = actor_of("facilitator")
    words = {"who": "MAN-7", "text": "Escuché", "path": "Línea", "detail": ""}
    with refuses("not_trained"):
        operations.record_pap(municipality=in_manta, actor=facilitator, at=at, **words)
    account = Account.objects.get(pk=facilitator.account_id)
    operations.record_pap_training(
        municipality=in_manta, account=account, trained_on=at.date() - timedelta(days=400),
        valid_until=at.date() - timedelta(days=1), given_by="Cruz Roja de ejemplo", actor=actor_of("coordinator"), at=at,
    )  # fmt: skip
    with refuses("not_trained"):  # it ended yesterday
        operations.record_pap(municipality=in_manta, actor=facilitator, at=at, **words)
    PapTraining.objects.update(valid_until=None)
    operations.record_pap(municipality=in_manta, actor=facilitator, at=at, **words)
    assert [row.text for row in queries.care_views(worker)] == ["Escuché"]
    assert queries.care_views(facilitator) == []


def test_support_sessions_are_for_the_case_role(in_manta, actor_of, worker, at):
    given = {"municipality": in_manta, "who": "Grupo de 6", "person": None, "case": None, "text": "t", "path": "",
             "detail": "", "at": at}  # fmt: skip
    with refuses("role_may_not"):
        operations.record_support(actor=actor_of("coordinator"), **given)
    operations.record_support(actor=worker, **given)
    assert [row.who for row in queries.care_views(worker)] == ["Grupo de 6"]


def test_rules_of_protection():
    assert rules.why_not_call(category="child", decision="no") is None
    assert rules.why_not_call(category="trafficking", decision="not_asked").code == "adult_decides"
    assert rules.why_not_close(open_tasks=0, is_reported=False, category="violence") is None
    assert rules.why_not_close(open_tasks=2, is_reported=True, category="child").details == {"n": 2}


# --- canaries


@pytest.fixture
def planted(in_manta: Any, worker: Any, entity: Any, at: Any) -> Any:
    """Everything that can be written in a case, each text with a word of its own; the person is registered."""
    person = make_person(in_manta, given_names="Yorgelis", surnames="Quiñónez")
    alert = raised(in_manta, worker, at, category="violence", who="canarioviolencia", text="canarionota")
    case = make_case(
        in_manta, category="violence", name="canarioviolencia", person=person, contact="canariocontacto",
        summary="canarioresumen", decision="yes", alert=alert, actor=worker,
    )  # fmt: skip
    operations.write_note(
        case=case, kind="call", text="canarionota", service=entity, is_reached=True, actor=worker, at=at
    )
    task = operations.add_task(case=case, kind="goal", text="canariotarea", due_at=at, actor=worker, at=at)
    operations.finish_task(task=task, outcome="canariotarea", actor=worker, at=at)
    operations.record_support(
        municipality=in_manta, who="canariopap", person=person, case=case, text="canariopap", path="canariopap",
        detail="canariopap", actor=worker, at=at,
    )  # fmt: skip
    operations.note_read(case=case, purpose="follow_up", actor=worker, at=at)
    operations.close_case(case=case, closing="canarioresumen", actor=worker, at=at)
    return person, case


def everything_stored() -> dict[str, str]:
    """Each table as the application role reads it, as text; sealed columns as their bytes."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(model._meta.db_table for model in apps.get_models()):
            try:
                with transaction.atomic():
                    cursor.execute(f'select * from "{table}"')
                    rows = cursor.fetchall()
            except DatabaseError:
                continue  # the role may not read it
            cells = [bytes(cell) if isinstance(cell, memoryview | bytes) else str(cell) for row in rows for cell in row]
            found[table] = "\n".join(
                cell.decode("latin-1") if isinstance(cell, bytes) else cell for cell in cells
            ).lower()
    return found


def test_no_table_holds_a_protected_word_in_plain_form(planted):
    stored = everything_stored()
    assert "referrals_case" in stored and "audit_record" in stored and "messaging_message" in stored
    hits = [(table, word) for table, text in stored.items() for word in CANARIES if word in text]
    assert hits == []
    person, _case = planted
    own = {table for table in stored if table.startswith("referrals_case") or table == "referrals_carerecord"}
    assert own and not [table for table in own if str(person.public_id) in stored[table]]
    assert not [table for table in own if "violence" in stored[table]]


def test_the_check_sees_a_word_in_plain_form(planted):
    make_person(planted[0].municipality, given_names="canarioviolencia")
    assert [table for table, text in everything_stored().items() if "canarioviolencia" in text] == ["people_person"]


def test_the_audit_keeps_codes_and_its_list_does_not_show_them(in_manta, planted):
    rows = Record.objects.filter(action__startswith="cases.")
    assert {row.purpose for row in rows} == {"", "follow_up"}
    person, _case = planted
    assert not rows.filter(object_public_id=person.public_id).exists()
    assert not records_in(in_manta.pk).filter(action__startswith="cases").exists()
    assert not records_in(in_manta.pk, action="cases.").exists()


def test_search_timeline_and_messages_know_nothing(in_manta, actor_of, worker, planted):
    person, case = planted
    for actor in (actor_of("coordinator"), worker):
        assert queries.timeline_of(person, actor) == []
        for word in (*CANARIES, case.code):
            assert search_people(actor=actor, text=word).rows == []
    assert apps.get_model("messaging", "Message").objects.count() == 0


def test_logs_say_nothing_of_a_case(in_manta, worker, caplog, at):
    with caplog.at_level(logging.DEBUG):
        make_case(in_manta, summary="canarioresumen", actor=worker)
    assert not [word for word in CANARIES if word in caplog.text]


def test_nothing_in_the_database_leads_from_a_person_to_a_case(planted):
    """No foreign key: counts, undoing an import and exports of relations cannot tell that there is a case."""
    person, _case = planted
    related = {relation.related_model._meta.label for relation in type(person)._meta.related_objects}
    assert not {label for label in related if label.startswith("referrals.")} - {"referrals.Referral"}
    assert queries.subject_index(person) == bytes(Case.objects.get().subject_index)


def test_a_dump_for_people_is_not_made_of_cases(in_manta, planted):
    """`dumpdata` as somebody might run it: sealed columns are not written at all."""
    out = io.StringIO()
    with tenancy.scope(in_manta.pk):
        call_command("dumpdata", "referrals", stdout=out)
    assert not [word for word in CANARIES if word in out.getvalue()]
