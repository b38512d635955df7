"""Retention, notices to inactive people, the register of processing, impact assessments, incidents."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minga.access.models import AccessToken, FormReceipt
from minga.access.operations import issue_token
from minga.audit import operations as audit
from minga.audit.models import Record
from minga.kernel import files
from minga.kernel.ids import uuid7
from minga.kernel.sealing import CannotOpen
from minga.people.models import ImportBatch, ImportRow, Person
from minga.people.operations import undo_import
from minga.privacy import checks, jobs, operations
from minga.privacy.models import ImpactAssessment, InactivityNotice
from minga.privacy.operations import keeping
from minga.privacy.operations.incidents import Happened
from minga.privacy.queries import retention
from minga.privacy.queries.incidents import affected_by
from minga.privacy.queries.register import areas_without_a_line, register
from minga.screening.models import Submission
from tests.factories.anything import make_any
from tests.factories.people import make_person
from tests.refusals import refuses


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.MINGA_HOME = tmp_path


@pytest.fixture
def old(at):
    return at - timedelta(days=400)


def left(municipality, at):
    return {row.code: row.due for row in retention.kept_rows(municipality, at)}


def test_each_class_goes_after_its_days_and_not_before(
    in_manta, full_person, delegate, at, django_capture_on_commit_callbacks
):
    message = full_person.person.messages.get()
    message.state, message.settled_at = "accepted", at
    message.save()
    batch = make_any(ImportBatch, in_manta, counts={}, applied_at=at)
    make_any(ImportRow, in_manta, batch=batch)
    sheet = files.store([b"cedula;nombre"])
    make_any(ImportBatch, in_manta, counts={}, staged_at=at, file_id=sheet)
    make_any(Submission, in_manta, saved_at=at)
    issue_token(municipality=in_manta, object_public_id=uuid7(), purpose="x", expires_at=at)
    FormReceipt.objects.create(key=b"k" * 32, at=at)
    assert set(left(in_manta, at).values()) == {0}
    later = at + timedelta(days=400)
    due = left(in_manta, later)
    assert {code for code, count in due.items() if count} == {
        "message_bodies", "import_rows", "sheets", "drafts", "tokens", "receipts",
    }  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        for code in due:
            while operations.let_go(code=code, municipality=in_manta, actor=delegate, at=later):
                pass
    with pytest.raises(CannotOpen):
        files.opened(sheet)
    assert set(left(in_manta, later).values()) == {0}
    message.refresh_from_db()
    assert (message.body, message.subject, message.address, message.state) == ("", "", "", "accepted")
    assert not ImportRow.objects.exists()
    assert not Submission.objects.filter(person=None).exists()
    assert not AccessToken.objects.filter(purpose="x").exists()
    assert Record.objects.filter(action="privacy.let_go_drafts").get().result == "1"


def test_it_goes_part_by_part_and_can_go_on(in_manta, delegate, at):
    batch = make_any(ImportBatch, in_manta, counts={}, applied_at=at)
    for number in range(5):
        make_any(ImportRow, in_manta, batch=batch, row_no=number)
    later = at + timedelta(days=400)
    with mock.patch.object(keeping, "AT_ONCE", 2):
        counts = [
            operations.let_go(code="import_rows", municipality=in_manta, actor=delegate, at=later) for _ in range(4)
        ]
    assert counts == [2, 2, 1, 0]


def test_a_sheet_whose_rows_were_let_go_cannot_be_undone(in_manta, system, at):
    batch = make_any(ImportBatch, in_manta, counts={}, applied_at=at)
    with refuses("rows_gone"):
        undo_import(batch=batch, actor=system, at=at)


def test_looking_at_what_is_due_changes_nothing(in_manta, at):
    with CaptureQueriesContext(connection) as seen:
        retention.kept_rows(in_manta, at)
    assert not [each for each in seen.captured_queries if not each["sql"].lstrip().startswith("SELECT")]


def test_whoever_has_been_away_is_told_waits_and_is_erased_unless_they_want_to_stay(in_manta, delegate, at):
    away = make_person(in_manta, given_names="Ausente", registered_at=at - timedelta(days=900))
    stays = make_person(in_manta, given_names="Queda", registered_at=at - timedelta(days=900))
    make_person(in_manta, given_names="Nueva", registered_at=at - timedelta(days=30))
    assert set(retention.inactive_people(in_manta, at)) == {away, stays}
    assert operations.note_inactivity(people=[away, stays], how="phone", actor=delegate, at=at) == 2
    assert operations.note_inactivity(people=[away], how="phone", actor=delegate, at=at) == 0
    assert not retention.inactive_people(in_manta, at).exists()
    operations.keep_person(notice=InactivityNotice.objects.get(person=stays), actor=delegate, at=at)
    assert not operations.let_go(code="inactive", municipality=in_manta, actor=delegate, at=at)
    later = at + timedelta(days=32)
    assert operations.let_go(code="inactive", municipality=in_manta, actor=delegate, at=later) == 1
    assert Person.objects.get(pk=away.pk).given_names == "Persona suprimida"
    assert Person.objects.get(pk=stays.pk).given_names == "Queda"


def test_somebody_with_something_new_is_not_inactive(in_manta, full_person, at):
    person = full_person.person
    Person.objects.filter(pk=person.pk).update(registered_at=at - timedelta(days=900))
    assert person not in retention.inactive_people(in_manta, at)


def test_the_nightly_run_goes_through_every_class(manta, at):
    assert set(jobs.run_retention(manta, at).values()) == {0}


def test_the_register_has_a_line_for_every_area_that_keeps_data_of_people():
    assert areas_without_a_line() == set()
    by_code = {entry.processing.code: entry for entry in register()}
    person = next(table for table in by_code["registration"].tables if table.label == "people.Person")
    assert person.sealed >= 4
    assert "Condición migratoria" in dict(person.columns)["sensitive"]


def test_deploying_without_an_approved_assessment_warns_of_real_municipalities(in_manta, delegate, at):
    def warned():
        return [(warning.id, warning.msg) for warning in checks.impact_assessment_is_approved(None)]

    assert warned() == [(checks.NOT_APPROVED, "Manta: no approved impact assessment (DPIA)")]
    operations.record_impact_assessment(
        municipality=in_manta, approved_on=date(2026, 1, 1), review_on=date(2999, 1, 1), approved_by="Alcaldía",
        document="DPIA-1", actor=delegate, at=at,
    )  # fmt: skip
    assert warned() == []
    ImpactAssessment.objects.update(review_on=date(2026, 2, 1))
    assert len(warned()) == 1
    in_manta.is_demo = True
    in_manta.save()
    assert warned() == []


@pytest.fixture
def incident(in_manta, delegate, at):
    def make(**given):
        known = {
            "kind": "leak", "risk": "high", "happened": "Alguien miró", "measures": "", "known_at": at,
            "began_at": at - timedelta(days=2), "ended_at": at,
        }  # fmt: skip
        what = Happened(**(known | given))
        return operations.record_incident(what=what, municipality=in_manta, actor=delegate, at=at)

    return make


def test_the_clocks_of_an_incident_are_working_days(incident):
    made = incident()
    assert (made.people_due_on, made.authority_due_on) == (date(2026, 11, 25), date(2026, 11, 27))


def test_the_affected_come_from_the_audit_by_account_time_and_action(
    in_manta, incident, actor_of, at: datetime, full_person
):
    thief, other = actor_of("technician"), actor_of("technician")
    seen, unseen, early = (make_person(in_manta, given_names=name) for name in ("Vista", "Ajena", "Antes"))
    audit.record(actor=thief, action="people.reveal_identity", obj=seen, at=at - timedelta(hours=1))
    audit.record(actor=thief, action="attendance.mark", obj=full_person.mark, at=at - timedelta(hours=1))
    audit.record(actor=other, action="people.reveal_identity", obj=unseen, at=at - timedelta(hours=1))
    audit.record(actor=thief, action="people.reveal_identity", obj=early, at=at - timedelta(days=3))
    audit.record(actor=thief, action="exports.download", at=at - timedelta(hours=1))
    found = affected_by(incident(account_id=thief.account_id))
    assert {person.pk for person in found.people} == {seen.pk, full_person.person.pk}
    assert found.on_lists == [("exports.download", 1)]
    only = affected_by(incident(account_id=thief.account_id, actions=("people.",)))
    assert [person.pk for person in only.people] == [seen.pk]


def test_an_incident_closes_with_everybody_told_or_a_reason(incident, delegate, at):
    made = incident()
    with refuses("clocks_open"):
        operations.close_incident(incident=made, reason="", actor=delegate, at=at)
    for who in ("authority", "arcotel", "people"):
        made = operations.note_told(incident=made, who=who, actor=delegate, at=at)
    closed = operations.close_incident(incident=made, reason="", actor=delegate, at=at)
    assert closed.closed_at == at
