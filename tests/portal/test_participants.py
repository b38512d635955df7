"""A participant's door: cards, one-time codes, the page of their own data."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client

from minga.access.models import AccessToken
from minga.audit.models import Record
from minga.kernel import clock
from minga.kernel.refusals import Refused
from minga.kernel.tenancy import scope
from minga.messaging.models import Message
from minga.portal.participants import operations
from tests.factories import make_account
from tests.factories.people import make_person

EMAIL = "yuleidy@example.org"
PHONE = "+593991234567"


@pytest.fixture
def yuleidy(in_manta, at):
    """Somebody with an own e-mail."""
    return person_with(in_manta, ("email", EMAIL))


def person_with(municipality, *contacts, **more):
    from minga.people.operations.contacts import contact_index

    person = make_person(municipality, given_names="Yuleidy", birth_date=date(1990, 5, 1))
    for position, (kind, value) in enumerate(contacts, start=1):
        person.contact_points.create(
            municipality=municipality, kind=kind, value=value, value_index=contact_index(kind, value),
            position=position, **more,
        )  # fmt: skip
    return person


@pytest.fixture(autouse=True)
def _mail_is_there(settings):
    settings.EMAIL_HOST = "mail.example"


def send(municipality, contact):
    return operations.send_code(municipality=municipality, contact=contact, at=clock.now())


def sent_code():
    return re.search(r"\d{8}", Message.objects.latest("queued_at").body)[0]


def type_code(client, contact, code):
    return client.post("/manta/mis-datos/codigo/comprobar/", {"contact": contact, "code": code})


# --- one-time codes


def test_code_goes_through_the_outbox_and_opens_the_page_once(client, yuleidy, in_manta):
    assert send(in_manta, EMAIL.upper())
    code = sent_code()
    assert type_code(client, EMAIL, code)["Location"] == "/manta/mis-datos/"
    page = client.get("/manta/mis-datos/").content.decode()
    assert "Yuleidy" in page and yuleidy.code in page and EMAIL not in page and "y•••@example.org" in page
    assert type_code(Client(), EMAIL, code).status_code == 422
    with scope(in_manta.pk):
        assert Record.objects.get(action="portal.enter_with_code").object_public_id == yuleidy.public_id
    assert mail.outbox == []  # the outbox sends, not the page


def test_asking_answers_alike_whether_or_not_we_know_the_contact(client, yuleidy, in_manta, monkeypatch):
    asked = []
    from minga.portal import jobs

    monkeypatch.setattr(jobs.send_participant_code, "defer", lambda **named: asked.append(named))
    pages = []
    for contact in (EMAIL, "nadie@example.org"):
        answer = client.post("/manta/mis-datos/codigo/", {"contact": contact})
        assert answer.status_code == 200
        pages.append(re.sub(r'value="[^"]*"', "", answer.content.decode()))
    assert pages[0] == pages[1]
    assert len(asked) == 2 and EMAIL not in str(asked)  # what is typed waits sealed in the job


def test_job_sends_to_whom_it_finds(yuleidy, in_manta, monkeypatch, client):
    from minga.portal import jobs

    asked = []
    monkeypatch.setattr(jobs.send_participant_code, "defer", lambda **named: asked.append(named))
    for contact in (EMAIL, "nadie@example.org"):
        client.post("/manta/mis-datos/codigo/", {"contact": contact})
    for named in asked:
        jobs.send_participant_code(**named)
    with scope(in_manta.pk):
        assert Message.objects.count() == 1


def test_three_codes_an_hour_to_one_contact_and_the_page_does_not_tell(client, yuleidy, monkeypatch):
    from minga.portal import jobs

    asked = []
    monkeypatch.setattr(jobs.send_participant_code, "defer", lambda **named: asked.append(named))
    answers = [client.post("/manta/mis-datos/codigo/", {"contact": EMAIL}).status_code for _ in range(5)]
    assert answers == [200] * 5 and len(asked) == 3


def test_five_wrong_codes_close_the_right_one_too(client, yuleidy, in_manta):
    send(in_manta, EMAIL)
    code = sent_code()
    wrong = "1" * 8 if code != "1" * 8 else "2" * 8
    assert [type_code(client, EMAIL, wrong).status_code for _ in range(5)] == [422] * 5
    assert type_code(client, EMAIL, code).status_code == 422


def test_code_is_of_one_contact_one_city_and_twenty_minutes(client, yuleidy, in_manta, quito):
    send(in_manta, EMAIL)
    code = sent_code()
    assert type_code(client, "otra@example.org", code).status_code == 422
    elsewhere = {"contact": EMAIL, "code": code}
    assert client.post("/quito/mis-datos/codigo/comprobar/", elsewhere).status_code == 422
    AccessToken.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert type_code(client, EMAIL, code).status_code == 422


@pytest.mark.parametrize("why", ["shared", "safe note", "two people", "no channel"])
def test_no_code_is_sent_where_somebody_else_could_read_it(in_manta, why):
    more = {"is_shared": True} if why == "shared" else {"safe_note": "Solo de mañana"} if why == "safe note" else {}
    contact = ("phone", PHONE) if why == "no channel" else ("email", EMAIL)
    person_with(in_manta, contact, **more)
    if why == "two people":
        person_with(in_manta, contact)
    assert not send(in_manta, contact[1])
    assert not Message.objects.exists() and not AccessToken.objects.exists()


# --- cards


@pytest.fixture
def card(yuleidy, actor_of):
    return operations.issue_card(person=yuleidy, actor=actor_of("technician"), at=clock.now())


def use_card(client, card, year="1990"):
    return client.post("/manta/mis-datos/entrar/", {"card": card, "birth_year": year})


def test_card_opens_the_page_with_the_year_of_birth(client, card):
    assert use_card(client, card, "1991").status_code == 422
    assert use_card(client, card.lower().replace("-", " "))["Location"] == "/manta/mis-datos/"
    assert client.get("/manta/mis-datos/").status_code == 200


def test_new_card_and_revocation_stop_the_old_one(client, card, yuleidy, actor_of):
    technician = actor_of("technician")
    second = operations.issue_card(person=yuleidy, actor=technician, at=clock.now())
    assert use_card(client, card).status_code == 422
    assert use_card(client, second).status_code == 302
    with scope(yuleidy.municipality_id):
        assert operations.revoke_card(person=yuleidy, actor=technician, at=clock.now())
    assert use_card(Client(), second).status_code == 422


def test_card_is_not_in_the_database_and_not_of_another_city(client, card, quito):
    stored = bytes(AccessToken.objects.get().token_hash)
    assert card.encode() not in stored
    assert client.post("/quito/mis-datos/entrar/", {"card": card, "birth_year": "1990"}).status_code == 422


def test_technician_prints_the_card_once_from_the_file(sign_in, yuleidy, manta):
    client = sign_in("technician")
    address = f"/manta/expediente/{yuleidy.public_id}/tarjeta/"
    assert "Dar una tarjeta" in client.get(f"/manta/expediente/{yuleidy.public_id}/").content.decode()
    printed = client.get(client.post(address)["Location"]).content.decode()
    made = re.search(r"T-[0-9A-Z-]{16,}", printed)[0]
    assert client.get(f"{address}hoja/").status_code == 302
    assert "Anular su tarjeta" in client.get(f"/manta/expediente/{yuleidy.public_id}/").content.decode()
    assert use_card(Client(), made).status_code == 302
    client.post(f"{address}anular/")
    assert use_card(Client(), made).status_code == 422


def test_facilitator_and_adviser_give_no_cards(yuleidy, actor_of):
    for role in ("facilitator", "adviser"):
        with pytest.raises(Refused):
            operations.issue_card(person=yuleidy, actor=actor_of(role), at=clock.now())


# --- the page


def test_page_of_nobody_leads_to_the_door(client, manta):
    assert client.get("/manta/mis-datos/")["Location"] == "/manta/mis-datos/entrar/"
    assert client.get("/manta/mis-datos/codigo/")["Location"] == "/manta/mis-datos/entrar/"


def test_session_of_a_participant_is_short_and_opens_nothing_else(client, card, manta, quito, monkeypatch):
    use_card(client, card)
    assert client.get("/quito/mis-datos/").status_code == 302
    assert client.get("/manta/personas/")["Location"].startswith("/entrar/")
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(minutes=16))
    assert client.get("/manta/mis-datos/").status_code == 302


def test_leaving_leaves_nothing(client, card):
    use_card(client, card)
    client.post("/manta/mis-datos/salir/")
    assert client.get("/manta/mis-datos/").status_code == 302


def test_page_tells_who_saw_the_data_without_names(client, card, yuleidy, manta):
    reader = Client()
    account = make_account(["technician"], manta, name="Camila Ponce")
    reader.force_login(account)
    assert reader.get(f"/manta/expediente/{yuleidy.public_id}/").status_code == 200
    use_card(client, card)
    page = client.get("/manta/mis-datos/").content.decode()
    assert "Camila" not in page and "Equipo técnico" in page and "Leyó sus datos" in page


def test_page_asks_few_queries(client, card, django_assert_max_num_queries):
    use_card(client, card)
    client.get("/manta/mis-datos/")
    with django_assert_max_num_queries(24):
        client.get("/manta/mis-datos/")
