"""Two people at one interview or one valuation: one draft, and no decision over another that nobody saw."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError

from minga.kernel.actor import Actor
from minga.kernel.refusals import Refused
from minga.kernel.tenancy import scope
from minga.screening import operations
from minga.screening.models import Assessment, Submission
from minga.screening.operations import submissions
from minga.screening.states import Channel
from tests.factories import make_person

pytestmark = pytest.mark.django_db
ROOT = "/manta/focalizacion/"
REASON = "Dijo que ya cerró el negocio."


@pytest.fixture
def assessment(answered, technician, at):
    """Rosa's valuation, which nobody decided."""
    operations.finish_submission(submission=answered, actor=technician, at=at)
    return Assessment.objects.get()


def override(assessment: Assessment, actor: Actor, at, seen=None, component="employment"):
    return operations.override_assessment(
        assessment=assessment, component=component, reason=REASON, actor=actor, at=at, seen=seen
    )


def test_override_assessment_refuses_over_a_decision_that_was_not_seen(assessment, technician, actor_of, at):
    first = operations.confirm_assessment(assessment=assessment, actor=technician, at=at)
    with pytest.raises(Refused) as met:
        override(assessment, actor_of("coordinator"), at + timedelta(minutes=1), seen="")
    assert met.value.refusal.code == "decided_meanwhile"
    assert str(first.decided_by) in str(met.value)
    assert "desarrollo empresarial" in str(met.value)
    assert Assessment.objects.get().component == "business"
    override(assessment, technician, at + timedelta(minutes=2), seen=first.decision_mark)
    assert Assessment.objects.get().component == "employment"


def test_confirm_assessment_refuses_over_a_change_that_was_not_seen(assessment, technician, at):
    override(assessment, technician, at)
    with pytest.raises(Refused) as met:
        operations.confirm_assessment(assessment=assessment, seen="", actor=technician, at=at + timedelta(minutes=1))
    assert met.value.refusal.code == "decided_meanwhile"
    assert Assessment.objects.get().component == "employment"


def test_the_page_shows_the_decision_of_the_other_and_keeps_what_was_typed(sign_in, assessment, technician, at):
    page = f"{ROOT}valoracion/{assessment.public_id}/"
    client = sign_in("technician")
    seen = re.search(r'name="seen" value="([^"]*)"', client.get(page).content.decode())[1]
    with scope(assessment.municipality_id):
        override(assessment, technician, at)
    typed = {"component": "referral", "reason": "Perdió su vivienda esta semana.", "seen": seen}
    answer = client.post(f"{page}cambiar/", typed)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Mientras usted decidía" in shown
    assert "Perdió su vivienda esta semana." in shown
    confirmed = client.post(f"{page}confirmar/", {"seen": seen})
    assert confirmed.status_code == 422
    assert "Mientras usted decidía" in confirmed.content.decode()
    again = re.findall(r'name="seen" value="([^"]+)"', shown)[-1]
    assert client.post(f"{page}cambiar/", typed | {"seen": again}).status_code == 303
    with scope(assessment.municipality_id):
        assert Assessment.objects.get().component == "referral"


def test_start_submission_holds_the_person_before_it_looks_for_a_draft(
    version, rosa, technician, at, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20) as asked:
        operations.start_submission(channel=Channel.ASSISTED, person=rosa, actor=technician, at=at)
    statements = [query["sql"] for query in asked.captured_queries]
    held = next(place for place, sql in enumerate(statements) if "FOR NO KEY UPDATE" in sql)
    looked = next(place for place, sql in enumerate(statements) if '"finished_at" IS NULL' in sql)
    assert held < looked


@pytest.mark.parametrize("is_same_person", [True, False])
def test_start_submission_of_one_paper_typed_twice_at_once(
    version, rosa, in_manta, technician, at, monkeypatch, is_same_person
):
    """The second looked before the first had written: the database tells it, and it takes up or refuses."""
    arguments = {"channel": Channel.PAPER, "paper_code": "MAN-7K3F-29DX-3ABC", "actor": technician, "at": at}
    first = operations.start_submission(person=rosa, **arguments)
    looks = iter([None])
    real = submissions._begun
    monkeypatch.setattr(submissions, "_begun", lambda *words: next(looks, "real") and real(*words))
    person = rosa if is_same_person else make_person(in_manta)
    if is_same_person:
        assert operations.start_submission(person=person, **arguments) == first
    else:
        with pytest.raises(Refused) as met:
            operations.start_submission(person=person, **arguments)
        assert met.value.refusal.code == "code_of_another"
    assert Submission.objects.count() == 1


def test_another_breach_than_the_code_is_not_taken_for_a_draft(version, rosa, technician, at, monkeypatch):
    def breach(*_words, **_more):
        raise IntegrityError

    monkeypatch.setattr(Submission, "save", breach)
    with pytest.raises(IntegrityError):
        operations.start_submission(channel=Channel.ASSISTED, person=rosa, actor=technician, at=at)
