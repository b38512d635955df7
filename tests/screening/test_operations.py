"""Versions, interviews and assessments: what is written, refused, sealed, repeated and told."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, utils

from minga.audit.models import Record
from minga.kernel import events
from minga.kernel.actor import Actor, public_actor
from minga.kernel.refusals import Refused
from minga.kernel.tenancy import scope
from minga.people.models import Person
from minga.screening import jobs, operations, queries
from minga.screening.data.build_default import build, default_workbook
from minga.screening.events import AssessmentDecided, SubmissionFinished
from minga.screening.models import AnswerEnvelope, Assessment, InstrumentVersion, Submission
from minga.screening.queries.assessments import detail_of, reasons_of
from minga.screening.states import AssessmentState, Channel
from tests.factories import make_person
from tests.screening.changed_workbook import default_with
from tests.screening.conftest import ROSA
from tests.screening.test_workbook import workbook

pytestmark = pytest.mark.django_db


def refused(code, call, **arguments):
    with pytest.raises(Refused) as met:
        call(**arguments)
    assert met.value.refusal.code == code
    return met.value.refusal


@pytest.fixture
def heard():
    """Events published during the test."""
    got = []
    for kind in (SubmissionFinished, AssessmentDecided):
        events.reacts_to(kind)(got.append)
    yield got
    for kind in (SubmissionFinished, AssessmentDecided):
        events._reactions[kind].remove(got.append)


@pytest.fixture
def assessment(answered, technician, at):
    operations.finish_submission(submission=answered, actor=technician, at=at)
    return Assessment.objects.get()


def test_load_workbook_twice_is_one_version(system, at):
    first = operations.load_workbook(content=default_workbook(), actor=system, at=at)
    again = operations.load_workbook(content=build(), actor=system, at=at)
    assert first.pk == again.pk
    assert (first.number, first.published_at) == (1, None)


def test_load_workbook_with_errors_keeps_nothing_and_names_the_rows(system, at):
    content = workbook([("text", "a", "A", "${nobody} = 1")])
    refusal = refused("workbook_has_errors", operations.load_workbook, content=content, actor=system, at=at)
    assert [(p.sheet, p.row, p.code) for p in refusal.details["problems"] if p.code != "pyxform"] == [
        ("survey", 2, "unknown_name")
    ]
    assert not InstrumentVersion.objects.exists()


def test_load_workbook_is_for_who_may_change_the_instrument(technician, at):
    refused("role_may_not", operations.load_workbook, content=default_workbook(), actor=technician, at=at)


def test_publish_version_puts_the_newest_in_force(system, version, at):
    other = workbook(
        [("select_one yn", "a", "A")],
        routes=[("kind", "code", "expression", "reason"), ("main", "referral", "${a} = 'yes'", "R")],
    )
    newer = operations.load_workbook(content=other, actor=system, at=at)
    assert queries.version_in_force() == version
    operations.publish_version(version=newer, actor=system, at=at + timedelta(hours=1))
    assert queries.version_in_force() == newer


def test_publish_version_refuses_a_workbook_that_advises_nobody(system, at):
    version = operations.load_workbook(content=workbook([("text", "a", "A")]), actor=system, at=at)
    refused("no_rules", operations.publish_version, version=version, actor=system, at=at)


def test_a_workbook_never_changes(version):
    with pytest.raises(utils.ProgrammingError, match="never changes"):
        InstrumentVersion.objects.filter(pk=version.pk).update(workbook=b"other")


def test_load_default_version_is_safe_to_repeat(system, version, at):
    assert operations.load_default_version(actor=system, at=at) == version
    assert InstrumentVersion.objects.count() == 1


def test_start_submission_needs_an_instrument_in_force(technician, at):
    refused("no_instrument", operations.start_submission, channel=Channel.ASSISTED, actor=technician, at=at)


def test_start_submission_takes_up_what_was_begun(version, rosa, technician, at):
    arguments = {"channel": Channel.ASSISTED, "person": rosa, "actor": technician, "at": at}
    first = operations.start_submission(**arguments)
    assert operations.start_submission(**arguments) == first
    assert first.code.startswith("MAN-")


def test_start_submission_by_the_public_is_only_self_registration(version, in_manta, at):
    public = public_actor(in_manta.pk)
    assert operations.start_submission(channel=Channel.SELF, actor=public, at=at).started_by_id is None
    refused("role_may_not", operations.start_submission, channel=Channel.ASSISTED, actor=public, at=at)


def test_save_page_seals_one_envelope_a_class(answered):
    classes = set(answered.envelopes.values_list("answers_class", flat=True))
    assert classes == {"personal", "sensitive", "protected"}
    protected = answered.envelopes.get(answers_class="protected")
    assert json.loads(protected.answers) == {"talk_private": "later"}


def test_save_page_leaves_no_answer_readable_in_the_database(answered):
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(encode(answers, 'escape'), ' ') from screening_answerenvelope")
        stored = cursor.fetchone()[0]
    assert "virte" not in stored
    assert "later" not in stored


def test_save_page_keeps_earlier_answers_and_takes_new_ones(answered, technician, at):
    operations.save_page(submission=answered, answers={"housing": "own"}, page="x", actor=technician, at=at)
    answers = queries.answers_of(answered, technician)
    assert (answers["housing"], answers["dependants"]) == ("own", 2)


def test_save_page_does_not_keep_what_the_record_holds(answered, technician, at):
    changes = {"residence_zone_since": "2026-10-01", "phone": "0991234567"}
    operations.save_page(submission=answered, answers=changes, page="x", actor=technician, at=at)
    assert not changes.keys() & queries.answers_of(answered, technician).keys()


def test_answers_show_protected_ones_to_the_case_worker_only(answered, technician, actor_of):
    assert "talk_private" not in queries.answers_of(answered, technician)
    seen = queries.answers_of(answered, actor_of("case_worker"))
    assert seen["talk_private"] == "later"
    assert queries.answers_of(answered, actor_of("facilitator")) == {}


def test_finish_submission_values_it_and_tells(answered, technician, at, heard):
    operations.finish_submission(submission=answered, actor=technician, at=at)
    assessment = Assessment.objects.get()
    assert assessment.advised_component == "business"
    assert (assessment.state, assessment.component, assessment.is_current) == ("advised", "", True)
    assert assessment.gates["training"] == {"outcome": "met", "opens_on": None}
    assert assessment.priority == Decimal(str(round(float(assessment.priority), 6)))
    assert assessment.as_of == date(2026, 11, 21)
    assert [type(event).__name__ for event in heard] == ["SubmissionFinished"]
    assert detail_of(assessment).referrals == ("food", "housing")


def test_finish_submission_uses_the_record_for_what_it_holds(answered, technician, at):
    answered.person.resides_zone_since = date(2026, 9, 1)
    answered.person.save()
    operations.finish_submission(submission=answered, actor=technician, at=at)
    gate = Assessment.objects.get().gates["training"]
    assert gate == {"outcome": "not_yet", "opens_on": "2027-03-01"}


def test_finish_submission_drops_what_turned_out_not_to_be_asked(answered, technician, at):
    operations.save_page(submission=answered, answers={"business_has": "no"}, page="x", actor=technician, at=at)
    operations.finish_submission(submission=answered, actor=technician, at=at)
    assert "business_stage" not in queries.answers_of(answered, technician)


def test_finish_submission_refuses_with_the_names_of_what_is_missing(version, rosa, technician, at):
    submission = operations.start_submission(channel=Channel.ASSISTED, person=rosa, actor=technician, at=at)
    refusal = refused("missing_answers", operations.finish_submission, submission=submission, actor=technician, at=at)
    assert refusal.details["names"][0] == "intervention_city"
    submission.refresh_from_db()
    assert submission.finished_at is None


def test_finish_submission_again_changes_nothing(answered, technician, at):
    for _ in range(2):
        operations.finish_submission(submission=answered, actor=technician, at=at)
    assert Assessment.objects.count() == 1
    refused(
        "already_finished",
        operations.save_page,
        submission=Submission.objects.get(),
        answers={},
        page="",
        actor=technician,
        at=at,
    )


def test_the_protected_answer_never_reaches_an_assessment(assessment):
    assert "talk_private" not in assessment.detail


def test_confirm_assessment_names_who_and_when(assessment, technician, at, heard):
    confirmed = operations.confirm_assessment(assessment=assessment, actor=technician, at=at)
    assert (confirmed.state, confirmed.component) == (AssessmentState.CONFIRMED, "business")
    assert (confirmed.decided_by_id, confirmed.decided_at) == (technician.account_id, at)
    assert [type(event).__name__ for event in heard] == ["AssessmentDecided"]
    assert Record.objects.filter(action="screening.confirm_assessment").count() == 1
    operations.confirm_assessment(assessment=assessment, actor=technician, at=at)
    assert Record.objects.filter(action="screening.confirm_assessment").count() == 1


def test_confirm_assessment_is_never_done_by_the_system(assessment, system, at):
    refused("needs_a_person", operations.confirm_assessment, assessment=assessment, actor=system, at=at)


def test_override_assessment_needs_another_component_and_a_reason(assessment, technician, at):
    call = operations.override_assessment
    arguments = {"assessment": assessment, "actor": technician, "at": at}
    refused("needs_reason", call, component="employment", reason="porque", **arguments)
    refused("same_as_advice", call, component="business", reason="Una razón larga", **arguments)
    refused("unknown_component", call, component="x", reason="Una razón larga", **arguments)
    changed = call(component="employment", reason="Dijo que ya cerró el negocio.", **arguments)
    assert (changed.state, changed.component) == (AssessmentState.OVERRIDDEN, "employment")
    assert Assessment.objects.get().reason == "Dijo que ya cerró el negocio."


def test_reasons_are_the_same_when_read_again(assessment):
    row = next(row for row in reasons_of(assessment) if row.code == "residence_zone")
    assert row.findings[0].values == {"residence_zone_since": "2024-02-01", "residence_months_min": "6"}


def another_version(system, at, residence_months):
    """The default workbook with another number of months, in force."""
    content = default_with("parameters", {"residence_months_min": {"value": str(residence_months)}})
    version = operations.load_workbook(content=content, actor=system, at=at)
    return operations.publish_version(version=version, actor=system, at=at + timedelta(minutes=1))


def test_evaluate_all_keeps_decisions_where_the_advice_is_the_same(assessment, technician, system, at):
    operations.confirm_assessment(assessment=assessment, actor=technician, at=at)
    newer = another_version(system, at, residence_months=48)
    assert operations.evaluate_all(version=newer, actor=system, at=at) == 1
    current = Assessment.objects.get(is_current=True)
    assert current.version == newer
    assert (current.state, current.component) == (AssessmentState.CONFIRMED, "business")
    assert current.gates["training"]["outcome"] == "not_yet"
    assert Assessment.objects.filter(is_current=False).count() == 1


def test_evaluate_all_again_writes_nothing_new(assessment, version, system, at):
    operations.evaluate_all(version=version, actor=system, at=at + timedelta(hours=1))
    assert Assessment.objects.count() == 1


def test_record_interviews_values_many_with_few_queries(version, in_manta, system, at, django_assert_max_num_queries):
    people = [make_person(in_manta) for _ in range(30)]
    rows = [operations.Interview(person=person, answers=ROSA) for person in people]
    with django_assert_max_num_queries(20):
        operations.record_interviews(interviews=rows, version=version, actor=system, at=at)
    assert Assessment.objects.filter(advised_component="business").count() == 30
    assert AnswerEnvelope.objects.count() == 90


def test_evaluate_all_costs_the_same_queries_for_more_people(
    version, in_manta, system, at, django_assert_max_num_queries
):
    rows = [operations.Interview(person=make_person(in_manta), answers=ROSA) for _ in range(25)]
    operations.record_interviews(interviews=rows, version=version, actor=system, at=at)
    newer = another_version(system, at, residence_months=3)
    with django_assert_max_num_queries(22):
        assert operations.evaluate_all(version=newer, actor=system, at=at) == 25  # one query a person would be 25 more


def test_an_actor_without_rights_is_refused(assessment, in_manta, at):
    nobody = Actor(account_id=None, roles=frozenset({"facilitator"}), municipality_id=in_manta.pk)
    with pytest.raises(Assessment.DoesNotExist):
        operations.confirm_assessment(assessment=assessment, actor=nobody, at=at)


def test_another_municipality_sees_nothing(assessment, quito):
    with scope(quito.pk):
        assert not Assessment.objects.exists()
        assert not InstrumentVersion.objects.exists()
        assert queries.version_in_force() is None


def test_a_paper_code_of_somebody_else_is_refused_and_opens_nobody_elses_interview(
    version, rosa, in_manta, actor_of, at
):
    technician, other = actor_of("technician"), make_person(in_manta, given_names="Nubia")
    begun = {"channel": Channel.PAPER, "paper_code": "MAN-7K3F-29DX-3ABC", "actor": technician, "at": at}
    first = operations.start_submission(person=rosa, **begun)
    assert operations.start_submission(person=rosa, **begun) == first
    with pytest.raises(Refused) as refused:
        operations.start_submission(person=other, **begun)
    assert refused.value.refusal.code == "code_of_another"
    assert [row.person for row in Submission.objects.all()] == [rosa]


def test_evaluate_submission_costs_few_queries(assessment, version, technician, at, django_assert_num_queries):
    """SCR-5, one person read and written: no workbook, one statement that replaces the advice."""
    submission = Submission.objects.get(pk=assessment.submission_id)
    with django_assert_num_queries(9) as asked:
        again = operations.evaluate_submission(submission=submission, actor=technician, at=at + timedelta(days=1))
    assert again.pk != assessment.pk
    assert not any('"workbook"' in query["sql"] for query in asked.captured_queries)


def test_texts_with_quotes_and_backslashes_are_written_as_they_are(assessment, technician, system, at):
    reason = 'Dijo: "ya no"\\ y {otra}, NULL, ñ.'
    operations.override_assessment(
        assessment=assessment, component="employment", reason=reason, actor=technician, at=at
    )
    newer = another_version(system, at, residence_months=48)
    operations.evaluate_all(version=newer, actor=system, at=at)
    current = Assessment.objects.get(is_current=True)
    assert (current.reason, current.state) == (reason, AssessmentState.OVERRIDDEN)
    assert (current.decided_at, current.decided_by_id) == (at, technician.account_id)
    assert current.version == newer


def test_ranges_of_people_part_everybody_and_evaluate_range_takes_its_own(version, in_manta, system, at):
    people = sorted(make_person(in_manta).pk for _ in range(5))
    ranges = queries.ranges_of_people(2)
    assert ranges == [(0, people[1]), (people[1], people[3]), (people[3], None)]
    rows = [operations.Interview(person=person, answers=ROSA) for person in Person.objects.all()]
    operations.record_interviews(interviews=rows, version=version, actor=system, at=at)
    newer = another_version(system, at, residence_months=48)
    jobs.evaluate_range(in_manta.pk, newer.pk, *ranges[1])
    valued = Assessment.objects.filter(version=newer, is_current=True).values_list("person_id", flat=True)
    assert sorted(valued) == people[2:4]
    jobs.evaluate_range(in_manta.pk, newer.pk, *ranges[1])
    assert Assessment.objects.filter(version=newer).count() == 2
    jobs.evaluate_range(in_manta.pk, version.pk, *ranges[2])
    assert not Assessment.objects.filter(person_id=people[4], is_current=False).exists(), "another version is in force"
