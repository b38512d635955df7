"""«Mostrar»: nothing sealed on a page until somebody says why; who read what is in the audit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from minga.audit.models import Record
from minga.kernel import clock, tenancy
from minga.kernel.actor import system_actor
from minga.kernel.ids import uuid7
from minga.people import operations
from minga.people.rules.entry import ContactEntry, DocumentEntry, TrustedEntry
from tests.factories import make_participation, make_person

SEALED = ("Calle Canario 3", "permanencia canaria", "099 123 4567", "AB123456", "canario@ejemplo.org", "098 765 4321")


@pytest.fixture
def person(manta, at):
    with tenancy.scope(manta.pk):
        person = make_person(
            manta, given_names="Rosa", surnames="Delgado", address=SEALED[0], migratory_condition=SEALED[1]
        )
        make_participation(person)
        who = {"person": person, "actor": system_actor(manta.pk), "at": at}
        operations.add_contact_point(entry=ContactEntry("phone", "+593991234567"), **who)
        operations.add_contact_point(entry=ContactEntry("email", SEALED[4]), **who)
        operations.add_document(entry=DocumentEntry("pasaporte", SEALED[3]), **who)
        operations.set_trusted_person(entry=TrustedEntry("Eva", "+593987654321", "prima", "Que llame"), **who)
    return person


@pytest.fixture
def home(person):
    return f"/manta/personas/{person.public_id}/"


def records(manta, action):
    with tenancy.scope(manta.pk):
        return list(Record.objects.filter(action=action).order_by("pk"))


def ask(client, home, **data):
    return client.post(f"{home}completo/", {"purpose": "contact", "_submission": str(uuid7()), **data})


def test_every_page_of_a_person_masks_until_asked(sign_in, person, home):
    client = sign_in("technician")
    for address in (home, f"/manta/expediente/{person.public_id}/", f"{home}comprobante/", f"{home}completo/"):
        text = client.get(address).content.decode()
        assert [value for value in SEALED if value in text] == [], address


@pytest.mark.parametrize("form", ["editar", "confianza"])
def test_a_form_with_sealed_values_asks_for_the_purpose_first(sign_in, home, form):
    client = sign_in("technician")
    first = client.get(f"{home}{form}/")
    assert (first.status_code, first["Location"]) == (303, f"{home}completo/?luego={form}")
    assert f'value="{form}"' in client.get(first["Location"]).content.decode()
    assert ask(client, home, next=form)["Location"] == f"{home}{form}/"
    assert client.get(f"{home}{form}/").status_code == 200


def test_with_a_purpose_everything_is_shown_for_ten_minutes(sign_in, manta, person, home, monkeypatch):
    client = sign_in("technician")
    assert ask(client, home, text=" Confirmar   cupo ").status_code == 303
    text = client.get(home).content.decode()
    assert [value for value in SEALED if value not in text] == []
    (seen,) = records(manta, "people.reveal_identity")
    assert (seen.purpose, seen.object_public_id) == ("contact: Confirmar cupo", person.public_id)
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    text = client.get(home).content.decode()
    assert [value for value in SEALED if value in text] == []


def test_shown_to_who_asked_and_to_nobody_else(sign_in, home):
    ask(sign_in("technician"), home)
    assert SEALED[0] not in sign_in("coordinator").get(home).content.decode()


@pytest.mark.parametrize("data", [{"purpose": ""}, {"purpose": "curiosity"}, {"purpose": "other"}])
def test_without_a_purpose_nothing_is_shown_and_what_was_typed_stays(sign_in, manta, home, data):
    answer = ask(sign_in("technician"), home, text=data.get("text", ""), **data)
    assert answer.status_code == 422
    assert "Revise lo siguiente" in answer.content.decode()
    assert records(manta, "people.reveal_identity") == []


def test_htmx_gets_the_errors_as_an_answer_that_it_swaps(sign_in, home):
    client = sign_in("technician")
    answer = client.post(f"{home}completo/", {"_submission": str(uuid7())}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "Revise lo siguiente" in answer.content.decode()
    assert 'hx-select="#main"' in client.get(home).content.decode()


def test_a_get_shows_nothing_and_notes_no_purpose(sign_in, manta, home):
    client = sign_in("technician")
    assert SEALED[0] not in client.get(f"{home}completo/").content.decode()
    assert SEALED[0] not in client.get(home).content.decode()
    assert records(manta, "people.reveal_identity") == []


def test_reading_a_person_is_recorded(sign_in, manta, person, home):
    client = sign_in("technician")
    client.get(home)
    client.get(f"/manta/expediente/{person.public_id}/")
    assert [row.object_public_id for row in records(manta, "people.read_person")] == [person.public_id]
    assert [row.object_public_id for row in records(manta, "portal.read_file")] == [person.public_id]


def test_page_of_a_person_costs_a_fixed_number_of_queries(sign_in, home, django_assert_max_num_queries):
    client = sign_in("technician")
    client.get(home)
    with django_assert_max_num_queries(27):
        client.get(home)


# --- the comprobante, whenever it is printed


def receipt_text(client, person):
    return client.get(f"/manta/personas/{person.public_id}/comprobante/imprimir/").content.decode()


def test_comprobante_with_a_contact_says_until_when_we_call(sign_in, manta, person):
    with tenancy.scope(manta.pk):
        person.participations.update(opened_at=clock.now())
    assert "Le contactaremos a más tardar el" in receipt_text(sign_in("technician"), person)


def test_comprobante_printed_later_promises_no_past_day(sign_in, manta, person):
    with tenancy.scope(manta.pk):
        person.participations.update(opened_at=clock.now() - timedelta(days=90))
    text = receipt_text(sign_in("technician"), person)
    assert "Le contactaremos" not in text
    assert "Si todavía no la ha tenido, acérquese a la oficina" in text


def test_comprobante_of_somebody_without_contact_promises_no_call(sign_in, manta, person):
    with tenancy.scope(manta.pk):
        person.participations.update(opened_at=clock.now())
        person.contact_points.update(closed_at=clock.now())
    text = receipt_text(sign_in("technician"), person)
    assert "Le contactaremos" not in text
    assert "acérquese a la oficina hasta el" in text
