"""Dated settings: which value holds when and where, who gives it, its pages."""

from __future__ import annotations

from datetime import date

import pytest

from minga.kernel.refusals import Refused
from minga.programmes import operations, queries
from minga.programmes.models import Programme, Setting

KEY = "residence_months"
PAGE = f"/manta/programa/ajustes/{KEY}/"
FIELDS = {
    "value": "3", "valid_from_day": "1", "valid_from_month": "12", "valid_from_year": "2026", "source": "Resolución 12",
}  # fmt: skip


@pytest.fixture
def site(db):
    return Programme.objects.get(slug="site")


def give(site, value, since, actor, at, municipality=None, key=KEY):
    return operations.set_setting(
        programme=site,
        key=key,
        value=value,
        valid_from=since,
        source="x",
        actor=actor,
        at=at,
        municipality=municipality,
    )


def holds(site, on, municipality):
    return queries.setting(KEY, on=on, programme=site, municipality_id=municipality.pk)


def test_newest_that_has_begun_holds_the_municipalitys_own_first(in_manta, quito, site, system, at):
    give(site, 12, date(2026, 1, 1), system, at)
    give(site, 4, date(2026, 6, 1), system, at, in_manta)
    give(site, 2, date(2026, 9, 1), system, at, in_manta)
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 1), date(2026, 8, 31), date(2026, 9, 1)]
    assert [holds(site, day, in_manta) for day in days] == [6, 12, 4, 4, 2]
    assert [holds(site, day, quito) for day in days] == [6, 12, 12, 12, 12]
    assert {row.key: row.value for row in queries.settings_on(site, in_manta, days[-1])}[KEY] == 2


def test_same_day_again_replaces_that_days_value(in_manta, site, system, at):
    for value in (3, 5):
        give(site, value, date(2026, 1, 1), system, at, in_manta)
    assert [row.value for row in Setting.objects.filter(key=KEY)] == [5]


@pytest.mark.parametrize(
    ("key", "value", "code"), [(KEY, 121, "out_of_limits"), (KEY, "6", "wrong_kind"), ("nada", 1, "unknown_key")]
)
def test_value_that_cannot_be_is_refused(in_manta, site, system, at, key, value, code):
    with pytest.raises(Refused) as caught:
        give(site, value, date(2026, 1, 1), system, at, in_manta, key=key)
    assert caught.value.refusal.code == code
    assert str(caught.value)
    assert not Setting.objects.exists()


def test_coordination_sets_its_own_municipality_only(in_manta, quito, site, actor_of, at):
    actor = actor_of("coordinator")
    give(site, 3, date(2026, 1, 1), actor, at, in_manta)
    for place in (None, quito):
        with pytest.raises(Refused):
            give(site, 3, date(2026, 1, 1), actor, at, place)


def test_page_gives_a_value_from_a_day_on(sign_in, manta, client, site):
    sign_in("coordinator")
    assert "todos los municipios" not in client.get(PAGE).content.decode()
    assert client.post(PAGE, FIELDS | {"for_all": "on"}).status_code == 302
    row = Setting.objects.get()
    assert (row.value, row.municipality, row.source, row.valid_from) == (3, manta, "Resolución 12", date(2026, 12, 1))
    page = client.get(PAGE).content.decode()
    assert "3 meses" in page and "Resolución 12" in page
    assert "6 meses" in client.get("/manta/programa/ajustes/").content.decode(), "what has not begun does not hold"


def test_administration_sets_for_all(sign_in, manta, client):
    sign_in("programme_admin")
    client.post(PAGE, FIELDS | {"for_all": "on"})
    assert Setting.objects.get().municipality is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"value": "500"}, "120 o menor"),
        ({"value": "seis"}, "solo un número"),
        ({"source": ""}, "Complete «De dónde sale este valor»"),
        ({"valid_from_day": "31", "valid_from_month": "2"}, "una fecha que exista"),
    ],
)
def test_wrong_value_comes_back(sign_in, manta, client, typed, words):
    sign_in("coordinator")
    response = client.post(PAGE, FIELDS | typed)
    assert response.status_code == 422 and words in response.content.decode()
    assert not Setting.objects.exists()


def test_other_kinds_of_values_have_their_controls(sign_in, manta, client):
    sign_in("coordinator")
    hours = FIELDS | {"value_from": "21:00", "value_to": "07:30"}
    assert client.post("/manta/programa/ajustes/quiet_hours/", hours).status_code == 302
    assert client.post("/manta/programa/ajustes/facilitator_required/", FIELDS | {"value": "no"}).status_code == 302
    assert {row.key: row.value for row in Setting.objects.all()} == {
        "quiet_hours": ["21:00", "07:30"],
        "facilitator_required": False,
    }
    assert client.get("/manta/programa/ajustes/nada/").status_code == 404
