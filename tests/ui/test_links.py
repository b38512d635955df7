"""Addresses made once and filled in are those that `reverse` makes."""

import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import NoReverseMatch, reverse

from minga.ui.links import tenant_url, tenant_url_or_none, url_or_none


def asking(slug: str) -> Any:
    return SimpleNamespace(municipality=SimpleNamespace(slug=slug))


@pytest.mark.parametrize("slug", ["manta", "quito"])
def test_addresses_of_many_people_and_cities(slug: str) -> None:
    for _number in range(3):
        public_id = uuid.uuid4()
        expected = reverse("people:person-detail", kwargs={"municipality": slug, "public_id": public_id})
        assert tenant_url(asking(slug), "people:person-detail", public_id=public_id) == expected
        assert tenant_url(asking(slug), "people:person-detail", public_id) == expected
        assert tenant_url(asking(slug), "people:person-detail", str(public_id)) == expected
    assert tenant_url(asking(slug), "people:person-list") == f"/{slug}/personas/"


def test_two_ids_keep_their_places() -> None:
    first, second = uuid.uuid4(), uuid.uuid4()
    address = tenant_url(asking("manta"), "training:approve-hours", first, second)
    assert address.index(str(first)) < address.index(str(second))


def test_the_empty_id_is_an_id() -> None:
    assert str(uuid.UUID(int=0)) in tenant_url(asking("manta"), "people:person-detail", uuid.UUID(int=0))


def test_what_does_not_exist_says_so_each_time() -> None:
    for _number in range(2):
        with pytest.raises(NoReverseMatch):
            tenant_url(asking("manta"), "people:person-detail")
        assert tenant_url_or_none(asking("manta"), "people:nothing") is None
        assert url_or_none("nothing") is None
