"""The second step in a real browser: a sheet without JavaScript, a passkey made and used by Chromium itself."""

from __future__ import annotations

import re
from typing import Any

import pytest

from minga.access.models import Passkey
from tests.factories import make_account

from .windows import Desk, Window

PASSWORD = "marea-alta-y-baja-26"
KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _asked_of_everybody(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def rosa(manta: Any) -> Any:
    account = make_account(["technician"], manta, name="Rosa Delgado")
    account.set_password(PASSWORD)
    account.save()
    return account


def path(window: Window) -> str:
    return str(window.do(lambda page: page.evaluate("location.pathname")))


def enter(window: Window, account: Any) -> None:
    window.open("/entrar/")
    window.do(lambda page: page.fill("[name=login]", account.email))
    window.do(lambda page: page.fill("[name=password]", PASSWORD))
    press(window, "main form:has([name=password]) button")


def press(window: Window, selector: str) -> None:
    def press_and_wait(page: Any) -> None:
        with page.expect_navigation():
            page.click(selector)

    window.do(press_and_wait)


def looks_right(window: Window) -> None:
    assert window.axe() == []
    assert not window.has_sideways_scroll()
    assert window.small_targets() == []


@pytest.mark.parametrize("width", [360, 1280])
def test_sheet_is_made_confirmed_and_used_without_javascript(rosa: Any, window: Any, width: int) -> None:
    plain = window(width, javascript=False)
    enter(plain, rosa)
    assert path(plain) == "/seguridad/segundo-paso/"
    press(plain, "text=Hacer mi hoja")
    codes = re.findall(r"<code>([0-9A-Z-]{9})</code>", plain.do(lambda page: page.content()))
    assert len(codes) == 40
    press(plain, "text=Ya la tengo: continuar")
    plain.do(lambda page: page.fill("[name=code]", codes[0]))
    press(plain, "main form:has([name=code]) button")
    assert path(plain) == "/manta/mi-dia/"
    plain.open("/salir/")
    press(plain, "main form button")
    enter(plain, rosa)
    assert path(plain) == "/entrar/segundo-paso/"
    plain.do(lambda page: page.fill("[name=code]", codes[1]))
    press(plain, "main form:has([name=code]) button")
    assert path(plain) == "/manta/mi-dia/"


@pytest.mark.parametrize("width", [360, 1280])
def test_passkey_is_made_and_opens_the_account(rosa: Any, desk: Desk, width: int) -> None:
    # a browser makes passkeys for https and for localhost, never for a bare address
    window = Window(desk, desk.url.replace("127.0.0.1", "localhost"), width, True, {})
    try:
        line = window.do(lambda page: page.context.new_cdp_session(page))
        window.do(lambda page: line.send("WebAuthn.enable"))
        window.do(lambda page: line.send("WebAuthn.addVirtualAuthenticator", {"options": KEY}))
        enter(window, rosa)
        looks_right(window)
        press(window, "text=Agregar una llave de acceso")
        looks_right(window)
        window.do(lambda page: page.fill("[name=name]", "Computadora de la oficina"))
        press(window, "text=Agregar la llave")
        assert path(window) == "/seguridad/"
        looks_right(window)
        assert Passkey.objects.get(account=rosa).name == "Computadora de la oficina"
        window.open("/salir/")
        press(window, "main form button")
        enter(window, rosa)
        looks_right(window)
        press(window, "text=Usar mi llave de acceso")
        assert path(window) == "/manta/mi-dia/"
        window.open("/confirmar/?next=/seguridad/")
        looks_right(window)
        press(window, "text=Usar mi llave de acceso")
        assert path(window) == "/seguridad/"
        assert window.complaints == []
    finally:
        window.close()
