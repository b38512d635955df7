"""The gallery: for accounts only, whole, light, and without a raw component."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

STATIC = Path(__file__).parents[2] / "minga/ui/static/ui"
PAGES = {"/ui/": 200, "/ui/errores/": 422, "/ui/pregunta/": 200, "/ui/papel/": 200}


def packed(*paths: str) -> int:
    return sum(len(gzip.compress((STATIC / path).read_bytes(), 9)) for path in paths)


@pytest.mark.parametrize(("address", "status"), PAGES.items())
@pytest.mark.django_db
def test_gallery_page(address: str, status: int, sign_in: Callable[..., Any]) -> None:
    response = sign_in("technician").get(address)
    html = response.content.decode()
    assert response.status_code == status
    assert "<c-" not in html
    assert "{%" not in html
    assert "<script>" not in html
    assert not re.search(r"<[^>]+\s(?:style|on\w+)=", html), "inline style or script"
    assert html.count("<h1") == 1
    assert "Ángel <script>" not in html


@pytest.mark.django_db
def test_gallery_needs_an_account(client: Any, manta: Any) -> None:
    assert client.get("/ui/").status_code == 302


@pytest.mark.django_db
def test_gallery_shows_every_component(sign_in: Callable[..., Any]) -> None:
    folder = Path(__file__).parents[2] / "minga/ui/templates"
    pages = "".join(path.read_text() for path in (folder / "ui").rglob("*.html"))
    components = "".join(path.read_text() for path in (folder / "cotton/ui").glob("*.html"))
    unseen = [
        path.stem
        for path in (folder / "cotton/ui").glob("*.html")
        if f"<c-ui.{path.stem.replace('_', '-')}" not in pages + components
    ]
    assert unseen == []


@pytest.mark.django_db
def test_weight_of_pages(sign_in: Callable[..., Any]) -> None:
    """design.md: staff at most 120 kB, participants 60 kB at first and 15 kB after, verification style under 3 kB."""
    client = sign_in("technician")
    staff = len(gzip.compress(client.get("/ui/").content)) + packed(
        "minga.css", "minga.js", "vendor/htmx.min.js", "icon.svg"
    )
    question = client.get("/ui/pregunta/")
    page = len(gzip.compress(question.content))
    assert staff < 120_000
    assert page + packed("minga.css", "minga.js", "icon.svg") < 60_000
    assert page < 15_000
    assert b"htmx" not in question.content
    assert (STATIC / "verify.css").stat().st_size < 3_000
    assert (STATIC / "minga.js").stat().st_size < 4_000


def test_stylesheet_has_none_of_their_brand() -> None:
    css = (STATIC / "minga.css").read_text().lower()
    assert "transport" not in css
    assert "url(" not in css
    assert "#1d70b8" not in css  # their blue
    assert "#0b4a4f" in css
