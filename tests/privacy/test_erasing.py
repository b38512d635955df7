"""Erasure: nothing of the person in any column, what the law keeps, the ledger, and the same after a restore."""

from __future__ import annotations

import json

import pytest

from minga.access.models import AccessToken
from minga.audit.models import Record
from minga.certification.models import Certificate
from minga.kernel.actor import system_actor
from minga.people.models import ImportBatch, ImportRow, Person
from minga.privacy import ledger_file, operations
from minga.privacy.models import ErasureEntry, RightsRequest
from minga.privacy.queries.keeping import hash_of
from tests.factories.anything import make_any
from tests.factories.people import make_person
from tests.factories.training import make_class, make_enrolment
from tests.refusals import refuses

from .conftest import CANARY
from .everywhere import places_of, rows_of, sealed_values_of


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.MINGA_HOME = tmp_path


def test_nothing_of_an_erased_person_is_in_any_column(full_person, receive, coordinator, at):
    person = full_person.person
    request = receive("erasure", person, asker=f"{CANARY} pide", detail=CANARY, reply_to=CANARY, representative=CANARY)
    values = set(sealed_values_of(rows_of(person)))
    words = [CANARY, "1987-03-09", person.code, str(person.public_id)]
    before = places_of(words=words, values=values)
    assert {"people_person.given_names", "people_person.address", "people_importrow.document_index"} <= set(before)
    assert len(before) > 25
    operations.answer_erasure(request=request, decision="granted", answer=f"Listo {CANARY}", actor=coordinator, at=at)
    assert places_of(words=[CANARY, person.code], values=values) == ["privacy_erasureentry.documents"]
    after = places_of(words=["1987-03-09"], values=[])
    assert not [place for place in after if place.startswith("people_")]


def test_figures_and_the_certificate_stay_without_identity(full_person, coordinator, at):
    person = full_person.person
    operations.erase_person(person=person, reason="request", actor=coordinator, at=at)
    nameless = Person.objects.get(pk=person.pk)
    assert (nameless.sex, nameless.population_group, nameless.birth_date.isoformat()) == (
        person.sex, person.population_group, "1987-01-01",
    )  # fmt: skip
    assert str(nameless) == "Persona suprimida"
    assert nameless.public_id != person.public_id
    full_person.mark.refresh_from_db()
    assert full_person.mark.minutes == 120
    certificate = Certificate.objects.get(pk=full_person.certificate.pk)
    assert (certificate.name, certificate.code) == ("", "MAN-CERT-1")
    assert AccessToken.objects.filter(object_public_id=certificate.public_id).exists()


def test_the_ledger_says_what_went_and_its_file_outlives_the_database(
    full_person, coordinator, at, django_capture_on_commit_callbacks
):
    person = full_person.person
    with django_capture_on_commit_callbacks(execute=True):
        entry = operations.erase_person(person=person, reason="request", request_code="X", actor=coordinator, at=at)
    assert entry.removed["people.Document"] == 1
    assert any("certificado impreso" in kept["why"] for kept in entry.kept)
    line = json.loads(ledger_file.path().read_text())
    assert line["person_hash"] == hash_of(person.public_id)
    assert line["municipality"] == "manta"
    assert ledger_file.path().stat().st_mode & 0o777 == 0o600
    assert Record.objects.get(action="privacy.erase_person").object_public_id == person.public_id


def test_a_restored_copy_forgets_again(full_person, coordinator, system, at, django_capture_on_commit_callbacks):
    person = full_person.person
    line = ledger_file.Line("manta", hash_of(person.public_id), (), "request", "MAN-1", at.isoformat())
    other = make_person(person.municipality, given_names="Otra")
    assert operations.reapply_erasures(lines=[line], actor=system, at=at) == 1
    assert operations.reapply_erasures(lines=[line], actor=system, at=at) == 0
    assert Person.objects.get(pk=person.pk).given_names == "Persona suprimida"
    assert Person.objects.get(pk=other.pk).given_names == "Otra"
    assert ErasureEntry.objects.get().reapplied_at == at


def test_a_place_or_a_waiting_sheet_is_settled_first_and_after_a_restore_by_itself(in_manta, person, coordinator, at):
    class_group = make_class(in_manta, is_open=True)
    make_enrolment(class_group, person=person)
    with refuses("has_place"):
        operations.erase_person(person=person, reason="request", actor=coordinator, at=at)
    batch = make_any(ImportBatch, in_manta, counts={})
    make_any(ImportRow, in_manta, batch=batch, candidate=person)
    operations.erase_person(person=person, reason="request", actor=system_actor(in_manta.pk), at=at, is_again=True)
    batch.refresh_from_db()
    assert batch.discarded_at == at
    assert class_group.enrolments.get().state == "released"


def test_a_sheet_that_waits_is_named(in_manta, person, coordinator, at):
    batch = make_any(ImportBatch, in_manta, counts={}, file_name="lista.xlsx")
    make_any(ImportRow, in_manta, batch=batch, candidate=person)
    with refuses("sheet_waiting") as raised:
        operations.erase_person(person=person, reason="request", actor=coordinator, at=at)
    assert "lista.xlsx" in str(raised.value)


def test_nobody_is_erased_twice_or_by_whoever_may_not(person, actor_of, coordinator, at):
    with refuses("role_may_not"):
        operations.erase_person(person=person, reason="request", actor=actor_of("technician"), at=at)
    operations.erase_person(person=person, reason="request", actor=coordinator, at=at)
    with refuses("erased"):
        operations.erase_person(person=person, reason="request", actor=coordinator, at=at)


def test_the_request_stays_as_proof_without_a_name(person, receive, coordinator, at):
    request = receive("erasure", person)
    operations.answer_erasure(request=request, decision="granted", answer="Hecho", actor=coordinator, at=at)
    kept = RightsRequest.objects.get(pk=request.pk)
    assert (kept.decision, kept.person_id, kept.asker, kept.answer) == ("granted", None, "", "")
    assert kept.answered_at == at
    assert ErasureEntry.objects.get().request_code == request.code


def test_a_pseudonym_no_longer_leads_to_the_person(person, coordinator, at):
    from minga.kernel.sealing import blind_index
    from minga.monitoring.models import Pseudonym
    from minga.programmes.models import Programme

    known = Pseudonym.objects.create(
        municipality=person.municipality, programme=Programme.objects.get(slug="site"), sex="female",
        population="mobility", value=blind_index("pseudonym", str(person.public_id)),
    )  # fmt: skip
    operations.erase_person(person=person, reason="request", actor=coordinator, at=at)
    assert bytes(Pseudonym.objects.get(pk=known.pk).value) != bytes(known.value)
