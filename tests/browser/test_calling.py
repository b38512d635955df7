"""Orders of call, rounds, call sheets and messages in Chromium: read well at every width, and on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from minga.kernel import clock, tenancy
from minga.kernel.actor import system_actor
from minga.outreach import operations
from minga.people.models import ContactPoint
from minga.territory.models import Venue
from tests.factories.priority import make_assessed, make_list
from tests.factories.training import make_class, make_course, make_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
NAMES = ["Yorgelis", "María José", "Luz Marina", "Ángel", "Rosa Elvira", "Carlos", "Nubia", "Jhon Jairo"]


@pytest.fixture
def addresses(manta: Any) -> dict[str, str]:
    """A round half answered: the address of each page by a short name."""
    actor, now = system_actor(manta.pk), clock.now()
    with tenancy.scope(manta.pk):
        people = [
            make_assessed(manta, f"0.{9 - n}", given_names=name, surnames=f"Quiñónez {n}")
            for n, name in enumerate(NAMES)
        ]
        for number, person in enumerate(people[1:]):
            value = f"+59399123456{number}"
            ContactPoint.objects.create(
                municipality=manta, person=person, kind="whatsapp", value=value, is_shared=number == 0
            )
        people[1].safe_contact_note = "Llamar solo por la mañana"
        people[1].save()
        venue = Venue.objects.create(municipality=manta, name="Casa Comunal Tarqui", address="Av. 105", capacity=30)
        course = make_course(manta, name="Ideas de negocio", description="Costos, precios y ventas")
        class_group = make_class(manta, cupo=5, course=course, venue=venue, name="Aula 1")
        make_session(class_group, starts_at=now + timedelta(days=7))
        ranked_list = make_list(manta)
        round_ = operations.open_round(
            municipality=manta, ranked_list=ranked_list, class_groups=[class_group], name="Noviembre, sábado",
            channels=["call", "whatsapp"], hours=72, actor=actor, at=now - timedelta(days=4),
        )  # fmt: skip
        one, two, three, four, _five = round_.invitations.order_by("position")
        note = {"channel": "call", "actor": actor}
        operations.record_attempt(invitation=two, outcome="no_answer", at=now - timedelta(days=3), **note)
        operations.record_attempt(invitation=three, outcome="spoke", at=now - timedelta(days=3), **note)
        operations.accept_invitation(invitation=three, at=now, **note)
        operations.decline_invitation(invitation=four, reason="care", at=now, **note)
        return {
            "lists": url("prioritisation:list-index"),
            "preview": url("prioritisation:list-freeze") + "?component=both",
            "list": url("prioritisation:list-detail", ranked_list=ranked_list.public_id),
            "turn": url("prioritisation:place-detail", place=ranked_list.places.get(position=2).public_id),
            "list-paper": url("prioritisation:list-print", ranked_list=ranked_list.public_id),
            "rounds": url("outreach:round-list"),
            "open": url("outreach:round-open"),
            "board": url("outreach:round-detail", round_id=round_.public_id),
            "sheet": url("outreach:call-sheet", round_id=round_.public_id),
            "sheet-paper": url("outreach:call-sheet-print", round_id=round_.public_id),
            "notice": url("outreach:poster-print", round_id=round_.public_id),
            "person": url("outreach:invitation-detail", invitation=two.public_id),
            "no-phone": url("outreach:invitation-detail", invitation=one.public_id),
            "messages": url("messaging:message-list"),
            "texts": url("messaging:template-list"),
            "text": url("messaging:template-edit", purpose="invitation", shape="short", language="es"),
        }


def url(name: str, **arguments: Any) -> str:
    return reverse(name, kwargs={"municipality": "manta", **arguments})


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(
    width: int, addresses: dict[str, str], sign_in: Callable[..., Any], window: Callable[..., Any]
) -> None:
    sign_in("technician")
    opened = window(width)
    found = {}
    for name, address in addresses.items():
        assert opened.open(address) == 200
        found[name] = (opened.axe(), opened.complaints)
    assert {name: result for name, result in found.items() if result != ([], [])} == {}


def test_nothing_scrolls_sideways_at_320_and_targets_are_big_enough(
    addresses: dict[str, str], sign_in: Callable[..., Any], window: Callable[..., Any]
) -> None:
    sign_in("technician")
    opened = window(320)
    wrong = {}
    for name, address in addresses.items():
        opened.open(address)
        if opened.has_sideways_scroll() or opened.small_targets():
            wrong[name] = (opened.has_sideways_scroll(), opened.small_targets())
    assert wrong == {}


def test_an_official_notes_a_no_by_keyboard_without_javascript_and_the_next_comes_up(
    addresses: dict[str, str], sign_in: Callable[..., Any], window: Callable[..., Any]
) -> None:
    sign_in("technician")
    opened = window(360, javascript=False)
    opened.open(addresses["person"])
    opened.do(lambda page: page.get_by_label("Llamada telefónica").check())
    opened.do(lambda page: page.get_by_label("Habló con la persona").check())
    opened.do(lambda page: page.get_by_label("No puede esta vez").check())
    opened.do(lambda page: page.get_by_role("button", name="Guardar el resultado").click())
    summary = opened.do(lambda page: page.locator(".govuk-error-summary").inner_text())
    assert "Elija por qué la persona no puede asistir." in summary
    opened.do(lambda page: page.get_by_label("Si no puede, ¿por qué?").select_option("work"))
    opened.do(lambda page: page.get_by_role("button", name="Guardar el resultado").click())
    text = opened.do(lambda page: page.locator("main").inner_text())
    assert "Anotado: María Q." in text
    assert "Nubia Q." in text  # seventh in order: she has the place that was given back
