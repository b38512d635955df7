"""The outbox: one effect a key, nothing sent twice, nothing lost, unknowns named."""

from datetime import timedelta

import pytest

from minga.audit.models import Record
from minga.kernel import clock, events
from minga.kernel.ids import uuid7
from minga.messaging import jobs, operations, queries
from minga.messaging.channels import Outcome, Result
from minga.messaging.events import MessageSettled
from minga.messaging.models import Message
from minga.messaging.states import MessageState
from minga.people.models import ContactPoint
from tests.factories import make_person
from tests.refusals import refuses

from .smtp_server import smtp_server


@pytest.fixture
def point(in_manta):
    person = make_person(in_manta)
    return ContactPoint.objects.create(municipality=in_manta, person=person, kind="email", value="rosa@example.org")


@pytest.fixture
def enqueue(point, system, at):
    def make(key="round-1:rosa:email", moment=at, actor=system):
        return operations.enqueue(
            person=point.person, contact_point=point, channel="email", purpose="invitation", about=uuid7(),
            subject="Su cupo", body="Buenos días, Rosa", dedupe_key=key, actor=actor, at=moment,
        )  # fmt: skip

    return make


def loud(settings):
    """No quiet hours, so that the hour at which the tests run does not matter."""
    from minga.programmes.models import Programme, Setting

    Setting.objects.create(
        programme=Programme.objects.get(slug="site"),
        key="quiet_hours",
        value=["08:00", "08:00"],
        valid_from="2020-01-01",
    )


def test_same_key_twice_is_one_message(enqueue):
    assert enqueue() == enqueue()
    assert Message.objects.count() == 1
    assert Record.objects.filter(action="messaging.enqueue").count() == 1


def test_text_and_address_are_sealed_in_the_database(enqueue):
    from django.db import connection

    message = enqueue()
    with connection.cursor() as cursor:
        cursor.execute("select address, body from messaging_message where id = %s", [message.pk])
        assert all(b"osa" not in bytes(value) for value in cursor.fetchone())
    assert Message.objects.get().body == "Buenos días, Rosa"


def test_drain_sends_each_once_and_settles_it(enqueue, in_manta, settings):
    loud(settings)
    past = clock.now() - timedelta(minutes=1)
    for number in range(3):
        enqueue(f"key-{number}", past)
    with smtp_server(settings) as inbox:
        assert jobs.drain(in_manta) == 3
        assert jobs.drain(in_manta) == 0
    assert len(inbox.letters) == 3
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.ACCEPTED}


def test_lost_connection_leaves_unknown_and_is_not_sent_again(enqueue, in_manta, settings):
    loud(settings)
    enqueue(moment=clock.now() - timedelta(minutes=1))
    with smtp_server(settings) as inbox:
        inbox.at_data = "drop"
        jobs.drain(in_manta)
        inbox.at_data = ""
        assert jobs.drain(in_manta) == 0
    assert Message.objects.get().state == MessageState.UNKNOWN
    assert len(inbox.letters) == 1


def test_nothing_leaves_in_quiet_hours(enqueue, in_manta, settings):
    from minga.programmes.models import Programme, Setting

    local = clock.now().astimezone(__import__("zoneinfo").ZoneInfo(in_manta.time_zone))
    hours = [f"{(local - timedelta(hours=1)):%H:%M}", f"{(local + timedelta(hours=1)):%H:%M}"]
    Setting.objects.create(
        programme=Programme.objects.get(slug="site"), key="quiet_hours", value=hours, valid_from="2020-01-01"
    )
    enqueue(moment=clock.now() - timedelta(minutes=1))
    with smtp_server(settings) as inbox:
        assert jobs.drain(in_manta) == 0
    assert inbox.letters == []
    assert Message.objects.get().state == MessageState.QUEUED


def test_surely_not_sent_goes_back_with_a_pause_and_fails_after_a_day(enqueue, system, at):
    enqueue()
    message = operations.take_next(at=at)
    message = operations.settle(message=message, outcome=Outcome(Result.NOT_SENT, "connect"), actor=system, at=at)
    assert (message.state, message.send_after) == (MessageState.QUEUED, at + timedelta(minutes=5))
    assert operations.take_next(at=at + timedelta(minutes=4)) is None
    later = at + timedelta(hours=24)
    message = operations.take_next(at=later)
    message = operations.settle(message=message, outcome=Outcome(Result.NOT_SENT), actor=system, at=later)
    assert message.state == MessageState.FAILED


