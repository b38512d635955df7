"""Pages of messages and texts."""

import pytest
from django.urls import reverse

from minga.kernel import clock, tenancy
from minga.kernel.actor import system_actor
from minga.kernel.ids import uuid7
from minga.messaging import operations
from minga.messaging.channels import Outcome, Result
from minga.messaging.models import Message, MessageTemplate
from minga.people.models import ContactPoint
from tests.factories import make_person


def url(name, **kwargs):
    return reverse(f"messaging:{name}", kwargs={"municipality": "manta", **kwargs})


SHORT = {"purpose": "invitation", "shape": "short", "language": "es"}


@pytest.fixture
def unknown(manta):
    """A message that may have left."""
    with tenancy.scope(manta.pk):
        actor, person = system_actor(manta.pk), make_person(manta)
        point = ContactPoint.objects.create(municipality=manta, person=person, kind="email", value="a@example.org")
        operations.enqueue(
            person=person, contact_point=point, channel="email", purpose="invitation", about=uuid7(), subject="S",
            body="Texto secreto", dedupe_key="k", actor=actor, at=clock.now(),
        )  # fmt: skip
        message = operations.take_next(at=clock.now())
        return operations.settle(message=message, outcome=Outcome(Result.UNKNOWN), actor=actor, at=clock.now())


def test_outbox_shows_state_not_text_and_offers_to_send_unknown_again(sign_in, manta, unknown):
    client = sign_in("technician")
    text = client.get(url("message-list"), {"estado": "unknown"}).content.decode()
    assert "No se sabe si salió" in text
    assert "Enviar otra vez" in text
    assert "Texto secreto" not in text
    assert client.post(url("message-send-again", message=unknown.public_id)).status_code == 303
    with tenancy.scope(manta.pk):
        assert Message.objects.get().state == "queued"
    assert "No hay mensajes" in client.get(url("message-list"), {"estado": "unknown"}).content.decode()


def test_sending_again_what_is_queued_is_refused(sign_in, unknown):
    client = sign_in("technician")
    address = url("message-send-again", message=unknown.public_id)
    client.post(address)
    assert client.post(address).status_code == 409


def test_text_of_the_city_is_kept_and_a_revealing_one_comes_back_with_the_words(sign_in, manta):
    client = sign_in("technician")
    assert "De inicio" in client.get(url("template-list")).content.decode()
    response = client.post(url("template-edit", **SHORT), {"body": "Hola {nombre}, curso para migrantes"})
    text = response.content.decode()
    assert response.status_code == 422
    assert "Quite o cambie: migrantes" in text
    assert "Hola {nombre}, curso para migrantes" in text
    assert client.post(url("template-edit", **SHORT), {"body": "Hola {nombre}: {curso}"}).status_code == 303
    assert "De su ciudad" in client.get(url("template-list")).content.decode()
    with tenancy.scope(manta.pk):
        assert MessageTemplate.objects.get().body == "Hola {nombre}: {curso}"


def test_unknown_text_does_not_exist(sign_in):
    assert sign_in("technician").get(url("template-edit", **SHORT | {"language": "fr"})).status_code == 404


@pytest.mark.parametrize("role", ["facilitator", "authority", "communication"])
def test_pages_are_refused_to_who_does_not_call_people(sign_in, role):
    client = sign_in(role)
    assert client.get(url("message-list")).status_code == 403
    assert client.get(url("template-edit", **SHORT)).status_code == 403
