"""Two officials, real connections that commit: one invitation has one answer, one free place calls one person."""

import threading
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection, connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from minga.kernel.actor import system_actor
from minga.kernel.refusals import Refused
from minga.kernel.tenancy import scope
from minga.messaging import operations as messaging
from minga.messaging.jobs import ask_for_drain, look_for_messages
from minga.messaging.models import Message
from minga.outreach import operations
from minga.outreach.models import ContactAttempt, Invitation
from minga.people.models import ContactPoint
from minga.programmes.models import Programme, Setting
from minga.territory.models import AdminArea, Municipality
from minga.training import operations as training
from minga.training.models import ClassGroup, Enrolment
from tests.factories import remove_committed
from tests.factories.priority import NOW, make_assessed, make_list
from tests.factories.training import make_class
from tests.messaging.smtp_server import smtp_server


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """A round of two places over six people in a municipality of its own; its rows are removed as the owner."""
    with django_db_blocker.unblock():
        area = AdminArea.objects.get(country__code="EC", code="0502")
        names = {"code": "ALL", "area": area, "name": "Al llamar", "full_name": "Al llamar", "office_phone": "1"}
        municipality, _ = Municipality.objects.get_or_create(slug="al-llamar", defaults=names)
        Programme.objects.get(slug="site").municipalities.add(municipality)
        actor = system_actor(municipality.pk)
        with scope(municipality.pk):
            people = [make_assessed(municipality, f"0.{9 - number}") for number in range(6)]
            class_group = make_class(municipality, cupo=2)
            round_ = operations.open_round(
                municipality=municipality, ranked_list=make_list(municipality), class_groups=[class_group],
                name="A la vez", channels=["call", "visit"], hours=72, actor=actor, at=NOW,
            )  # fmt: skip
            invitations = list(round_.invitations.order_by("position"))
        try:
            yield SimpleNamespace(
                municipality=municipality, actor=actor, people=people, round=round_, invitations=invitations,
                class_group=class_group,
            )  # fmt: skip
        finally:
            remove_committed(municipality)


