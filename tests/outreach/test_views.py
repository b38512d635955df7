"""Pages of rounds, call sheets and invitations, as an official uses them."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from minga.kernel import clock, tenancy
from minga.outreach import operations
from minga.outreach.models import ContactAttempt, Invitation, Round
from minga.people.models import ContactPoint, TrustedPerson
from tests.factories.priority import make_assessed, make_list
from tests.factories.training import make_class

HTML_LEFTOVERS = re.compile(r"<c-|\{\{|\{%")


@pytest.fixture
def site(manta, sign_in):
    """Manta with six people in order, one without phone, and a class of three places; a technician is signed in."""
    with tenancy.scope(manta.pk):
        people = [make_assessed(manta, f"0.{9 - number}", given_names=f"Ana{number}") for number in range(6)]
        for number, person in enumerate(people[1:]):
            ContactPoint.objects.create(
                municipality=manta, person=person, kind="whatsapp", value=f"+59399123456{number}"
            )
        ranked_list = make_list(manta)
        class_group = make_class(manta, cupo=3)
    client = sign_in("technician")
    return SimpleNamespace(client=client, manta=manta, people=people, ranked_list=ranked_list, class_group=class_group)


def url(name, **kwargs):
    return reverse(f"outreach:{name}", kwargs={"municipality": "manta", **kwargs})


def fields(site, **more):
    return {
        "name": "Noviembre",
        "ranked_list": str(site.ranked_list.public_id),
        "class_groups": [str(site.class_group.public_id)],
        "channels": ["call", "visit"],
        "hours": "72",
    } | more


@pytest.fixture
def opened(site):
    response = site.client.post(url("round-open"), fields(site))
    assert response.status_code == 303
    with tenancy.scope(site.manta.pk):
        site.round = Round.objects.get()
        site.invitations = list(Invitation.objects.order_by("position"))
    return site


def page(site, address, status=200, **data):
    response = site.client.get(address, data)
    assert response.status_code == status, response.content.decode()[:2000]
    text = response.content.decode()
    assert not HTML_LEFTOVERS.search(text)
    return text


def test_first_page_says_what_to_do(site):
    assert "Abrir la primera convocatoria" in page(site, url("round-list"))


def test_round_open_without_a_list_or_a_free_place_says_what_to_do_first(sign_in, manta):
    client = sign_in("technician")
    assert "Primero congele un orden de llamada" in client.get(url("round-open")).content.decode()
    with tenancy.scope(manta.pk):
        make_assessed(manta)
        make_list(manta)
    assert "No hay aulas con cupos libres" in client.get(url("round-open")).content.decode()


def test_round_open_shows_what_it_would_do_and_saves_nothing(site):
    form = page(site, url("round-open"), lista=str(site.ranked_list.public_id))
    assert site.ranked_list.code in form
    text = page(site, url("round-open"), **fields(site))
    assert "Se llamaría a 3 personas" in text
    assert "No hay ningún medio en persona" not in text
    with tenancy.scope(site.manta.pk):
        assert not Round.objects.exists()


def test_round_open_warns_without_in_person_channel_and_counts_who_is_out_of_reach(site):
    text = page(site, url("round-open"), **fields(site, channels=["call"]))
    assert "No hay ningún medio en persona" in text
    assert "A 1 persona no llega ninguno de estos medios" in text


def test_round_open_errors_keep_what_was_typed(site):
    response = site.client.post(url("round-open"), fields(site, class_groups=[], hours="mucho"))
    text = response.content.decode()
    assert response.status_code == 422
    assert "Elija al menos una opción en «Aulas que se llenan»." in text
    assert 'value="mucho"' in text
    assert 'value="Noviembre"' in text


def test_board_counts_and_offers_the_call_sheet(opened):
    text = page(opened, url("round-detail", round_id=opened.round.public_id))
    assert "Hoja de llamadas" in text
    for person in opened.people[:3]:
        assert str(person) in text
    assert str(opened.people[3]) not in text
    assert page(opened, url("round-detail", round_id=opened.round.public_id), estado="declined").count("<tbody") == 2


def test_call_sheet_has_links_and_says_who_has_no_phone(opened):
    text = page(opened, url("call-sheet", round_id=opened.round.public_id))
    assert "https://wa.me/593991234560?text=Hola%2C%20Ana1" in text
    assert 'href="tel:+593991234560"' in text
    assert "Sin teléfono: visita o en persona" in text


def test_call_sheet_shows_first_who_was_not_tried(opened):
    first = opened.invitations[0]
    answer = {"channel": "visit", "outcome": "no_answer", "answer": ""}
    assert opened.client.post(url("invitation-detail", invitation=first.public_id), answer).status_code == 303
    address = url("call-sheet", round_id=opened.round.public_id)
    assert "Anotado: Ana0" in page(opened, address)
    text = page(opened, address)
    assert text.index("Ana1") < text.index("Ana2") < text.index("Ana0")


def test_paper_sheet_has_script_boxes_codes_and_a_part_for_visits(opened):
    text = page(opened, url("call-sheet-print", round_id=opened.round.public_id))
    assert opened.round.code in text
    assert "¿hablo con __________?" in text
    phones, visits = text.split("Visitas y en persona: sin teléfono")
    assert opened.people[1].code in phones
    assert opened.people[0].code in visits
    assert "minga-sheet__box" in visits
    for secret in ("Nivel de prioridad", "Perfil orientado", "0,9"):
        assert secret not in text


def test_notice_for_the_wall_has_codes_of_people_without_phone_and_no_names(opened):
    text = page(opened, url("poster-print", round_id=opened.round.public_id))
    assert opened.people[0].code in text
    assert opened.people[1].code not in text
    assert "Ana0" not in text
    assert "programa" not in text.lower()


def test_yes_is_noted_and_confirms_the_place(opened):
    invitation = opened.invitations[1]
    given = {"channel": "call", "outcome": "spoke", "answer": "comes", "next_step": "Recordar el viernes"}
    response = opened.client.post(url("invitation-detail", invitation=invitation.public_id), given)
    assert response.status_code == 303
    text = page(opened, url("invitation-detail", invitation=invitation.public_id))
    assert "Acepta" in text
    assert "Recordar el viernes" in text
    with tenancy.scope(opened.manta.pk):
        assert Invitation.objects.get(pk=invitation.pk).enrolment.state == "confirmed"


def test_no_needs_a_reason_and_brings_up_the_next(opened):
    address = url("invitation-detail", invitation=opened.invitations[1].public_id)
    given = {"channel": "call", "outcome": "spoke", "answer": "does_not_come"}
    response = opened.client.post(address, given)
    assert response.status_code == 422
    assert "Elija por qué la persona no puede asistir." in response.content.decode()
    assert opened.client.post(address, given | {"reason": "care"}).status_code == 303
    board = page(opened, url("round-detail", round_id=opened.round.public_id))
    assert str(opened.people[3]) in board
    assert "Cuidado de otras personas: 1" in board


def test_answer_that_came_too_late_keeps_the_attempt_off_too(opened):
    """Two officials on one person: the second sees what the first noted, and nothing of hers is half kept."""
    invitation = opened.invitations[1]
    with tenancy.scope(opened.manta.pk):
        from minga.kernel.actor import system_actor

        operations.decline_invitation(
            invitation=invitation, channel="call", reason="work", actor=system_actor(opened.manta.pk), at=clock.now()
        )
    given = {"channel": "call", "outcome": "spoke", "answer": "comes"}
    response = opened.client.post(url("invitation-detail", invitation=invitation.public_id), given)
    assert response.status_code == 422
    assert "Otra persona del equipo ya registró una respuesta: No puede esta vez." in response.content.decode()
    with tenancy.scope(opened.manta.pk):
        assert not ContactAttempt.objects.exists()


def test_paper_sheet_is_typed_in_with_its_day(opened):
    invitation = opened.invitations[0]
    with tenancy.scope(opened.manta.pk):
        Invitation.objects.filter(pk=invitation.pk).update(invited_at=clock.now() - timedelta(days=5))
    day = (clock.now() - timedelta(days=2)).date()
    given = {"channel": "visit", "outcome": "no_answer", "answer": "", "made_on": day.isoformat()}
    address = url("invitation-detail", invitation=invitation.public_id)
    assert opened.client.post(address, given).status_code == 303
    with tenancy.scope(opened.manta.pk):
        assert ContactAttempt.objects.get().at.date() == day
    given["made_on"] = "2020-01-01"
    assert "El día del intento debe estar entre" in opened.client.post(address, given).content.decode()


def test_invitation_shows_what_the_trusted_person_may_hear(opened):
    with tenancy.scope(opened.manta.pk):
        TrustedPerson.objects.create(
            municipality=opened.manta, person=opened.people[0], name="Doña Luz", phone="+593987654321",
            may_be_told="Que llame a la oficina",
        )  # fmt: skip
    text = page(opened, url("invitation-detail", invitation=opened.invitations[0].public_id))
    assert "Que llame a la oficina" in text
    assert "No tiene teléfono" in text


def test_closing_says_who_must_still_answer(opened):
    address = url("round-close", round_id=opened.round.public_id)
    response = opened.client.post(address, follow=True)
    assert "Todavía esperan respuesta 3 personas" in response.content.decode()


def test_same_form_twice_opens_one_round(site):
    given = fields(site, _submission="0190b6c8-0000-7000-8000-000000000001")
    first = site.client.post(url("round-open"), given)
    again = site.client.post(url("round-open"), given)
    assert first.headers["Location"] == again.headers["Location"]
    with tenancy.scope(site.manta.pk):
        assert Round.objects.count() == 1


@pytest.mark.parametrize("role", ["facilitator", "authority", "adviser", "communication"])
def test_pages_are_refused_to_who_does_not_call_people(opened, sign_in, role):
    client = sign_in(role)
    for name, kwargs in (
        ("round-list", {}),
        ("round-detail", {"round_id": opened.round.public_id}),
        ("call-sheet", {"round_id": opened.round.public_id}),
        ("invitation-detail", {"invitation": opened.invitations[0].public_id}),
    ):
        assert client.get(url(name, **kwargs)).status_code == 403


def test_another_municipality_does_not_exist(opened, quito, sign_in):
    client = sign_in("technician", municipality=quito)
    addresses = [
        url("round-detail", round_id=opened.round.public_id),
        url("invitation-detail", invitation=opened.invitations[0].public_id),
    ]
    for address in addresses:
        assert client.get(address.replace("/manta/", "/quito/")).status_code == 404
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", ["round-detail", "call-sheet", "call-sheet-print"])
def test_cost_of_a_page_does_not_grow_with_the_people(opened, name):
    def queries_for():
        with CaptureQueriesContext(connection) as seen:
            page(opened, url(name, round_id=opened.round.public_id))
        return len(seen)

    queries_for()
    few = queries_for()
    with tenancy.scope(opened.manta.pk):
        for row in Invitation.objects.all()[1:]:
            row.delete()
    assert queries_for() == few
