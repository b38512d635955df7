"""Requests: the clock, who asks, a challenge looked at by another person, answers, exports, disputed data."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from minga.audit.models import Record
from minga.people.models import ContactPoint, Document
from minga.people.queries import consents
from minga.people.states import ConsentPurpose
from minga.privacy import operations
from minga.privacy.queries import requests as queries
from minga.privacy.queries.export import portable, sections_of, told_columns
from minga.privacy.wording import COLUMN_LABELS
from minga.programmes.models import Programme, Setting
from minga.screening.operations import confirm_assessment
from tests.factories.anything import make_any
from tests.factories.priority import make_assessed
from tests.refusals import refuses


def test_the_clock_starts_the_day_after_and_ends_on_a_working_day(receive):
    assert receive("access").due_on == date(2026, 12, 7)  # 21 November and 15 days is Sunday 6 December


def test_the_days_are_a_dated_setting(receive):
    Setting.objects.create(
        programme=Programme.objects.get(slug="site"), key="rights_answer_days", value=10, valid_from="2026-01-01"
    )
    assert receive("access").due_on == date(2026, 12, 1)


def test_more_time_once_with_a_reason_and_before_it_is_late(receive, person, coordinator, at):
    request = receive("access", person)
    with refuses("reason_needed"):
        operations.extend_request(request=request, reason=" ", actor=coordinator, at=at)
    longer = operations.extend_request(request=request, reason="Hay que buscar en papel", actor=coordinator, at=at)
    assert longer.due_on == date(2026, 12, 22)
    with refuses("extended"):
        operations.extend_request(request=request, reason="Otra vez", actor=coordinator, at=at)
    late = receive("access", person)
    with refuses("too_late_to_extend"):
        operations.extend_request(request=late, reason="Tarde", actor=coordinator, at=at + timedelta(days=30))


def test_nobody_is_answered_before_it_is_known_who_asks(receive, coordinator, at):
    given = {"request": receive("access"), "answer": "", "actor": coordinator, "at": at}
    with refuses("not_identified"):
        operations.answer_request(**given, decision="granted")
    with refuses("reason_needed"):
        operations.answer_request(**given, decision="not_identified")
    done = operations.answer_request(**(given | {"answer": "No trajo documento"}), decision="not_identified")
    assert done.state == "answered"
    with refuses("answered"):
        operations.answer_request(**(given | {"answer": "x"}), decision="refused")


def test_the_technician_receives_but_does_not_answer(in_manta, receive, person, actor_of, at):
    asked = operations.Asked(kind="access", asker="Rosa")
    technician = actor_of("technician")
    made = operations.receive_request(asked=asked, municipality=in_manta, origin="desk", actor=technician, at=at)
    with refuses("role_may_not"):
        operations.identify_asker(request=made, person=person, how="known", actor=technician, at=at)


def test_a_challenge_is_looked_at_by_another_person_than_who_decided(in_manta, receive, actor_of, coordinator, at):
    person = make_assessed(in_manta, "0.5")
    assessment = person.assessments.get()
    first, second = actor_of("technician"), actor_of("technician")
    if assessment.state == "advised":
        confirm_assessment(assessment=assessment, actor=first, at=at)
    else:
        assessment.decided_by_id = first.account_id
        assessment.save()
    request = receive("challenge", person)
    given = {"request": request, "outcome": "upheld", "reason": "Se leyó todo otra vez", "at": at}
    with refuses("not_reviewed"):
        operations.answer_request(request=request, decision="granted", answer="", actor=coordinator, at=at)
    with refuses("same_official"):
        operations.review_assessment(**given, actor=first)
    assert not queries.challenges_to_review(first).exists()
    assert queries.challenges_to_review(second).get() == request
    operations.review_assessment(**given, actor=second)
    done = operations.answer_request(request=request, decision="granted", answer="", actor=coordinator, at=at)
    assert (done.review, done.reviewed_by_id) == ("upheld", second.account_id)


def test_a_changed_challenge_changes_the_assessment(in_manta, receive, actor_of, at):
    person = make_assessed(in_manta, "0.5")
    request = receive("challenge", person)
    assessment = request.assessment
    other = next(code for code in ("employment", "business", "referral") if code != assessment.advised_component)
    given = {"request": request, "outcome": "changed", "component": other, "reason": "Faltaba una respuesta"}
    operations.review_assessment(**given, actor=actor_of("technician"), at=at)
    assessment.refresh_from_db()
    assert (assessment.component, assessment.state) == (other, "overridden")


def test_an_objection_holds_from_now_on_for_everything_it_names(receive, person, coordinator, at):
    request = receive("objection", person, objected=("messages", "image"))
    operations.answer_request(request=request, decision="granted", answer="", actor=coordinator, at=at)
    assert consents.who_took_back([person.pk], ConsentPurpose.MESSAGES) == {person.pk}
    assert not consents.holds(person, ConsentPurpose.IMAGE, at=at + timedelta(seconds=1))


def test_disputed_data_is_shown_until_it_is_answered(receive, person, coordinator, at):
    request = receive("rectification", person, disputed=("birth_date",))
    assert queries.disputed_of(person) == {"birth_date"}
    operations.answer_request(request=request, decision="granted", answer="", actor=coordinator, at=at)
    assert queries.disputed_of(person) == set()


def test_the_export_covers_every_table_and_names_every_column(full_person, receive, coordinator, at):
    person = full_person.person
    request = receive("access", person)
    sections = operations.export_person(request=request, form="print", actor=coordinator, at=at)
    titles = {section.label for section in sections}
    assert {"people.Person", "people.Document", "people.ContactPoint", "attendance.Mark", "messaging.Message"} <= titles
    text = json.dumps(portable(person, sections, at), ensure_ascii=False)
    for word in ("1712345678", "condición", "calle", "completo"):
        assert word in text
    assert Record.objects.get(action="privacy.export_person").purpose == request.code


def test_every_exported_column_has_words():
    from minga.privacy.holdings import HOLDINGS

    missing = [
        f"{holding.label}.{each.name}"
        for holding in HOLDINGS
        if holding.told
        for each in told_columns(holding)
        if each.name not in COLUMN_LABELS
    ]
    assert missing == []


def test_nothing_is_handed_out_without_a_request_of_that_kind(receive, person, coordinator, at):
    with refuses("not_for_this_kind"):
        operations.export_person(request=receive("objection", person), form="json", actor=coordinator, at=at)
    with refuses("not_identified"):
        operations.export_person(request=receive("access"), form="json", actor=coordinator, at=at)


def test_protected_answers_leave_only_with_the_case_role(full_person, in_manta, coordinator, actor_of):
    from minga.screening.models import AnswerEnvelope

    submission = full_person.person.submissions.first()
    make_any(AnswerEnvelope, in_manta, submission=submission, answers_class="protected", answers='{"talk": "yes"}')
    withheld = next(s for s in sections_of(full_person.person, coordinator) if s.label == "screening.AnswerEnvelope")
    assert withheld.is_withheld
    assert "talk" not in str(withheld.rows)
    whole = sections_of(full_person.person, actor_of("case_worker"))
    assert "talk" in str(next(s for s in whole if s.label == "screening.AnswerEnvelope").rows)


def test_an_export_costs_as_many_queries_however_many_rows(
    in_manta, person, coordinator, django_assert_max_num_queries
):
    for number in range(20):
        make_any(Document, in_manta, person=person, number=str(number), kind="cedula", number_index=None)
        make_any(ContactPoint, in_manta, person=person, value=str(number), kind="visit")
    with django_assert_max_num_queries(40):
        sections_of(person, coordinator)


@pytest.mark.parametrize("typed", ["", "MAN-0000-0000"])
def test_a_wrong_code_follows_nothing(in_manta, typed):
    assert queries.followed(typed, in_manta) is None


def test_the_code_says_how_far_it_is_and_nothing_of_the_person(receive, person, in_manta):
    request = receive("access", person, asker="Rosa Delgado")
    found = queries.followed(request.code.lower(), in_manta)
    assert found.state == "open"
    assert "Rosa" not in str(found)
