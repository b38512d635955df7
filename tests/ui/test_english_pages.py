"""Every page in English, for whoever may see it: it answers as in Spanish and says nothing in Spanish that has English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polib
import pytest
from django.conf import settings as current
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from minga.certification.models import Certificate
from minga.kernel.guard import GUARD
from minga.kernel.rights import ALL_STAFF, may
from minga.kernel.tenancy import scope
from minga.programmes.models import Component, Stage, Step
from minga.ui.samples import SampleForm
from tests.factories import make_account
from tests.factories.samples import SAMPLES

from .test_translations import CATALOGUE, pairs_of

READ_ALOUD = ("aria-label", "alt", "title", "placeholder")


class _Words(HTMLParser):
    """What a page says: its texts and the names of its controls."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: set[str] = set()
        self.language = ""
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.language = given.get("lang") or ""
        self._silent += tag in ("script", "style")
        self.texts |= {given[name] or "" for name in READ_ALOUD if name in given}

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.texts.add(" ".join(data.split()))


def words_of(html: str) -> _Words:
    """What the HTML of a page says."""
    words = _Words()
    words.feed(html)
    return words


def pages_under(patterns: list[Any], namespace: str = "", route: str = "") -> Iterator[tuple[str, str, Any]]:
    """(name, route, guard) of every page."""
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, [namespace, pattern.namespace]))
            yield from pages_under(pattern.url_patterns, inner, here)
        elif isinstance(pattern, URLPattern):
            name = ":".join(filter(None, [namespace, pattern.name]))
            yield name, here, getattr(pattern.callback, GUARD, None)


def certificate_code(municipality: Any) -> dict[str, Any]:
    """A certificate that anybody may check."""
    return {"code": Certificate.objects.get(**SAMPLES["certification:certificate-detail"](municipality)).code}


OF_NO_MUNICIPALITY = {
    "gallery-page": lambda _municipality: {"page": "errores"},
    "verification:certificate": certificate_code,
}


def area_of(name: str) -> str:
    """The area of a page; entry and gallery have none in their names."""
    return name.rpartition(":")[0] or "entry"


PAGES = list(pages_under(get_resolver().url_patterns))
AREAS = sorted({area_of(name) for name, _route, _guard in PAGES})


def spanish_left(texts: set[str], english: dict[str, str]) -> set[str]:
    """Texts of a page that are a source text whose English reads otherwise."""
    return {text for text in texts if english.get(text, text) != text}


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    """Spanish → English of every text."""
    return {pair.spanish: pair.english for pair in pairs_of(polib.pofile(str(CATALOGUE)))}


@pytest.fixture
def compiled(tmp_path: Path, settings: Any) -> None:
    """The catalogue of this tree in use, compiled for this test alone."""
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    polib.pofile(str(CATALOGUE)).save_as_mofile(str(folder / "django.mo"))
    settings.LOCALE_PATHS = [tmp_path]


def address_of(name: str, route: str, municipality: Any) -> str:
    named = set(re.findall(r"<(?:\w+:)?(\w+)>", route))
    arguments: dict[str, Any] = {"municipality": municipality.slug} if "municipality" in named else {}
    if named - {"municipality"}:
        with scope(municipality.pk):
            arguments |= (SAMPLES | OF_NO_MUNICIPALITY)[name](municipality)
    return reverse(name, kwargs=arguments)


def reader(guard: Any, municipality: Any) -> Client:
    """A browser set to English, signed in with every role that may see the page."""
    client = Client(headers={"Accept-Language": "en"})
    if guard != "public":
        roles = [role for role in ALL_STAFF if not isinstance(guard, tuple) or may(frozenset({role}), *guard)]
        account = make_account(roles, municipality)
        account.set_password("una frase corta")
        account.save()
        client.force_login(account, backend=current.AUTHENTICATION_BACKENDS[0])
    return client


def words_of_data() -> set[str]:
    """What is data in one language: the programme's names of its parts and the title of the first instrument."""
    parts = {name for model in (Component, Stage, Step) for name in model.objects.values_list("name", flat=True)}
    return {*parts, "Entrevista inicial"}


def page_in_english(name: str, route: str, guard: Any, municipality: Any) -> _Words | None:
    """What the page says with an object made for it and gone afterwards; None when it shows no page."""
    with transaction.atomic():
        response = reader(guard, municipality).get(address_of(name, route, municipality))
        transaction.set_rollback(True)
    assert response.status_code < 500, name
    is_page = response.status_code == 200 and "text/html" in response["Content-Type"]
    return words_of(response.content.decode()) if is_page else None


@pytest.mark.parametrize("area", AREAS)
def test_pages_in_english(area, manta, compiled, english):
    own_words, wrong, shown = words_of_data(), {}, 0
    for name, route, guard in PAGES:
        page = page_in_english(name, route, guard, manta) if area_of(name) == area else None
        if page:
            shown += 1
            assert page.language == "en", name
            wrong[name] = spanish_left(page.texts, english) - own_words
    assert {name: left for name, left in wrong.items() if left} == {}
    assert shown, f"no page of {area} was shown"


def test_sentences_put_together_are_english_throughout(compiled):
    with translation.override("en"):
        form = SampleForm({"born_day": "", "born_month": "", "born_year": "1990"})
        assert form.errors["born"] == ["Missing in “Date of birth”: the day and the month."]


def test_spanish_left_on_a_page_is_seen(english):
    page = words_of(
        '<html lang="en"><p>Cupos libres</p><a aria-label="Volver">Back</a><script>"Volver"</script></html>'
    )
    assert spanish_left(page.texts, english) == {"Cupos libres", "Volver"}
