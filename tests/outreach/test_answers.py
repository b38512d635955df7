"""Accepting, declining and silence: places move down the order in the same transaction, and only when they may."""

from datetime import timedelta

import pytest

from minga.audit.models import Record
from minga.kernel.refusals import FORBIDDEN, Refused
from minga.messaging import operations as messaging
from minga.messaging.channels import Outcome, Result
from minga.messaging.models import Message
from minga.outreach import jobs, operations, queries
from minga.outreach.models import ContactAttempt
from minga.outreach.states import AttemptOutcome, InvitationState
from minga.training import operations as training
from minga.training.queries import free_places
from minga.training.states import EnrolmentState
from tests.factories.training import make_session
from tests.refusals import refuses

ZONE = "America/Guayaquil"


@pytest.fixture
def opened(open_round):
    return open_round(2)


@pytest.fixture
def invitation(opened):
    return opened.round.invitations.order_by("position").first()


def pending(round_):
    return [row.person for row in round_.invitations.filter(state="pending").order_by("position")]


def tried(invitation, actor, *attempts):
    for channel, outcome, at in attempts:
        operations.record_attempt(invitation=invitation, channel=channel, outcome=outcome, actor=actor, at=at)


def test_accepting_confirms_the_place_and_twice_is_once(invitation, technician, at):
    for _ in range(2):
        operations.accept_invitation(invitation=invitation, channel="call", actor=technician, at=at)
    invitation.refresh_from_db()
    assert (invitation.state, invitation.answer_channel) == (InvitationState.ACCEPTED, "call")
    assert invitation.enrolment.state == EnrolmentState.CONFIRMED
    assert Record.objects.filter(action="outreach.accept_invitation").count() == 1


def test_declining_frees_the_place_and_the_next_comes_up_at_once(opened, invitation, technician, at, people):
    operations.decline_invitation(invitation=invitation, channel="call", reason="work", actor=technician, at=at)
    invitation.refresh_from_db()
    assert (invitation.state, invitation.decline_reason) == (InvitationState.DECLINED, "work")
    assert pending(opened.round) == people[1:3]
    assert free_places(opened.classes[0]) == 0
    newest = opened.round.invitations.get(person=people[2])
    assert newest.expires_at == at + timedelta(hours=72)


def test_declining_after_accepting_is_possible_until_the_class_begins(opened, invitation, technician, at):
    operations.accept_invitation(invitation=invitation, channel="call", actor=technician, at=at)
    make_session(opened.classes[0], starts_at=at - timedelta(hours=1))
    with refuses("class_began"):
        operations.decline_invitation(invitation=invitation, channel="call", reason="work", actor=technician, at=at)
    operations.decline_invitation(
        invitation=invitation, channel="call", reason="work", actor=technician, at=at - timedelta(hours=2)
    )


def test_second_official_hears_what_the_first_noted(invitation, technician, actor_of, at):
    operations.decline_invitation(invitation=invitation, channel="call", reason="work", actor=technician, at=at)
    with refuses("already_settled") as refused:
        operations.accept_invitation(invitation=invitation, channel="call", actor=actor_of("coordinator"), at=at)
    assert "No puede esta vez" in str(refused.value)


def test_decline_needs_a_reason(invitation, technician, at):
    with refuses("reason_needed"):
        operations.decline_invitation(invitation=invitation, channel="call", reason="", actor=technician, at=at)


@pytest.mark.parametrize("role", ["facilitator", "authority", "case_worker"])
def test_only_who_may_call_notes_answers_and_attempts(invitation, actor_of, role, at):
    actor = actor_of(role)
    for call in (
        lambda: operations.accept_invitation(invitation=invitation, channel="call", actor=actor, at=at),
        lambda: operations.decline_invitation(invitation=invitation, channel="call", reason="work", actor=actor, at=at),
        lambda: operations.record_attempt(invitation=invitation, channel="call", outcome="spoke", actor=actor, at=at),
        lambda: operations.release_silent_invitation(invitation=invitation, zone=ZONE, actor=actor, at=at),
    ):
        with pytest.raises(Refused) as refused:
            call()
        assert refused.value.refusal.kind == FORBIDDEN


def test_silence_frees_the_place_only_after_two_attempts_of_the_right_kind(
    opened, invitation, technician, system, at, people
):
    late = at + timedelta(hours=73)
    release = lambda moment: operations.release_silent_invitation(  # noqa: E731
        invitation=invitation, zone=ZONE, actor=system, at=moment
    )
    with refuses("before_deadline"):
        release(at + timedelta(hours=71))
    with refuses("attempts_missing"):
        release(late)
    tried(invitation, technician, ("call", "no_answer", at))
    with refuses("attempts_missing") as refused:
        release(late)
    assert refused.value.refusal.details["codes"] == ("attempts", "days", "channels")
    assert "dos días distintos" in str(refused.value)
    tried(invitation, technician, ("whatsapp", "sent", at + timedelta(days=1)))
    released = release(late)
    assert released.state == InvitationState.SILENT
    assert pending(opened.round) == people[1:3]


