"""Pages by key: all rows once, both ways, in few queries."""

from __future__ import annotations

from typing import Any

import pytest

from minga.territory.models import Zone
from minga.ui.paging import read_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def zones(db: None) -> list[Zone]:
    Zone.objects.all().delete()
    return [Zone.objects.create(name=f"Zona {n:02}") for n in range(7)]


def walk(rf: Any, address: str, *, size: int = 3, descending: bool = False) -> Any:
    return read_page(
        Zone.objects.all(), request=rf.get(address), order=("name", "id"), size=size, descending=descending
    )


@pytest.mark.parametrize("descending", [False, True])
def test_every_row_once_forwards_and_back(rf: Any, zones: list[Zone], descending: bool) -> None:
    pages, address = [], "/z/"
    while address:
        page = walk(rf, address, descending=descending)
        pages.append([zone.name for zone in page.rows])
        address = page.next_url
    names = [zone.name for zone in (reversed(zones) if descending else zones)]
    assert pages == [names[:3], names[3:6], names[6:]]
    back, address = [], page.previous_url
    while address:
        page = walk(rf, address, descending=descending)
        back.append([zone.name for zone in page.rows])
        address = page.previous_url
    assert back == [names[3:6], names[:3]]


def test_rows_with_the_same_first_key(rf: Any, zones: list[Zone]) -> None:
    seen, address = [], "/z/"
    while address:
        page = read_page(Zone.objects.extra(select={}), request=rf.get(address), order=("name", "id"), size=2)
        seen += [zone.pk for zone in page.rows]
        address = page.next_url
    assert seen == [zone.pk for zone in zones]


def test_filters_stay_in_the_address_and_names_do_not_enter_it(rf: Any, zones: list[Zone]) -> None:
    page = walk(rf, "/z/?grupo=a&despues=rubbish")
    assert page.next_url.startswith("/z/?grupo=a&despues=")
    assert page.next_url.count("despues") == 1
    assert "Zona" not in page.next_url
    assert page.previous_url == ""


def test_page_of_a_row_that_is_gone_is_the_first(rf: Any, zones: list[Zone]) -> None:
    address = walk(rf, "/z/").next_url
    zones[2].delete()
    assert [zone.name for zone in walk(rf, address).rows] == ["Zona 00", "Zona 01", "Zona 03"]


def test_two_queries_a_page(rf: Any, zones: list[Zone], django_assert_num_queries: Any) -> None:
    address = walk(rf, "/z/").next_url
    with django_assert_num_queries(2):
        walk(rf, address)