def at_once(committed, *calls):
    """Run every call on its own connection and transaction at the same moment; results or refusal codes."""
    results, start = [], threading.Barrier(len(calls))

    def run(call):
        start.wait()
        try:
            with scope(committed.municipality.pk):
                results.append(call())
        except Refused as refused:
            results.append(refused.refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def states(committed):
    with scope(committed.municipality.pk):
        return sorted(committed.round.invitations.values_list("position", "state"))


def occupied(committed):
    with scope(committed.municipality.pk):
        return Enrolment.objects.filter(state__in=("held", "confirmed")).count()


def test_two_officials_with_two_answers_leave_one(committed):
    one = committed.invitations[0]
    given = {"invitation": one, "channel": "call", "actor": committed.actor, "at": NOW}
    results = at_once(
        committed,
        lambda: operations.accept_invitation(**given).state,
        lambda: operations.decline_invitation(reason="work", **given).state,
    )
    final = dict(states(committed))[1]
    # declining after accepting is allowed before the class begins; accepting after declining is not
    assert (set(results), final) in [
        ({"accepted", "declined"}, "declined"),
        ({"declined", "already_settled"}, "declined"),
    ]
    assert occupied(committed) == 2
    assert states(committed)[2] == (3, "pending")


def test_same_answer_from_two_officials_is_one(committed):
    given = {"invitation": committed.invitations[0], "channel": "call", "reason": "work", "actor": committed.actor}
    results = at_once(committed, *[lambda: operations.decline_invitation(at=NOW, **given).state] * 4)
    assert results == ["declined"] * 4
    assert states(committed) == [(1, "declined"), (2, "pending"), (3, "pending")]


def test_two_places_freed_at_once_call_two_people_and_never_the_same(committed):
    results = at_once(
        committed,
        *[
            lambda each=each: (
                operations.decline_invitation(
                    invitation=each, channel="call", reason="work", actor=committed.actor, at=NOW
                ).state
            )
            for each in committed.invitations
        ],
    )
    assert results == ["declined", "declined"]
    assert states(committed) == [(1, "declined"), (2, "declined"), (3, "pending"), (4, "pending")]
    assert occupied(committed) == 2


def test_calling_the_next_from_many_desks_promises_no_place_twice(committed):
    with connections["owner"].cursor() as cursor:
        cursor.execute("update training_classgroup set cupo = 4 where id = %s", [committed.class_group.pk])
    call = lambda: len(operations.call_next(round_=committed.round, actor=committed.actor, at=NOW))  # noqa: E731
    assert sorted(at_once(committed, *[call] * 5)) == [0, 0, 0, 0, 2]
    with scope(committed.municipality.pk):
        assert Invitation.objects.filter(state="pending").count() == 4
    assert occupied(committed) == 4


def queue_messages(committed):
    with scope(committed.municipality.pk):
        for number, person in enumerate(committed.people):
            point = ContactPoint.objects.create(
                municipality=committed.municipality, person=person, kind="email", value=f"p{number}@example.org"
            )
            messaging.enqueue(
                person=person, contact_point=point, channel="email", purpose="invitation",
                about=committed.invitations[0].public_id, subject="S", body="B", dedupe_key=f"k{number}",
                actor=committed.actor, at=NOW - timedelta(days=30),
            )  # fmt: skip


def test_workers_that_drain_together_take_each_message_once(committed):
    queue_messages(committed)
    taken = at_once(committed, *[lambda: messaging.take_next(at=NOW).pk] * 6)
    assert len(set(taken)) == 6
    with scope(committed.municipality.pk):
        assert set(Message.objects.values_list("state", "attempts")) == {("sending", 1)}


def test_job_worker_finds_drains_and_sends(committed, settings):
    """The real worker of procrastinate, on its own connection: the minute's look asks for one drain, which sends all."""
    Setting.objects.create(
        programme=Programme.objects.get(slug="site"), municipality=committed.municipality, key="quiet_hours",
        value=["08:00", "08:00"], valid_from="2020-01-01",
    )  # fmt: skip
    queue_messages(committed)
    with smtp_server(settings) as inbox:
        for _ in range(2):
            look_for_messages.defer(timestamp=0)
            with app.replace_connector(app.connector.get_worker_connector()) as working:
                working.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    assert sorted(letter.rcpt_tos[0] for letter in inbox.letters) == [f"p{n}@example.org" for n in range(6)]
    with scope(committed.municipality.pk):
        assert set(Message.objects.values_list("state", flat=True)) == {"accepted"}
        assert ContactAttempt.objects.filter(channel="email", outcome="sent").count() == 6


def test_a_second_drain_is_not_queued_while_one_waits(committed):
    for _ in range(3):
        ask_for_drain(committed.municipality.pk)
    assert ProcrastinateJob.objects.filter(task_name="messaging.drain_outbox").count() == 1


def test_recurring_jobs_are_known_with_their_hours():
    known = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert known["messaging.look_for_messages"] == "* * * * *"
    assert known["outreach.free_silent_places"] == "*/10 * * * *"


def waiting(number):
    """Wait until so many connections of this database wait for a lock."""
    for _ in range(200):
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "select count(distinct l.pid) from pg_locks l join pg_stat_activity a using (pid) "
                "where not l.granted and a.datname = current_database()"
            )
            if cursor.fetchone()[0] >= number:
                return
        time.sleep(0.05)
    raise AssertionError(f"never {number} waiting")


def test_confirming_on_the_class_page_and_declining_by_phone_do_not_block_each_other(committed):
    """The two want the class and the place in both orders: whoever is second waits and finds what the first left."""
    one, outcomes = committed.invitations[0], {}
    given = {"actor": committed.actor, "at": NOW}

    def run(name, call):
        try:
            with scope(committed.municipality.pk):
                outcomes[name] = call().state
        finally:
            connection.close()

    with scope(committed.municipality.pk):
        place = Enrolment.objects.get(pk=one.enrolment_id)
    calls = {
        "confirmed": lambda: training.confirm_place(enrolment=place, **given),
        "declined": lambda: operations.decline_invitation(invitation=one, channel="call", reason="work", **given),
    }
    threads = [threading.Thread(target=run, args=call) for call in calls.items()]
    with scope(committed.municipality.pk):
        ClassGroup.objects.select_for_update(no_key=True).get(pk=committed.class_group.pk)
        for number, thread in enumerate(threads, 1):
            thread.start()
            waiting(number)
    for thread in threads:
        thread.join()
    assert outcomes == {"confirmed": "confirmed", "declined": "declined"}
    assert occupied(committed) == 2
    assert states(committed)[2] == (3, "pending")


def test_two_officials_who_note_a_call_and_its_answer_together_leave_one_answer(committed):
    one, noted = committed.invitations[0], threading.Barrier(2)
    given = {"invitation": one, "channel": "call", "actor": committed.actor, "at": NOW}

    def note():
        operations.record_attempt(outcome="spoke", **given)
        noted.wait(timeout=30)
        return operations.decline_invitation(reason="work", **given).state

    assert at_once(committed, note, note) == ["declined", "declined"]
    assert states(committed)[:3] == [(1, "declined"), (2, "pending"), (3, "pending")]
