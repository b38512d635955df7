"""A partner's phone of 360 px, with and without JavaScript: opens, types the code, answers; nothing sticks out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from minga.kernel import clock, tenancy
from minga.referrals.models import Referral
from tests.conftest import NOW
from tests.factories.referrals import make_referral, make_service

from .test_journey_phone import Inspection, follow, path, press, text
from .windows import Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
Windows = Callable[..., Window]


@pytest.fixture(autouse=True)
def _saturday_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
def test_a_partner_answers_on_a_phone(manta: Any, window: Windows, javascript: bool) -> None:
    with tenancy.scope(manta.pk):
        sent = make_referral(manta)
    phone = window(360, javascript=javascript)
    mirror = None if javascript else window(360)
    if mirror is not None:
        mirror.open("/manta/")
    seen = Inspection(phone, mirror)

    # The link: nothing of the request until «Abrir».
    assert phone.open(f"/r/{sent.secret}/") == 200
    seen.step("link")
    assert sent.referrals[0].code not in text(phone)
    press(phone, "Abrir")
    seen.step("opened")
    assert sent.secret not in path(phone)
    assert "Alimentación" in text(phone) and "Yorgelis" not in text(phone)

    # A wrong second code, then the right one.
    phone.do(lambda page: page.fill("[name=code]", "000"))
    press(phone, "Ver los datos")
    seen.step("wrong code")
    assert "no es correcto" in text(phone)
    phone.do(lambda page: page.fill("[name=code]", sent.code))
    press(phone, "Ver los datos")
    seen.step("names")
    assert "Yorgelis Quiñónez" in text(phone) and "123 4567" in text(phone)

    # The answer.
    follow(phone, "Responder")
    seen.step("answer")
    phone.do(lambda page: page.get_by_label("Aceptada").check())
    phone.do(lambda page: page.fill("[name=note]", "El lunes a las nueve"))
    press(phone, "Enviar la respuesta")
    seen.step("answered")
    assert "Aceptada" in text(phone)
    with tenancy.scope(manta.pk):
        assert Referral.objects.get().state == "accepted"

    # Another phone has nothing.
    other = window(360)
    assert other.open(f"/r/{sent.secret}/") == 404
    assert seen.wrong == {}
    assert phone.small_targets() == []


def test_help_page_leaves_at_once(manta: Any, window: Windows) -> None:
    with tenancy.scope(manta.pk):
        make_service(manta)
    phone = window(360)
    seen = Inspection(phone)
    assert phone.open("/manta/ayuda/") == 200
    seen.step("help")
    left: list[str] = []
    phone.do(
        lambda page: page.route("**/*google*/**", lambda route: (left.append(route.request.url), route.abort())[1])
    )
    phone.do(lambda page: page.get_by_role("link", name="Salir rápido").click(no_wait_after=True))
    phone.do(lambda page: page.wait_for_timeout(500))
    assert left
    assert seen.wrong == {}
