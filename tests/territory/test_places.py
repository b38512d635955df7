"""Venues and sectors of a municipality, zones over municipalities."""

from __future__ import annotations

import pytest

from minga.audit.models import Record
from minga.kernel.refusals import Refused
from minga.kernel.tenancy import scope
from minga.territory import operations
from minga.territory.models import Sector, Venue, Zone

ROOM = {
    "name": "Casa comunal",
    "capacity": "30",
    "equipment": ["proyector", "sillas"],
    "other_equipment": "parlante, sillas",
}


def venues_of(municipality):
    with scope(municipality.pk):
        return list(Venue.objects.order_by("name"))


def test_venue_is_made_and_changed_on_the_page(sign_in, manta, client):
    sign_in("technician")
    assert client.post("/manta/lugares/nuevo/", ROOM | {"is_accessible": "on"}).status_code == 302
    [venue] = venues_of(manta)
    assert (venue.capacity, venue.is_accessible, venue.has_childrens_corner) == (30, True, False)
    assert venue.equipment == ["proyector", "sillas", "parlante"]
    address = f"/manta/lugares/{venue.public_id}/"
    page = client.get(address).content.decode()
    assert 'value="parlante"' in page
    assert client.post(address, ROOM | {"capacity": "25", "has_childrens_corner": "on"}).status_code == 302
    [venue] = venues_of(manta)
    assert (venue.capacity, venue.is_accessible, venue.has_childrens_corner) == (25, False, True)


@pytest.mark.parametrize(
    ("typed", "words"),
    [({"capacity": "0"}, "1 o mayor"), ({"capacity": "muchas"}, "solo un número"), ({"name": ""}, "Complete «Nombre»")],
)
def test_wrong_venue_comes_back_with_what_was_typed(sign_in, manta, client, typed, words):
    sign_in("technician")
    response = client.post("/manta/lugares/nuevo/", ROOM | typed)
    page = response.content.decode()
    assert response.status_code == 422 and words in page and "parlante" in page
    assert venues_of(manta) == []


def test_name_stands_once_in_a_municipality(sign_in, manta, quito, client):
    sign_in("technician")
    client.post("/manta/lugares/nuevo/", ROOM)
    response = client.post("/manta/lugares/nuevo/", ROOM)
    assert response.status_code == 422 and "Ya hay otro con ese nombre" in response.content.decode()
    sign_in("technician", municipality=quito)
    assert client.post("/quito/lugares/nuevo/", ROOM).status_code == 302


def test_sector_of_another_municipality_is_no_choice(sign_in, manta, quito, client):
    with scope(quito.pk):
        foreign = Sector.objects.create(municipality=quito, name="La Delicia")
    sign_in("technician")
    response = client.post("/manta/lugares/nuevo/", ROOM | {"sector": str(foreign.public_id)})
    assert response.status_code == 422
    assert "La Delicia" not in client.get("/manta/lugares/nuevo/").content.decode()


def test_sector_keeps_its_venues_when_renamed(sign_in, manta, client):
    sign_in("coordinator")
    client.post("/manta/lugares/sectores/nuevo/", {"name": "Tarqui"})
    with scope(manta.pk):
        sector = Sector.objects.get()
    client.post("/manta/lugares/nuevo/", ROOM | {"sector": str(sector.public_id)})
    assert client.post(f"/manta/lugares/sectores/{sector.public_id}/", {"name": "Tarqui centro"}).status_code == 302
    assert "Tarqui centro" in client.get("/manta/lugares/").content.decode()
    assert venues_of(manta)[0].sector_id == sector.pk


def test_list_costs_the_same_for_few_and_many(sign_in, manta, client, django_assert_max_num_queries):
    with scope(manta.pk):
        sector = Sector.objects.create(municipality=manta, name="Tarqui")
        for number in range(25):
            Venue.objects.create(municipality=manta, name=f"Aula {number}", capacity=20, sector=sector)
    sign_in("technician")
    client.get("/manta/lugares/")
    with django_assert_max_num_queries(14):
        assert "Aula 24" in client.get("/manta/lugares/").content.decode()


@pytest.mark.parametrize("role", ["facilitator", "authority", "adviser"])
def test_other_roles_read_only(in_manta, actor_of, at, role):
    with pytest.raises(Refused) as caught:
        operations.create_sector(municipality=in_manta, name="Tarqui", actor=actor_of(role), at=at)
    assert caught.value.refusal.code == "role_may_not"


def test_update_names_what_changed_and_nothing_when_nothing_did(in_manta, actor_of, at):
    actor = actor_of("technician")
    venue = operations.create_venue(municipality=in_manta, name="Casa", capacity=20, actor=actor, at=at)
    operations.update_venue(venue=venue, capacity=20, actor=actor, at=at)
    operations.update_venue(venue=venue, capacity=22, actor=actor, at=at)
    rows = Record.objects.filter(action="territory.update_venue")
    assert [row.fields for row in rows] == [["capacity"]]
    with pytest.raises(TypeError):
        operations.create_venue(municipality=in_manta, name="X", capacity=1, colour="red", actor=actor, at=at)


def test_zone_groups_cities_and_a_city_stands_in_several(sign_in, manta, quito, client):
    sign_in("programme_admin")
    cities = [str(manta.public_id), str(quito.public_id)]
    assert client.post("/manta/lugares/zonas/nueva/", {"name": "Costa", "municipalities": cities}).status_code == 302
    client.post("/manta/lugares/zonas/nueva/", {"name": "Puertos", "municipalities": cities[:1]})
    assert sorted(zone.name for zone in manta.zones.all()) == ["Costa", "Puertos"]
    zone = Zone.objects.get(name="Costa")
    assert client.post(f"/manta/lugares/zonas/{zone.public_id}/", {"municipalities": cities[1:]}).status_code == 302
    assert [city.slug for city in zone.municipalities.all()] == ["quito"]
    page = client.get("/manta/lugares/zonas/").content.decode()
    assert "Costa" in page and "Puertos" in page


def test_coordination_does_not_group_cities(sign_in, manta, client):
    sign_in("coordinator")
    assert client.post("/manta/lugares/zonas/nueva/", {"name": "Costa"}).status_code == 403
    assert not Zone.objects.exists()
