"""Dates, money, phones and links as people read them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import NoReverseMatch
from django.utils import timezone, translation

from minga.ui import formats, links

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)


def test_instants_read_in_the_zone_of_the_municipality() -> None:
    session = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    assert formats.as_instant(session, now=NOW) == "sábado 21 de noviembre, 18:30"
    with timezone.override("Pacific/Galapagos"):
        assert formats.as_instant(session, now=NOW) == "sábado 21 de noviembre, 17:30"
    with translation.override("en"):
        assert formats.as_instant(session, now=NOW) == "Saturday 21 November, 18:30"


def test_another_year_is_named() -> None:
    assert formats.as_date(date(2027, 1, 4), today=date(2026, 11, 21)) == "lunes 4 de enero de 2027"
    assert formats.as_full_date(date(1990, 3, 27)) == "27 de marzo de 1990"


@pytest.mark.parametrize(("day", "words"), [(20, "ayer"), (21, "hoy"), (22, "mañana"), (23, "lunes 23 de noviembre")])
def test_near_days_have_their_names(day: int, words: str) -> None:
    assert formats.as_natural_date(date(2026, 11, day), now=NOW) == words


def test_today_ends_at_midnight_of_the_municipality() -> None:
    late = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)  # 23:00 of the 21st in Guayaquil
    assert formats.as_natural_date(late, now=NOW) == "hoy, 23:00"


def test_money_and_figures() -> None:
    assert formats.as_money(Decimal("1000")) == "USD\u00a01.000,00"
    assert formats.as_money(Decimal("0.125")) == "USD\u00a00,13"
    assert formats.as_number(1234567) == "1.234.567"
    with translation.override("en"):
        assert formats.as_money(Decimal("1000.5")) == "USD\u00a01,000.50"


def test_filters_show_nothing_for_nothing(render: Callable[..., str]) -> None:
    assert render("[{{ x|when }}{{ x|money }}{{ x|phone }}{{ x|natural_date }}{{ x|number }}]", x=None) == "[]"


def test_zero_is_not_nothing(render: Callable[..., str]) -> None:
    assert render("{{ x|money }} {{ x|number }}", x=0) == "USD\u00a00,00 0"


def test_phone_in_national_form(render: Callable[..., str]) -> None:
    assert render("{{ x|phone }}", x="+593991234567") == "099 123 4567"
    assert render("{{ x|phone }}", x="052611471") == "(05) 261-1471"
    assert render("{{ x|phone }}", x="<b>ext. 3</b>") == "&lt;b&gt;ext. 3&lt;/b&gt;"


def test_badge_for_a_field_of_an_object(render: Callable[..., str]) -> None:
    thing = SimpleNamespace(state="open", get_state_display=lambda: "Abierta", badge_tones={"open": "green"})
    assert 'minga-badge--green">Abierta<' in render("{% badge_for thing 'state' %}", thing=thing)
    with pytest.raises(ValueError, match="pink"):
        render("{% badge_for 'x' '' 'pink' %}")


def test_tenant_link_needs_a_municipality(rf: Any) -> None:
    with pytest.raises(links.NoMunicipalityError):
        links.tenant_url(rf.get("/"), "people:person-list")


def test_tenant_link_to_nowhere(request_in_manta: Any, render: Callable[..., str]) -> None:
    with pytest.raises(NoReverseMatch):
        links.tenant_url(request_in_manta, "nowhere:at-all")
    assert render("[{% turl_if 'nowhere:at-all' %}]") == "[]"


@pytest.mark.urls("tests.ui.tenant_urls")
def test_tenant_link_adds_the_municipality(request_in_manta: Any, render: Callable[..., str]) -> None:
    assert links.tenant_url(request_in_manta, "thing:detail", "a1") == "/manta/cosas/a1/"
    assert links.tenant_url(request_in_manta, "thing:detail", key="a1") == "/manta/cosas/a1/"
    assert render("{% turl 'thing:list' %}") == "/manta/cosas/"
