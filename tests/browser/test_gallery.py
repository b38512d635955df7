"""The component gallery in Chromium: reads well at every width, with a keyboard, without JavaScript, on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PAGES = ["/ui/", "/ui/errores/", "/ui/pregunta/", "/ui/papel/"]
Windows = Callable[..., Any]


@pytest.fixture
def gallery(sign_in: Callable[..., Any], window: Windows) -> Callable[..., Any]:
    """`gallery("/ui/", width=360)`: a window of a technician on a page of the gallery."""
    sign_in("technician")

    def make(path: str, width: int = 360, javascript: bool = True) -> Any:
        opened = window(width, javascript)
        assert opened.open(path) in (200, 422)
        return opened

    return make


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(path: str, width: int, gallery: Windows) -> None:
    window = gallery(path, width)
    assert window.axe() == []
    assert window.complaints == []


@pytest.mark.parametrize("path", PAGES)
def test_no_sideways_scroll_at_320(path: str, gallery: Windows) -> None:
    assert not gallery(path, 320).has_sideways_scroll()


@pytest.mark.parametrize("path", PAGES)
def test_targets_are_big_enough(path: str, gallery: Windows) -> None:
    assert gallery(path).small_targets() == []


@pytest.mark.parametrize("javascript", [True, False])
def test_error_summary_has_the_focus_and_leads_to_the_field(javascript: bool, gallery: Windows) -> None:
    window = gallery("/ui/errores/", javascript=javascript)
    window.do(lambda page: page.keyboard.press("Tab"))  # after the focused summary comes its first link
    assert window.do(lambda page: page.locator(".govuk-error-summary a:focus").count()) == 1
    window.do(lambda page: page.click(".govuk-error-summary a[href='#mal_email']"))
    window.do(lambda page: page.keyboard.press("Tab") if not javascript else None)
    expected = "#mal_email" if javascript else "#mal_income"  # without JavaScript the target is where Tab starts
    assert window.do(lambda page: page.locator(f"{expected}:focus").count()) == 1
    assert window.do(lambda page: page.locator("#mal_email").is_visible())


def test_menu_opens_without_javascript(gallery: Windows) -> None:
    window = gallery("/ui/", javascript=False)
    assert not window.do(lambda page: page.locator(".minga-account__menu").is_visible())
    window.do(lambda page: page.click(".minga-account > summary"))
    assert window.do(lambda page: page.locator(".minga-account__menu").is_visible())


def test_language_changes_with_a_form(gallery: Windows) -> None:
    window = gallery("/ui/", 1280, javascript=False)
    assert window.do(lambda page: page.get_attribute("html", "lang")) == "es"
    window.do(lambda page: page.click("button[name=language][value=en]"))
    assert window.do(lambda page: page.get_attribute("html", "lang")) == "en"
    assert window.do(lambda page: page.url).endswith("/ui/")


@pytest.mark.parametrize(("width", "shown", "hidden"), [(360, "narrow", "wide"), (1280, "wide", "narrow")])
def test_charts_show_one_drawing_a_width(width: int, shown: str, hidden: str, gallery: Windows) -> None:
    window = gallery("/ui/", width)
    assert window.do(lambda page: page.locator(f".minga-chart__{shown} svg").first.is_visible())
    assert not window.do(lambda page: page.locator(f".minga-chart__{hidden} svg").first.is_visible())


def test_table_stays_a_table_when_stacked(gallery: Windows) -> None:
    window = gallery("/ui/")
    tree = window.do(lambda page: page.get_by_role("table", name="Personas por llamar").aria_snapshot())
    rows = re.findall(r'rowheader "(?:Persona )?([^"]+)"', tree)
    assert rows == ["María José Quiñónez", "Yorgelis Fernández", "Ángel <script>", "Promedio"]
    assert re.search(r'cell "(?:Grupo de población )?Comunidad de acogida"', tree)


def test_paper_form_is_one_page(gallery: Windows) -> None:
    window = gallery("/ui/papel/", 1280)
    pdf = window.do(lambda page: page.pdf(format="A4", prefer_css_page_size=True))
    assert pdf.count(b"/Type /Page\n") == 1


def test_nothing_is_drawn_or_run_that_the_policy_forbids(gallery: Windows) -> None:
    window = gallery("/ui/", 1280)
    fill = window.do(
        lambda page: page.locator(".minga-chart__wide svg path[fill='#0b4a4f']").first.evaluate(
            "e => getComputedStyle(e).fill"
        )
    )
    assert fill == "rgb(11, 74, 79)"
    window.do(lambda page: page.evaluate("document.body.setAttribute('style', 'color: red')"))
    assert any("style" in words for words in window.complaints), "the content security policy is not in force"