def test_what_a_killed_worker_took_becomes_unknown_and_is_told_above(enqueue, system, at):
    told = []
    events.reacts_to(MessageSettled)(told.append)
    try:
        enqueue()
        taken = operations.take_next(at=at)
        assert operations.give_up_stalled(actor=system, at=at + timedelta(minutes=14)) == 0
        assert operations.give_up_stalled(actor=system, at=at + timedelta(minutes=15)) == 1
        assert operations.take_next(at=at + timedelta(minutes=16)) is None
        assert [event.state for event in told] == [MessageState.UNKNOWN]
        late = operations.settle(message=taken, outcome=Outcome(Result.ACCEPTED), actor=system, at=at)
        assert late.state == MessageState.ACCEPTED  # the slow worker came back with the truth
    finally:
        events.reactions_by_event()[MessageSettled].remove(told.append)


def test_person_may_send_unknown_again_but_not_accepted(enqueue, system, at, actor_of):
    technician = actor_of("technician")
    enqueue()
    message = operations.take_next(at=at)
    operations.settle(message=message, outcome=Outcome(Result.UNKNOWN), actor=system, at=at)
    operations.send_again(message=message, actor=technician, at=at)
    message = operations.take_next(at=at)
    operations.settle(message=message, outcome=Outcome(Result.ACCEPTED), actor=system, at=at)
    with refuses("not_failed"):
        operations.send_again(message=message, actor=technician, at=at)


@pytest.mark.parametrize("role", ["facilitator", "authority", "communication", "adviser"])
def test_who_does_not_call_people_neither_writes_nor_sees_messages(enqueue, actor_of, role, at):
    enqueue()
    actor = actor_of(role)
    with refuses("role_may_not"):
        enqueue("other", actor=actor)
    assert list(queries.messages_in_state(actor, "")) == []


def test_template_of_city_replaces_the_starting_text_and_is_checked(in_manta, actor_of, at):
    technician = actor_of("technician")
    given = {
        "municipality_id": in_manta.pk, "purpose": "invitation", "form": "short", "language": "es",
        "subject": "", "actor": technician, "at": at,
    }  # fmt: skip
    with refuses("revealing_words") as refused:
        operations.save_template(body="Curso para migrantes", **given)
    assert refused.value.refusal.details["words"] == "migrantes"
    with refuses("unknown_places"):
        operations.save_template(body="Hola {apodo}", **given)
    operations.save_template(body="Hola {nombre}: {curso} en {lugar}", **given)
    texts = queries.texts_of_city()
    text = queries.written(texts, "invitation", "short", {"nombre": "Rosa", "curso": "Panadería"})
    assert text.body == "Hola Rosa: Panadería en por confirmar"


def test_point_follows_channel_then_preference(in_manta):
    person = make_person(in_manta)
    make = lambda kind, value, position, **more: ContactPoint.objects.create(  # noqa: E731
        municipality=in_manta, person=person, kind=kind, value=value, position=position, **more
    )
    phone, whatsapp = make("phone", "+593991111111", 1), make("whatsapp", "+593992222222", 2)
    assert queries.point_for("call", [whatsapp, phone]) == phone
    assert queries.point_for("whatsapp", [phone, whatsapp]) == whatsapp
    assert queries.point_for("email", [phone, whatsapp]) is None
    assert queries.point_for("visit", [phone]) is None


def test_machine_leaves_shared_or_noted_points_and_withdrawn_permission_alone(in_manta, at):
    from minga.people.models import Consent

    person = make_person(in_manta)
    point = ContactPoint(municipality=in_manta, person=person, kind="email", value="a@example.org")
    assert queries.may_write_automatically(point, set())
    point.is_shared = True
    assert not queries.may_write_automatically(point, set())
    point.is_shared, point.safe_note = False, "Solo por la mañana"
    assert not queries.may_write_automatically(point, set())
    Consent.objects.create(
        municipality=in_manta,
        person=person,
        purpose="messages",
        text_version="1",
        how="spoken",
        given_at=at,
        withdrawn_at=at,
    )
    assert queries.people_who_refused_messages([person.pk]) == {person.pk}
