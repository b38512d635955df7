"""Other municipalities: whether somebody was attended there, and moving there with consent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from minga.audit.models import Record
from minga.kernel.actor import Actor
from minga.kernel.ids import uuid7
from minga.kernel.tenancy import scope
from minga.people import operations
from minga.people.models import ContactPoint, Document, ElsewhereQuestion, Person, Transfer, Untraceable
from minga.people.operations.contacts import write_document
from minga.people.queries import transfers as queries
from minga.people.rules.entry import ContactEntry, DocumentEntry, PersonEntry, TrustedEntry
from minga.people.rules.moving import packed, unpacked
from minga.people.states import Origin
from minga.programmes.models import Programme
from tests.factories import make_account, make_municipality
from tests.factories.people import make_participation, make_person
from tests.refusals import refuses

PAPER = DocumentEntry("cedula_ec", "1712345675", "EC")
OTHER = DocumentEntry("pasaporte", "AB123456", "VE")


@pytest.fixture
def site(manta, quito):
    programme = Programme.objects.get(slug="site")
    programme.municipalities.add(manta, quito)
    return programme


def acting(municipality, role="technician", account=None):
    account = account or make_account([role], municipality)
    return Actor(account_id=account.pk, roles=frozenset({role}), municipality_id=municipality.pk, label=account.name)


def known(municipality, paper=PAPER, *, takes_part=True, **fields):
    """A person with a document, who takes part."""
    person = make_person(municipality, **fields)
    write_document(person, paper)
    if takes_part:
        make_participation(person)
    return person


def ask(person, actor, at, **fields):
    given = {"reason": "not_twice", "is_present": True, "has_consented": True} | fields
    return operations.ask_elsewhere(person=person, **given, actor=actor, at=at)


# --- asking


def test_answer_is_yes_when_attended_elsewhere_and_no_otherwise(manta, quito, at):
    with scope(quito.pk):
        known(quito)
    with scope(manta.pk):
        actor = acting(manta)
        assert ask(known(manta), actor, at) is True
        assert ask(known(manta, OTHER), actor, at) is False
        assert ElsewhereQuestion.objects.filter(answered_at=at, consent_text="2026-11").count() == 2
        assert Record.objects.filter(action="people.ask_elsewhere", purpose="not_twice").count() == 2
        stored = {field.name for field in ElsewhereQuestion._meta.fields}
        assert not stored & {"answer", "found", "result"}, "the answer is kept nowhere"


def test_own_municipality_and_who_only_registered_do_not_count(manta, quito, at):
    with scope(quito.pk):
        known(quito, takes_part=False)
    with scope(manta.pk):
        known(manta, surnames="Otra ficha")
        assert ask(known(manta), acting(manta), at) is False


def test_answer_is_always_no_for_who_is_not_to_be_traced(manta, quito, at):
    with scope(quito.pk):
        person = known(quito)
        for _ in range(2):
            operations.keep_untraceable(person=person, actor=acting(quito, "case_worker"), at=at)
        assert Record.objects.get(action="people.keep_untraceable").object_public_id is None
        with refuses("role_may_not"):
            operations.keep_untraceable(person=person, actor=acting(quito, "coordinator"), at=at)
    with scope(manta.pk):
        assert ask(known(manta), acting(manta), at) is False
        assert not Untraceable.objects.exists(), "not even that there is one is told elsewhere"


@pytest.mark.parametrize(
    ("fields", "code"), [({"is_present": False}, "not_present"), ({"has_consented": False}, "no_consent")]
)
def test_ask_needs_the_person_and_her_consent(in_manta, at, fields, code):
    with refuses(code):
        ask(known(in_manta), acting(in_manta), at, **fields)
    assert not ElsewhereQuestion.objects.exists()


def test_ask_refuses(in_manta, at):
    with refuses("document_needed"):
        ask(make_person(in_manta), acting(in_manta), at)
    for role in ("facilitator", "authority", "programme_admin"):
        with refuses("role_may_not"):
            ask(known(in_manta), acting(in_manta, role), at)


def test_twenty_a_day_in_all_municipalities_together(manta, quito, at):
    account = make_account(["technician"])
    with scope(quito.pk):
        person = known(quito)
        for minute in range(12):
            ask(person, acting(quito, account=account), at + timedelta(minutes=minute))
    with scope(manta.pk):
        person, actor = known(manta), acting(manta, account=account)
        for minute in range(8):
            assert ask(person, actor, at + timedelta(minutes=20 + minute)) is True
        with refuses("asked_too_often"):
            ask(person, actor, at + timedelta(hours=1))
        assert ElsewhereQuestion.objects.count() == 8
        assert ask(person, acting(manta), at + timedelta(hours=1)) is True, "others may go on"
        assert ask(person, actor, at + timedelta(hours=25)) is True


def test_database_answers_no_question_twice_and_none_of_another_municipality(manta, quito, at):
    with scope(manta.pk):
        ask(known(manta), acting(manta), at)
        question = ElsewhereQuestion.objects.get()
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT people_attended_elsewhere(%s)", [question.pk])
    with scope(quito.pk), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT people_attended_elsewhere(%s)", [question.pk])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT people_attended_elsewhere(%s)", [question.pk])


def test_ask_costs_the_same_whatever_the_answer(manta, quito, at, django_assert_num_queries):
    with scope(quito.pk):
        known(quito)
    with scope(manta.pk):
        actor, yes, no = acting(manta), known(manta), known(manta, OTHER)
        for person in (yes, no):
            with django_assert_num_queries(6):
                ask(person, actor, at)


# --- moving


def test_packed_and_unpacked_are_the_same_person():
    entry = PersonEntry(
        "Rosa", "Delgado", birth_date=date(1990, 2, 3), nationality="VE", sector_id=4, address="Calle 1",
        resides_zone_since=date(2024, 1, 1), documents=(PAPER, OTHER), contacts=(ContactEntry("phone", "+593991234567"),),
        trusted=TrustedEntry("Ana", "+593991234568", "hermana", "nada"),
    )  # fmt: skip
    back = unpacked(packed(entry))
    assert (back.given_names, back.birth_date, back.documents, back.contacts) == (
        "Rosa", date(1990, 2, 3), (PAPER, OTHER), (ContactEntry("phone", "+593991234567"),)
    )  # fmt: skip
    assert (back.sector_id, back.address, back.trusted, back.resides_zone_since) == (None, "", None, None)


@pytest.fixture
def offer(site, manta, quito, at):
    """Somebody in Manta whose data are offered to Quito."""
    with scope(manta.pk):
        person = known(manta, given_names="Rosa", surnames="Delgado", migratory_condition="visa", address="Calle 1")
        ContactPoint.objects.create(municipality=manta, person=person, kind="phone", value="+593991234567")
        return operations.offer_transfer(
            person=person, destination=quito, consent_how="spoken", has_consented=True, actor=acting(manta), at=at
        )


def accept(offer, site, quito, at, **fields):
    return operations.accept_transfer(
        **({"transfer": offer, "programme": site, "actor": acting(quito), "at": at} | fields)
    )


def test_accepted_transfer_is_a_new_record_there_and_moved_here(offer, site, manta, quito, at):
    with scope(quito.pk):
        for _ in range(2):
            person = accept(offer, site, quito, at)
        assert Person.objects.count() == 1
        person = Person.objects.get(pk=person.pk)
        assert (str(person), person.origin, person.migratory_condition) == ("Rosa Delgado", Origin.TRANSFER, "visa")
        assert person.address == "" and person.public_id != offer.person_public_id
        assert [row.number for row in Document.objects.all()] == ["1712345675"]
        assert [row.value for row in person.contact_points.all()] == ["+593991234567"]
        assert person.participations.filter(closed_at__isnull=True).count() == 1
        assert Record.objects.filter(action="people.accept_transfer").count() == 1
    with scope(manta.pk):
        origin = Person.objects.get(public_id=offer.person_public_id)
        assert [row.end for row in origin.participations.all()] == ["moved"]
        assert origin.documents.count() == 1, "history stays"
        seen = Record.objects.get(action="people.transfer_accepted")
        assert seen.object_public_id == origin.public_id and seen.role == "system"
        offer.refresh_from_db()
        assert (offer.state, offer.payload) == ("accepted", "")


def test_offer_is_seen_by_both_sides_and_nobody_else(offer, manta, quito):
    with scope(make_municipality("loja", "LOJ", "1101", "Loja").pk):
        assert not Transfer.objects.exists()
    with scope(manta.pk):
        assert Transfer.objects.count() == 1
    with scope(quito.pk):
        assert Transfer.objects.count() == 1
        with pytest.raises(DatabaseError), transaction.atomic():
            Transfer.objects.bulk_create([
                Transfer(
                    origin=manta, destination=quito, person_public_id=offer.public_id, consent_how="spoken",
                    consent_text="1", offered_at=offer.offered_at, expires_at=offer.expires_at,
                )
            ])  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        Transfer.objects.count()


def test_payload_does_not_open_in_another_row(offer, manta):
    with connection.cursor() as cursor, scope(manta.pk):
        cursor.execute("SELECT payload FROM people_transfer")
        stored = bytes(cursor.fetchone()[0])
    assert b"Rosa" not in stored and b"1712345675" not in stored


def test_offer_refuses(site, manta, quito, at, offer):
    with scope(manta.pk):
        person = Person.objects.get(public_id=offer.person_public_id)
        given = {"person": person, "destination": quito, "consent_how": "spoken", "has_consented": True, "at": at}
        with refuses("already_offered"):
            operations.offer_transfer(**given, actor=acting(manta))
        with refuses("no_consent"):
            operations.offer_transfer(**(given | {"has_consented": False}), actor=acting(manta))
        with refuses("same_municipality"):
            operations.offer_transfer(**(given | {"destination": manta}), actor=acting(manta))
        for role in ("case_worker", "facilitator", "programme_admin"):
            with refuses("role_may_not"):
                operations.offer_transfer(**given, actor=acting(manta, role))
        assert list(queries.destinations(manta)) == [quito]


def test_accept_refuses(offer, site, manta, quito, at):
    with scope(manta.pk), refuses("not_destination"):
        accept(offer, site, quito, at, actor=acting(manta))
    with scope(quito.pk):
        with refuses("role_may_not"):
            accept(offer, site, quito, at, actor=acting(quito, "authority"))
        with refuses("transfer_settled"):
            accept(offer, site, quito, at + timedelta(days=31))
        there = known(quito)
        with refuses("already_here") as caught:
            accept(offer, site, quito, at)
        assert caught.value.refusal.details == {"code": there.code}
    with scope(manta.pk):
        assert Person.objects.get().participations.filter(closed_at__isnull=True).exists()


def test_declined_and_withdrawn_offers_forget_the_data(offer, site, manta, quito, at):
    with scope(quito.pk):
        with refuses("note_needed"):
            operations.decline_transfer(transfer=offer, note="", actor=acting(quito), at=at)
        operations.decline_transfer(transfer=offer, note="No llegó", actor=acting(quito), at=at)
        with refuses("transfer_settled"):
            accept(offer, site, quito, at)
    with scope(manta.pk):
        offer.refresh_from_db()
        assert (offer.state, offer.payload) == ("declined", "")
        with refuses("transfer_settled"):
            operations.withdraw_transfer(transfer=offer, actor=acting(manta), at=at)


def test_withdraw_and_expire(offer, site, manta, quito, at):
    with scope(quito.pk), refuses("not_origin"):
        operations.withdraw_transfer(transfer=offer, actor=acting(quito), at=at)
    with scope(manta.pk):
        system = Actor(roles=frozenset({"system"}), municipality_id=manta.pk)
        assert operations.expire_transfers(actor=system, at=at) == 0
        assert operations.expire_transfers(actor=system, at=at + timedelta(days=30)) == 1
        offer.refresh_from_db()
        assert (offer.state, offer.payload) == ("expired", "")
        again = operations.offer_transfer(
            person=Person.objects.get(), destination=quito, consent_how="signed", has_consented=True,
            actor=acting(manta), at=at,
        )  # fmt: skip
        for _ in range(2):
            again = operations.withdraw_transfer(transfer=again, actor=acting(manta), at=at)
        assert again.state == "withdrawn"


def test_data_of_an_erased_person_do_not_travel(offer, site, manta, quito, at):
    with scope(manta.pk):
        Person.objects.filter(public_id=offer.person_public_id).update(public_id=uuid7())
    with scope(quito.pk):
        with refuses("origin_erased"):
            accept(offer, site, quito, at)
        assert not Person.objects.exists()
    with scope(manta.pk):
        system = Actor(roles=frozenset({"system"}), municipality_id=manta.pk)
        assert operations.expire_transfers(actor=system, at=at) == 1


# --- pages


def test_ask_elsewhere_says_only_yes_or_no(sign_in, manta, quito, client):
    with scope(quito.pk):
        known(quito)
    with scope(manta.pk):
        person = known(manta)
    sign_in("technician")
    page = f"/manta/personas/{person.public_id}/otro-lugar/"
    refused = client.post(page, {"reason": "not_twice", "is_present": "on"})
    assert refused.status_code == 422
    answer = client.post(page, {"reason": "not_twice", "is_present": "on", "has_consented": "on"}, follow=True)
    text = answer.content.decode()
    assert "posible atención previa. Consulte al programa" in text and "Quito" not in text
    sign_in("programme_admin")
    review = client.get("/manta/personas/otro-lugar/").content.decode()
    assert person.code in review and "Delgado" not in review
    assert client.get(page).status_code == 403


def test_transfer_goes_from_page_to_page(sign_in, site, manta, quito, client):
    with scope(manta.pk):
        person = known(manta, given_names="Rosa", surnames="Delgado")
    sign_in("technician")
    fields = {"destination": "quito", "consent_how": "spoken", "has_consented": "on"}
    assert client.post(f"/manta/personas/{person.public_id}/mudanza/", fields).status_code == 303
    with scope(manta.pk):
        offer = Transfer.objects.get()
    page = f"personas/mudanzas/{offer.public_id}/"
    assert "Retirar la oferta" in client.get(f"/manta/{page}").content.decode()
    sign_in("technician", municipality=quito)
    assert client.get(f"/manta/{page}").status_code == 404
    seen = client.get(f"/quito/{page}").content.decode()
    assert "Rosa Delgado" in seen and "1712345675" not in seen
    assert client.post(f"/quito/{page}no-aceptar/", {"note": ""}).status_code == 422
    assert client.post(f"/quito/{page}aceptar/").status_code == 303
    with scope(quito.pk):
        assert str(Person.objects.get()) == "Rosa Delgado"
    assert "Rosa" not in client.get(f"/quito/{page}").content.decode(), "settled offers hold no data"
