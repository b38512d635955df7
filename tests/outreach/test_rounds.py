"""Opening rounds: who is called, in what order, who is skipped, and that no place is promised twice."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from minga.attendance.models import Mark
from minga.audit.models import Record
from minga.certification.models import Certificate
from minga.kernel.refusals import Refusal, Refused
from minga.messaging.models import Message
from minga.outreach import operations, queries
from minga.outreach.models import Invitation, Round
from minga.outreach.states import InvitationState, RoundState, SkipReason
from minga.training import operations as training
from minga.training.models import Enrolment, SeatGrant
from minga.training.queries import free_places
from minga.training.states import EnrolmentState
from tests.factories.priority import make_assessed, make_list
from tests.factories.training import make_class, make_course, make_enrolment, make_session
from tests.refusals import refuses


def called(round_):
    return [row.person for row in round_.invitations.exclude(state="skipped").order_by("position")]


def test_opening_calls_the_first_in_order_and_holds_their_places(open_round, people, at):
    opened = open_round(3, 2)
    assert called(opened.round) == people[:5]
    assert [free_places(each) for each in opened.classes] == [0, 0]
    invitation = opened.round.invitations.first()
    assert invitation.expires_at == at + timedelta(hours=72)
    assert invitation.enrolment.state == EnrolmentState.HELD
    assert invitation.enrolment.held_until == invitation.expires_at
    assert [row.class_group for row in opened.round.invitations.order_by("position")] == [opened.classes[0]] * 3 + [
        opened.classes[1]
    ] * 2
    assert Record.objects.filter(action="outreach.open_round").count() == 1


def test_more_places_than_people_calls_everybody_once(open_round, people):
    assert called(open_round(30).round) == people


def test_places_already_taken_are_not_promised(open_round, in_manta, people):
    full = make_class(in_manta, cupo=3)
    make_enrolment(full)
    opened = open_round(class_groups=[full])
    assert called(opened.round) == people[:2]


def test_who_has_a_place_in_the_cycle_is_skipped_with_the_reason_and_keeps_the_turn(
    open_round, in_manta, people, system, at
):
    class_group = make_class(in_manta, cupo=2)
    other = make_class(in_manta, cycle=class_group.cycle)
    training.hold_place(class_group=other, person=people[0], until=at + timedelta(days=1), actor=system, at=at)
    opened = open_round(class_groups=[class_group])
    assert called(opened.round) == people[1:3]
    skipped = opened.round.invitations.get(state=InvitationState.SKIPPED)
    assert (skipped.person, skipped.skip_reason) == (people[0], SkipReason.HAS_PLACE)


def test_who_left_the_programme_since_the_list_was_frozen_is_skipped(open_round, people, at):
    people[0].participations.update(closed_at=at, end="moved")
    opened = open_round(1)
    assert called(opened.round) == [people[1]]
    assert opened.round.invitations.get(state="skipped").skip_reason == SkipReason.NOT_TAKING_PART


def test_who_would_pass_the_hours_of_their_route_is_skipped(open_round, in_manta, people, system, at):
    long = make_class(in_manta, course=make_course(in_manta, hours=35))
    training.enrol(class_group=long, person=people[0], actor=system, at=at)
    opened = open_round(1)
    assert called(opened.round) == [people[1]]
    assert opened.round.invitations.get(state="skipped").skip_reason == SkipReason.HOURS_LIMIT


def test_who_is_busy_in_one_class_gets_the_other(open_round, in_manta, people, system, at):
    busy, first, second = (make_class(in_manta) for _ in range(3))
    make_session(busy)
    make_session(first)
    training.enrol(class_group=busy, person=people[0], actor=system, at=at)
    opened = open_round(class_groups=[first, second])
    assert opened.round.invitations.get(person=people[0]).class_group == second


def test_class_is_filled_by_one_open_round_at_a_time(open_round):
    opened = open_round(3)
    with refuses("class_in_open_round"):
        open_round(class_groups=opened.classes)


def test_round_needs_classes_and_channels(open_round, in_manta):
    with refuses("no_classes"):
        open_round(class_groups=[])
    for channels in ((), ("telegraph",)):
        with refuses("no_channels"):
            open_round(class_groups=[make_class(in_manta)], channels=channels)


def test_round_needs_a_free_place(open_round, in_manta):
    full = make_class(in_manta, cupo=1)
    make_enrolment(full)
    with refuses("no_free_places"):
        open_round(class_groups=[full])
    assert not Round.objects.exists()


@pytest.mark.parametrize("role", ["facilitator", "authority", "case_worker", "adviser"])
def test_only_who_may_call_people_in_opens_and_others_see_nothing(
    open_round, in_manta, ranked_list, actor_of, role, at
):
    actor = actor_of(role)
    with refuses("role_may_not"):
        operations.open_round(
            municipality=in_manta, ranked_list=ranked_list, class_groups=[make_class(in_manta)], name="X",
            channels=["call"], hours=72, actor=actor, at=at,
        )  # fmt: skip
    open_round(1)
    assert not queries.rounds(actor).exists()
    assert not queries.visible_invitations(actor).exists()
    assert queries.my_day_calls(actor, at) == (0, [])


def test_place_freed_in_the_class_calls_the_next_and_withdraws_the_invitation(open_round, people, system, at):
    opened = open_round(1)
    training.release_place(enrolment=Enrolment.objects.get(), reason="mistake", actor=system, at=at)
    assert called(opened.round) == people[:2]
    assert opened.round.invitations.get(person=people[0]).state == InvitationState.WITHDRAWN
    assert free_places(opened.classes[0]) == 0


def test_extra_places_are_called_by_hand_and_calling_again_does_nothing(open_round, people, technician, at):
    opened = open_round(2)
    SeatGrant.objects.create(
        municipality=opened.round.municipality,
        class_group=opened.classes[0],
        places=1,
        reason="Sala grande",
        granted_at=at,
    )
    opened.classes[0].extra_places = 1
    opened.classes[0].save(update_fields=["extra_places"])
    assert [row.person for row in operations.call_next(round_=opened.round, actor=technician, at=at)] == [people[2]]
    assert operations.call_next(round_=opened.round, actor=technician, at=at) == []


def test_closing_waits_for_answers_and_then_calls_nobody(open_round, technician, at, people):
    opened = open_round(1)
    with refuses("still_pending"):
        operations.close_round(round_=opened.round, actor=technician, at=at)
    invitation = opened.round.invitations.get()
    operations.accept_invitation(invitation=invitation, channel="call", actor=technician, at=at)
    closed = operations.close_round(round_=opened.round, actor=technician, at=at)
    assert closed.state == RoundState.CLOSED
    operations.decline_invitation(invitation=invitation, channel="call", reason="work", actor=technician, at=at)
    assert called(opened.round) == people[:1]
    with refuses("round_closed"):
        operations.call_next(round_=opened.round, actor=technician, at=at)


def test_nobody_loses_their_turn_for_the_next_round(open_round, people, technician, at):
    first = open_round(2)
    decliner, comer = first.round.invitations.order_by("position")
    operations.accept_invitation(invitation=comer, channel="call", actor=technician, at=at)
    operations.decline_invitation(invitation=decliner, channel="call", reason="care", actor=technician, at=at)
    third = first.round.invitations.get(person=people[2])
    operations.accept_invitation(invitation=third, channel="call", actor=technician, at=at)
    operations.close_round(round_=first.round, actor=technician, at=at)
    second = open_round(1)
    assert called(second.round) == [people[0]]


def test_email_is_queued_with_the_invitation_only_where_it_is_safe(open_round, people, add_point, settings, in_manta):
    settings.EMAIL_HOST = "mail.example.org"
    add_point(people[0], "email", "ana@example.org")
    add_point(people[1], "email", "familia@example.org", is_shared=True)
    add_point(people[2], "email", "luz@example.org", safe_note="No escribir de noche")
    add_point(people[3], "phone", "+593991234567")
    opened = open_round(4, channels=("email", "visit"))
    message = Message.objects.get()
    assert message.person == people[0]
    assert message.about == opened.round.invitations.get(person=people[0]).public_id
    assert opened.classes[0].course.name in message.subject
    assert "martes 24 de noviembre, 10:00" in message.body  # 72 hours later, in Guayaquil
    assert in_manta.office_phone in message.body


def test_no_email_without_a_server_or_without_planning_it(open_round, people, add_point, settings):
    add_point(people[0], "email", "ana@example.org")
    settings.EMAIL_HOST = ""
    open_round(1, channels=("email",))
    settings.EMAIL_HOST = "mail.example.org"
    open_round(1, channels=("call",))
    assert not Message.objects.exists()


def test_board_counts_people_by_state_third_and_channel(open_round, people, technician, at):
    opened = open_round(4)
    first, second, third, fourth = opened.round.invitations.order_by("position")
    record = operations.record_attempt
    record(invitation=first, channel="call", outcome="spoke", actor=technician, at=at)
    operations.accept_invitation(invitation=first, channel="call", actor=technician, at=at)
    record(invitation=second, channel="call", outcome="no_answer", actor=technician, at=at)
    record(invitation=second, channel="visit", outcome="trusted", actor=technician, at=at)
    record(invitation=third, channel="whatsapp", outcome="sent", actor=technician, at=at)
    operations.decline_invitation(invitation=fourth, channel="call", reason="work", actor=technician, at=at)
    board = queries.board_of(opened.round, free=0, at=at + timedelta(hours=73))
    assert (board.invited, board.pending, board.accepted, board.declined) == (5, 3, 1, 1)
    assert (board.reached, board.waiting, board.overdue) == (3, 5, 3)
    assert [(r.third, r.listed, r.invited, r.reached, r.accepted) for r in queries.reach_by_third(opened.round)] == [
        (1, 4, 4, 3, 1), (2, 3, 1, 0, 0), (3, 3, 0, 0, 0),
    ]  # fmt: skip
    channels = {str(row.name): row for row in queries.reach_by_channel(opened.round)}
    assert (channels["Llamada telefónica"].attempts, channels["Llamada telefónica"].accepted) == (2, 1)
    assert channels["Visita o en persona"].reached == 1
    assert queries.decline_reasons(opened.round) == [("work", 1)]


def test_next_places_are_read_in_batches(in_manta, technician, at):
    """Skipping many people who have a place costs one query a hundred, not one a person."""
    first = make_class(in_manta, cupo=40)
    for number in range(30):
        person = make_assessed(in_manta, f"0.{90 - number}")
        make_enrolment(first, person=person, seat_number=number + 1, row_number=number + 1)
    last = make_assessed(in_manta, "0.01")
    ranked_list = make_list(in_manta)
    second = make_class(in_manta, cupo=1, cycle=first.cycle)
    with CaptureQueriesContext(connection) as seen:
        operations.open_round(
            municipality=in_manta, ranked_list=ranked_list, class_groups=[second], name="X", channels=["visit"],
            hours=72, actor=technician, at=at,
        )  # fmt: skip
    assert Invitation.objects.get(state="pending").person == last
    reads = [q for q in seen.captured_queries if q["sql"].startswith("SELECT")]
    assert len(reads) < 40


def test_thirds_follow_people_to_the_certificate(open_round, technician, at):
    """Who began and who has a certificate that holds, by third; a revoked one and an absence count for nothing."""
    opened = open_round(5)
    session = make_session(opened.classes[0])
    for invitation in opened.round.invitations.all():
        operations.accept_invitation(invitation=invitation, channel="call", actor=technician, at=at)
    for invitation, state in zip(
        opened.round.invitations.order_by("position"), ["attended", "late", "absent"], strict=False
    ):
        Mark.objects.create(
            municipality=opened.round.municipality, session=session, enrolment=invitation.enrolment, state=state,
            minutes=0 if state == "absent" else 120, origin="screen", marked_at=at,
        )  # fmt: skip
        Certificate.objects.create(
            municipality=opened.round.municipality, enrolment=invitation.enrolment, code=f"C{invitation.position}",
            name="Rosa", course_name="Curso", hours=10, topics=[], modality="presencial", municipality_name="Manta",
            started_on=at, ended_on=at, attended_minutes=120, offered_minutes=120, needed_percent=80, issued_at=at,
            **({"revoked_at": at, "revoke_reason": "Error"} if state == "late" else {}),
        )  # fmt: skip
    first, second, _third = queries.reach_by_third(opened.round)
    assert (first.accepted, first.started, first.certified) == (4, 2, 2)
    assert (second.accepted, second.started, second.certified) == (1, 0, 0)


def test_opening_for_many_costs_the_statements_of_opening_for_few(
    in_manta, technician, at, add_point, settings, ranked_list, people
):
    """CON-1: holding, inviting, writing and auditing go through in one statement each, a hundred people at a time."""
    settings.EMAIL_HOST = "mail.example.org"

    def statements(places, channels):
        everybody = [make_assessed(in_manta, "0.5", surnames=f"Vera {number}") for number in range(places)]
        for person in everybody:
            add_point(person, "email", f"p{person.pk}@example.org")
        ranked, class_groups = make_list(in_manta), [make_class(in_manta, cupo=places // 2) for _ in range(2)]
        with CaptureQueriesContext(connection) as captured:
            round_ = operations.open_round(
                municipality=in_manta, ranked_list=ranked, class_groups=class_groups, name="Varias",
                channels=channels, hours=72, actor=technician, at=at,
            )  # fmt: skip
        assert len(called(round_)) == places
        return len(captured)

    few, many = statements(10, ["email"]), statements(90, ["email"])
    assert many <= few + 2
    assert many <= 60
    assert Message.objects.count() >= 90
    assert Record.objects.filter(action="training.hold_place").count() == 100


def test_hold_places_gives_each_what_one_alone_would_get(in_manta, people, system, at):
    """The same people and class through `hold_place` one by one, each undone again."""
    busy, long, aula = (
        make_class(in_manta),
        make_class(in_manta, course=make_course(in_manta, hours=35)),
        make_class(in_manta),
    )
    make_session(busy)
    make_session(aula)
    training.enrol(class_group=busy, person=people[0], actor=system, at=at)
    training.enrol(class_group=long, person=people[1], actor=system, at=at)
    training.enrol(class_group=aula, person=people[2], actor=system, at=at)
    people[3].participations.update(closed_at=at, end="moved")
    until, alone = at + timedelta(days=1), []
    for person in people[:6]:
        savepoint = transaction.savepoint()
        try:
            training.hold_place(class_group=aula, person=person, until=until, actor=system, at=at)
            alone.append("held")
        except Refused as refused:
            alone.append(refused.refusal.code)
        transaction.savepoint_rollback(savepoint)
    together = training.hold_places(class_groups=[aula], people=people[:6], until=until, actor=system, at=at)
    assert [each.code if isinstance(each, Refusal) else each.state for each in together] == alone
    assert alone == ["person_busy", "hours_limit", "already_has_place", "no_participation", "held", "held"]
    assert sorted(Enrolment.objects.filter(class_group=aula).values_list("seat_number", flat=True)) == [1, 2, 3]