def test_days_are_local(invitation, technician, system, at):
    """22:00 and 01:00 UTC of the next day are one evening in Guayaquil."""
    evening = at.replace(hour=22)
    tried(invitation, technician, ("call", "no_answer", evening), ("visit", "no_answer", evening + timedelta(hours=3)))
    with refuses("attempts_missing") as refused:
        operations.release_silent_invitation(
            invitation=invitation, zone=ZONE, actor=system, at=at + timedelta(hours=80)
        )
    assert refused.value.refusal.details["codes"] == ("days",)


def test_answer_after_the_deadline_counts_while_the_place_is_held(invitation, technician, at):
    late = at + timedelta(days=9)
    assert (
        operations.accept_invitation(invitation=invitation, channel="visit", actor=technician, at=late).state
        == InvitationState.ACCEPTED
    )


def test_place_confirmed_in_the_class_is_never_freed_by_silence(invitation, technician, system, at):
    training.confirm_place(enrolment=invitation.enrolment, actor=technician, at=at)
    tried(invitation, technician, ("call", "no_answer", at), ("visit", "no_answer", at + timedelta(days=1)))
    settled = operations.release_silent_invitation(
        invitation=invitation, zone=ZONE, actor=system, at=at + timedelta(days=4)
    )
    assert settled.state == InvitationState.ACCEPTED
    settled.enrolment.refresh_from_db()
    assert settled.enrolment.state == EnrolmentState.CONFIRMED


def test_job_frees_what_the_rule_lets_go_and_only_that(open_round, in_manta, technician, people, at):
    opened = open_round(2, moment=at - timedelta(days=30))
    first, second = opened.round.invitations.order_by("position")
    long_ago = at - timedelta(days=29)
    tried(first, technician, ("call", "no_answer", long_ago), ("visit", "no_answer", long_ago + timedelta(days=1)))
    tried(second, technician, ("call", "no_answer", long_ago), ("call", "no_answer", long_ago + timedelta(days=1)))
    assert jobs.free_in(in_manta) == 1
    assert pending(opened.round) == people[1:3]
    assert jobs.free_in(in_manta) == 0


def test_sent_email_is_an_attempt_and_one_that_failed_is_none(open_round, people, add_point, system, settings, at):
    settings.EMAIL_HOST = "mail.example.org"
    add_point(people[0], "email", "ana@example.org")
    add_point(people[1], "email", "luz@example.org")
    open_round(2, channels=("email", "call"))
    for outcome in (Result.ACCEPTED, Result.REFUSED):
        message = messaging.take_next(at=at)
        messaging.settle(message=message, outcome=Outcome(outcome), actor=system, at=at)
    outcomes = {
        row.invitation.person: row.outcome for row in ContactAttempt.objects.select_related("invitation__person")
    }
    assert outcomes == {people[0]: AttemptOutcome.SENT, people[1]: AttemptOutcome.NOT_SENT}
    assert Message.objects.count() == 2


def test_somebody_without_phone_is_reached_by_visits_alone(invitation, technician, system, in_manta, at):
    """On paper only: a visit, a note on the board another day, then the answer in person."""
    (task, _other) = queries.call_tasks(list(queries.to_call(technician).order_by("position")), in_manta, at)
    assert task.phone == ""
    assert [way.channel.code for way in task.possible] == ["visit", "poster"]
    tried(invitation, technician, ("visit", "no_answer", at), ("poster", "sent", at + timedelta(days=1)))
    late = at + timedelta(hours=73)
    (ready, _other) = queries.call_tasks(list(queries.to_call(technician).order_by("-tries")), in_manta, late)
    assert ready.lacks is None
    operations.release_silent_invitation(invitation=invitation, zone=ZONE, actor=system, at=late)


def test_call_task_names_what_to_mind_and_what_is_missing(open_round, technician, people, add_point, in_manta, at):
    people[0].safe_contact_note = "Llamar solo por la mañana"
    people[0].save()
    add_point(people[0], "whatsapp", "+593991234567", is_shared=True)
    open_round(1)
    (task,) = queries.call_tasks(list(queries.to_call(technician)), in_manta, at + timedelta(days=5))
    assert task.phone == "+593991234567"
    assert task.notes == ["Llamar solo por la mañana", "WhatsApp compartido: otra persona puede contestar o leer"]
    assert task.is_overdue
    assert task.lacks.code == "attempts_missing"
    whatsapp = next(way for way in task.ways if way.channel.code == "whatsapp")
    assert whatsapp.link.startswith("https://wa.me/593991234567?text=Hola%2C%20Rosa")


def test_my_day_shows_who_was_not_tried_today(opened, technician, at):
    first, _second = opened.round.invitations.order_by("position")
    assert queries.my_day_calls(technician, at)[0] == 2
    tried(first, technician, ("call", "no_answer", at))
    total, rows = queries.my_day_calls(technician, at + timedelta(hours=1))
    assert total == 1
    assert rows[0].invitation != first
    assert queries.my_day_calls(technician, at + timedelta(days=1))[0] == 2


def test_timeline_tells_invitation_attempts_and_answer(invitation, technician, at, actor_of):
    tried(invitation, technician, ("call", "spoke", at))
    operations.accept_invitation(invitation=invitation, channel="call", actor=technician, at=at)
    entries = queries.timeline_of(invitation.person, technician)
    assert [str(entry.title) for entry in entries] == [
        "Llamada a un curso", "Intento de contacto: Llamada telefónica", "Acepta",
    ]  # fmt: skip
    assert queries.timeline_of(invitation.person, actor_of("facilitator")) == []
