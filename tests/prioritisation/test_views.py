"""Pages of orders of call."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from minga.kernel import tenancy
from minga.prioritisation.models import RankedList
from tests.factories.priority import make_assessed, make_list


@pytest.fixture
def client_of_manta(manta, sign_in):
    with tenancy.scope(manta.pk):
        for number in range(5):
            make_assessed(manta, f"0.{9 - number}", given_names="Ana", surnames=f"Mera {number}")
        make_assessed(manta, is_advised=True)
    return sign_in("technician")


@pytest.fixture
def ranked_list(manta, client_of_manta):
    with tenancy.scope(manta.pk):
        return make_list(manta)


def url(name, **kwargs):
    return reverse(f"prioritisation:{name}", kwargs={"municipality": "manta", **kwargs})


def text_of(client, address, **data):
    response = client.get(address, data)
    assert response.status_code == 200
    return response.content.decode()


def test_list_freeze_shows_what_it_would_hold_then_freezes(manta, client_of_manta):
    assert "Congelar la primera lista" in text_of(client_of_manta, url("list-index"))
    preview = text_of(client_of_manta, url("list-freeze"), component="both")
    assert "La lista tendría a 5 personas" in preview
    assert "Su valoración está por confirmar" in preview
    with tenancy.scope(manta.pk):
        assert not RankedList.objects.exists()
    response = client_of_manta.post(url("list-freeze"), {"component": "both"}, follow=True)
    assert "El orden de llamada quedó congelado." in response.content.decode()
    with tenancy.scope(manta.pk):
        assert RankedList.objects.get().size == 5


def test_list_freeze_refusal_is_words_on_the_form(manta, client_of_manta):
    response = client_of_manta.post(url("list-freeze"), {"component": "employment"})
    assert response.status_code == 422
    assert "Nadie tiene una valoración" in response.content.decode() or "No hay personas" in response.content.decode()


def test_list_freeze_without_choice_says_what_to_choose(client_of_manta):
    response = client_of_manta.post(url("list-freeze"), {})
    assert response.status_code == 422
    assert "Elija una opción en «¿A quiénes va a llamar?»." in response.content.decode()


def test_list_is_in_order_and_each_turn_explains_itself(manta, client_of_manta, ranked_list):
    text = text_of(client_of_manta, url("list-detail", ranked_list=ranked_list.public_id))
    assert [text.index(f"Mera {number}") for number in range(5)] == sorted(text.index(f"Mera {n}") for n in range(5))
    assert ranked_list.seed in text
    with tenancy.scope(manta.pk):
        place = ranked_list.places.get(position=2)
    why = text_of(client_of_manta, url("place-detail", place=place.public_id))
    assert "Su turno es el 2" in why
    assert "Mera 0" not in why


def test_paper_list_has_codes_and_short_names_and_nothing_of_priority(client_of_manta, ranked_list):
    text = text_of(client_of_manta, url("list-print", ranked_list=ranked_list.public_id))
    assert "Ana M." in text
    for secret in ("Mera", "0,9", "Tercio", "Perfil"):
        assert secret not in text


def test_a_long_list_is_printed_in_parts(client_of_manta, ranked_list, monkeypatch):
    monkeypatch.setattr("minga.prioritisation.queries.SHEET", 1)
    address = url("list-print", ranked_list=ranked_list.public_id)
    whole, turns = ranked_list.size, []
    assert whole > 1
    for first in range(1, whole + 1):
        text = text_of(client_of_manta, f"{address}?desde={first}")
        turns += re.findall(r"<tr><td>(\d+)</td>", text)
        assert ('rel="next"' in text, 'rel="prev"' in text) == (first < whole, first > 1)
    assert turns == [str(turn) for turn in range(1, whole + 1)]
    for wrong in ("0", "-1", "x", str(whole + 1), "²"):
        assert re.findall(r"<tr><td>(\d+)</td>", text_of(client_of_manta, f"{address}?desde={wrong}")) == ["1"]


@pytest.mark.parametrize("role", ["facilitator", "authority", "adviser", "communication", "case_worker"])
def test_pages_are_refused_to_who_may_not_see_priority(sign_in, ranked_list, manta, role):
    client = sign_in(role)
    with tenancy.scope(manta.pk):
        place = ranked_list.places.first()
    for address in (
        url("list-index"),
        url("list-freeze"),
        url("list-detail", ranked_list=ranked_list.public_id),
        url("list-print", ranked_list=ranked_list.public_id),
        url("place-detail", place=place.public_id),
    ):
        assert client.get(address).status_code == 403


def test_list_of_another_municipality_does_not_exist(sign_in, ranked_list, quito):
    client = sign_in("technician", municipality=quito)
    address = url("list-detail", ranked_list=ranked_list.public_id).replace("/manta/", "/quito/")
    assert client.get(address).status_code == 404


def test_cost_of_the_list_does_not_grow_with_its_people(manta, client_of_manta):
    def queries_for(ranked_list):
        with CaptureQueriesContext(connection) as seen:
            text_of(client_of_manta, url("list-detail", ranked_list=ranked_list.public_id))
        return len(seen)

    with tenancy.scope(manta.pk):
        few = make_list(manta)
        for _ in range(20):
            make_assessed(manta)
        many = make_list(manta)
    queries_for(few)
    assert queries_for(few) == queries_for(many)
