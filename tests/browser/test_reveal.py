"""«Mostrar» in Chromium: with htmx in place, without JavaScript by an ordinary form."""

from __future__ import annotations

from typing import Any

import pytest

from minga.audit.models import Record
from minga.kernel.tenancy import scope
from tests.factories import make_participation, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.mark.parametrize("javascript", [True, False])
def test_a_purpose_shows_the_address_and_its_lack_says_what_to_do(
    sign_in: Any, manta: Any, window: Any, javascript: bool
) -> None:
    with scope(manta.pk):
        person = make_person(manta, given_names="Rosa", surnames="Delgado", address="Calle 3")
        make_participation(person)
    sign_in("technician")
    opened = window(360, javascript)
    opened.open(f"/manta/personas/{person.public_id}/")
    opened.do(lambda page: page.get_by_text("Mostrar documentos, contactos y dirección").click())
    assert not opened.has_sideways_scroll()
    press(opened)
    assert "Revise lo siguiente" in text(opened)
    opened.do(lambda page: page.get_by_label("Comprobar su identidad: la persona está presente").check())
    press(opened)
    assert "Calle 3" in text(opened)
    assert "Se muestran los datos completos" in text(opened)
    with scope(manta.pk):
        assert Record.objects.get(action="people.reveal_identity").purpose == "identity"


def press(opened: Any) -> None:
    opened.do(lambda page: page.get_by_role("button", name="Mostrar", exact=True).click())
    opened.do(lambda page: page.wait_for_load_state("networkidle"))


def text(opened: Any) -> str:
    return str(opened.do(lambda page: page.inner_text("main")))
