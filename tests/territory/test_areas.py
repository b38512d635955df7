"""Countries and their areas are data; homonyms; old codes; slugs."""

from __future__ import annotations

import json

import pytest

from minga.kernel.actor import system_actor
from minga.kernel.refusals import Refused
from minga.territory.models import AdminArea, Country
from minga.territory.operations import create_municipality, load_territory
from minga.territory.queries import area_by_code, areas_called
from minga.territory.rules import RESERVED_SLUGS, without_repeats
from tests.conftest import NOW


def test_ecuador_has_its_provinces_and_cantons(db):
    ecuador = AdminArea.objects.filter(country__code="EC")
    assert ecuador.filter(level=1).count() == 24
    assert ecuador.filter(level=2).count() == 221
    cuenca = ecuador.get(code="0101")
    assert (cuenca.name, cuenca.parent.name) == ("Cuenca", "Azuay")


def test_old_code_of_la_concordia_still_finds_it(db):
    assert area_by_code("EC", "0808") == area_by_code("EC", "2302")
    assert [area.name for area in areas_called("0808")] == ["La Concordia"]


def test_loading_again_changes_nothing(db):
    before = list(AdminArea.objects.order_by("pk").values_list("pk", "code", "name"))
    load_territory()
    assert list(AdminArea.objects.order_by("pk").values_list("pk", "code", "name")) == before


def test_another_country_is_only_data(db, tmp_path):
    """Peru's tree comes with the product; a third country with three levels needs a file and nothing else."""
    assert area_by_code("PE", "20").name == "Piura"
    file = tmp_path / "countries.json"
    colombia = {
        "code": "CO", "name": "Colombia", "currency": "COP", "time_zone": "America/Bogota",
        "level_names": ["Departamento", "Municipio", "Corregimiento"],
        "areas": [["52", "Nariño", [["52356", "Ipiales", [["52356001", "La Victoria"]]]]]],
    }  # fmt: skip
    file.write_text(json.dumps([colombia]))
    load_territory(file)
    victoria = area_by_code("CO", "52356001")
    assert victoria.level == 3
    assert [victoria.parent.name, victoria.parent.parent.name] == ["Ipiales", "Nariño"]
    municipality = create_municipality(
        area=area_by_code("CO", "52356"), slug="ipiales", code="IPI", name="Ipiales", full_name="Alcaldía de Ipiales",
        actor=system_actor(), at=NOW, time_zone=Country.objects.get(code="CO").time_zone,
    )  # fmt: skip
    assert municipality.time_zone == "America/Bogota"


@pytest.mark.parametrize("typed", ["bolivar", "BOLÍVAR", " Bolívar "])
def test_homonyms_are_told_apart_by_their_province(db, typed):
    found = areas_called(typed, country="EC")
    assert {(area.name, area.parent.name if area.parent else "") for area in found} >= {
        ("Bolívar", ""), ("Bolívar", "Carchi"), ("Bolívar", "Manabí"),
    }  # fmt: skip


def test_any_word_of_a_name_finds_it(db):
    assert "Santo Domingo" in [area.name for area in areas_called("domingo")]
    assert areas_called("zzz") == [] and areas_called("  ") == []


def test_search_costs_one_query(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        [(area.country.name, area.parent and area.parent.name) for area in areas_called("san")]


@pytest.mark.parametrize("slug", sorted(RESERVED_SLUGS)[:3])
def test_no_municipality_takes_an_address_of_the_installation(db, slug, at):
    with pytest.raises(Refused) as caught:
        create_municipality(
            area=area_by_code("EC", "1308"), slug=slug, code="XXX", name="X", full_name="X", actor=system_actor(), at=at
        )
    assert caught.value.refusal.code == "slug_reserved"


def test_equipment_words_stand_once():
    assert without_repeats([" proyector", "proyector", "", "horno "]) == ["proyector", "horno"]


def test_search_page_shows_the_province(sign_in, manta, client):
    sign_in("technician")
    page = client.get("/manta/lugares/areas/?q=bolivar").content.decode()
    assert "Carchi" in page and "Manabí" in page
    assert "Nada con ese nombre" in client.get("/manta/lugares/areas/?q=zzz").content.decode()
