"""Every address × every role × own municipality, another one, signed out: exactly what the table of rights says."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from minga.access.views_guard import GUARD
from minga.kernel.rights import ALL_STAFF, MAY, may
from minga.kernel.tenancy import scope
from minga.territory.rules import RESERVED_SLUGS
from tests.factories import make_account
from tests.factories.samples import SAMPLES

SIGN_IN = "/entrar/"


@dataclass(frozen=True)
class Page:
    """An address as the resolver has it."""

    name: str
    route: str
    view: Any
    arguments: frozenset[str]

    @property
    def guard(self) -> Any:
        return getattr(self.view, GUARD, None)

    @property
    def is_tenant(self) -> bool:
        return "municipality" in self.arguments

    @property
    def takes_object(self) -> bool:
        return bool(self.arguments - {"municipality"})

    def address(self, municipality: Any, arguments: dict[str, Any]) -> str:
        place = {"municipality": municipality.slug} if self.is_tenant else {}
        return reverse(self.name, kwargs={**place, **arguments})

    def anything(self) -> dict[str, Any]:
        """Arguments of the right shape for an object that does not exist: enough where the guard answers first."""
        shapes = {"uuid": uuid.uuid4(), "int": 1}
        named = re.findall(r"<(?:(\w+):)?(\w+)>", self.route)
        return {name: shapes.get(shape, "nada") for shape, name in named if name != "municipality"}

    def sample(self, municipality: Any) -> dict[str, Any]:
        """The arguments of an object made in a municipality."""
        if not self.takes_object:
            return {}
        if self.name not in SAMPLES:
            pytest.fail(f"{self.name} ({self.route}) takes an object: add it to SAMPLES in tests/factories/samples/")
        with scope(municipality.pk):
            return SAMPLES[self.name](municipality)


def pages_under(patterns: list[Any], namespace: str = "", route: str = "") -> Iterator[Page]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, [namespace, pattern.namespace]))
            yield from pages_under(pattern.url_patterns, inner, here)
        elif isinstance(pattern, URLPattern):
            name = ":".join(filter(None, [namespace, pattern.name or ""]))
            yield Page(name, here, pattern.callback, frozenset(re.findall(r"<(?:\w+:)?(\w+)>", here)))


PAGES = list(pages_under(get_resolver().url_patterns))
EVERY_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name or page.route)
STAFF_PAGES = [page for page in PAGES if isinstance(page.guard, tuple)]


def signed_in(*roles: str, municipality: Any) -> Client:
    client = Client()
    client.force_login(make_account(roles, municipality))
    return client


def used_guard_refusal(response: Any) -> bool:
    """Whether the guard, not the page, said no."""
    return response.status_code == 403 and "403.html" in [template.name for template in response.templates]


def goes_to_sign_in(response: Any) -> bool:
    return response.status_code == 302 and response["Location"].startswith(SIGN_IN)


@EVERY_PAGE
def test_every_page_says_who_it_is_for(page):
    assert page.guard is not None, f"{page.route}: decorate its view with @staff, @signed_in or @public_page"
    assert page.name, f"{page.route} has no name"
    if isinstance(page.guard, tuple):
        kind, verb = page.guard
        assert page.is_tenant, f"{page.route}: @staff is for pages of a municipality"
        assert any(verb in verbs for verbs in MAY[kind].values()), f"nobody may {kind}.{verb}"


@EVERY_PAGE
def test_signed_out(page, manta):
    response = Client().get(page.address(manta, page.anything()))
    assert goes_to_sign_in(response) is (page.guard != "public")
    if page.guard == "public":
        assert not used_guard_refusal(response)


@pytest.mark.parametrize("page", STAFF_PAGES, ids=lambda page: page.name)
def test_each_role_in_its_own_municipality(page, manta):
    address = page.address(manta, page.sample(manta))
    for role in ALL_STAFF:
        response = signed_in(role, municipality=manta).get(address)
        assert not goes_to_sign_in(response), role
        if may(frozenset({role}), *page.guard):
            assert not used_guard_refusal(response), f"{role} may {'.'.join(page.guard)} but was refused"
            assert response.status_code != 404 or page.takes_object, f"{role} finds nothing at {address}"
        else:
            assert used_guard_refusal(response), f"{role} may not {'.'.join(page.guard)}: {response.status_code}"


@pytest.mark.parametrize("page", STAFF_PAGES, ids=lambda page: page.name)
def test_each_role_of_another_municipality_finds_nothing(page, manta, quito):
    address = page.address(manta, page.anything())
    for role in ALL_STAFF:
        client = signed_in(role, municipality=quito)
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 404, role
            assert manta.name not in answer.content.decode()


def allowed_client(page: Page, municipality: Any) -> Client:
    if not isinstance(page.guard, tuple):
        return Client()
    return signed_in(*(role for role in ALL_STAFF if may(frozenset({role}), *page.guard)), municipality=municipality)


def opened(client: Client, address: str) -> Any:
    """GET, or POST where the page takes nothing else."""
    response = client.get(address)
    return client.post(address) if response.status_code == 405 else response


def body(response: Any, address: str) -> str:
    """The page without what differs from request to request: token and its own address."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return text.replace(address, "")


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.is_tenant and page.takes_object], ids=lambda page: page.name
)
def test_object_of_another_municipality_reads_like_one_that_does_not_exist(page, manta, quito):
    foreign = page.sample(quito)
    if foreign == page.sample(manta):
        return  # the object belongs to no municipality
    missing = {name: uuid.uuid4() if isinstance(value, uuid.UUID) else value for name, value in foreign.items()}
    client = allowed_client(page, manta)
    answers = []
    for arguments in (foreign, missing):
        address = page.address(manta, arguments)
        response = opened(client, address)
        answers.append((response.status_code, response.get("Location", ""), body(response, address)))
    assert answers[0] == answers[1]
    assert answers[0][0] in (303, 404), "404, or a redirect that says nothing of it"


def test_first_words_of_addresses_are_reserved():
    words = {page.route.split("/")[0] for page in PAGES} - {""}
    assert {word for word in words if not word.startswith("<")} <= RESERVED_SLUGS


def test_samples_name_addresses_that_exist():
    names = {page.name for page in PAGES}
    assert set(SAMPLES) <= names, "a sample stands for an address that is gone"


# --- the checks themselves are seen to fail


def test_unguarded_page_is_seen():
    page = Page("x:y", "<slug:municipality>/x/", lambda request: None, frozenset({"municipality"}))
    with pytest.raises(AssertionError, match="decorate its view"):
        test_every_page_says_who_it_is_for(page)


def test_missing_sample_is_named(manta):
    page = Page("x:y", "<slug:municipality>/x/<uuid:public_id>/", None, frozenset({"municipality", "public_id"}))
    with pytest.raises(pytest.fail.Exception, match="tests/factories/samples/"):
        page.sample(manta)
    with pytest.raises(NoReverseMatch):
        page.address(manta, {"public_id": uuid.uuid4()})
