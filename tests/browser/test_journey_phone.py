"""Journeys in Chromium on a phone of 360 px: registering without JavaScript, a day of the team, the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from minga.kernel import clock, tenancy
from minga.kernel.actor import system_actor
from minga.outreach.operations import open_round
from minga.people.models import Person
from minga.screening.models import Assessment
from minga.territory.models import Venue
from tests.conftest import NOW
from tests.factories import make_account
from tests.factories.priority import make_assessed, make_list, make_version
from tests.factories.samples.cohort import assessment as pending_assessment
from tests.factories.training import make_class, make_course, make_enrolment, make_facilitator, make_session
from tests.journeys.steps import SELF_ANSWERS

from .windows import Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
Windows = Callable[..., Window]
FILL = """answers => {
  const fields = [...document.querySelectorAll('main form [name]')];
  return fields.filter(e => e.type !== 'hidden' && e.type !== 'submit').map(e => [e.name, e.type, e.value]);
}"""


@pytest.fixture(autouse=True)
def _saturday_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


class Inspection:
    """What is wrong with the steps of a journey: findings of axe, sideways scroll, what the console said."""

    def __init__(self, window: Window, mirror: Window | None = None):
        self.window, self.mirror = window, mirror
        self.wrong: dict[str, Any] = {}
        self.steps = 0

    def step(self, name: str) -> None:
        """Look at the page as it is now."""
        self.steps += 1
        found = (self._axe(), self.window.has_sideways_scroll(), list(self.window.complaints))
        self.window.complaints.clear()
        if found != ([], False, []):
            self.wrong[name] = found

    def _axe(self) -> list[str]:
        """axe needs JavaScript: the page of a window without it is laid out again in one that has it."""
        if self.mirror is None:
            return self.window.axe()
        html = self.window.do(lambda page: page.content())
        self.mirror.do(lambda page: page.set_content(html))
        return self.mirror.axe()


def press(window: Window, words: str) -> None:
    """Click the button that reads so, and wait for the page that answers."""
    window.do(lambda page: page.locator("main").get_by_role("button", name=words, exact=True).first.click())
    window.do(lambda page: page.wait_for_load_state())


def follow(window: Window, words: str) -> None:
    """Click the first link of the page's main part whose text holds these words."""
    window.do(lambda page: page.locator("main").get_by_role("link", name=words).first.click())
    window.do(lambda page: page.wait_for_load_state())


def path(window: Window) -> str:
    return str(window.do(lambda page: page.url)).removeprefix(window.base)


def text(window: Window) -> str:
    return str(window.do(lambda page: page.locator("main").inner_text()))


def fill_in(window: Window, answers: dict[str, Any]) -> None:
    """Put the answers into the controls of the page, as fingers would."""
    for name, kind, value in window.do(lambda page: page.evaluate(FILL)):
        if name not in answers:
            continue
        wanted = str(answers[name])
        one = f"main [name='{name}']"
        if kind in ("radio", "checkbox"):
            if value in wanted.split():
                window.do(lambda page, at=f"{one}[value='{value}']": page.check(at))
        elif kind.startswith("select"):
            window.do(lambda page, at=one, it=wanted: page.select_option(at, it))
        else:
            window.do(lambda page, at=one, it=wanted: page.fill(at, it))


def test_registering_on_a_phone_without_javascript(manta: Any, window: Windows) -> None:
    with tenancy.scope(manta.pk):
        make_version(manta)
    phone = window(360, javascript=False)
    mirror = window(360)
    mirror.open("/manta/")
    seen = Inspection(phone, mirror)

    # From the front door to the first question.
    assert phone.open("/manta/") == 200
    seen.step("front door")
    follow(phone, "Registrarse")
    seen.step("start")
    press(phone, "Empezar")

    # A question left empty: the page says what to do.
    press(phone, "Continuar")
    assert "Responda «¿Cómo se llama?" in text(phone)
    seen.step("error")

    # Every question, one a page.
    while "/pregunta/" in path(phone):
        here = path(phone)
        seen.step(here)
        fill_in(phone, SELF_ANSWERS)
        press(phone, "Continuar")
        assert path(phone) != here, text(phone)

    # She reads her answers, sends them, and has her comprobante.
    seen.step("review")
    press(phone, "Enviar mi registro")
    seen.step("done")
    with tenancy.scope(manta.pk):
        person = Person.objects.get()
        assert str(person) == "Yorgelis Fernández"
        assert person.code in text(phone)
    assert seen.steps > 45
    assert seen.wrong == {}


@pytest.fixture
def programme_under_way(manta: Any) -> Any:
    """A pending assessment, a round that waits for an answer, and a class with today's session and one held before."""
    actor = system_actor(manta.pk)
    with tenancy.scope(manta.pk):
        pending_assessment(manta)
        for number, name in enumerate(("Yorgelis", "María José")):
            make_assessed(manta, f"0.{9 - number}", given_names=name, surnames="Quiñónez")
        account = make_account(["facilitator"], manta, name="Fabiola Mera")
        course = make_course(manta, name="Ideas de negocio", hours=2)
        facilitator = make_facilitator(manta, account, name="Fabiola Mera")
        class_group = make_class(manta, is_open=True, cupo=5, course=course, facilitator=facilitator, name="Aula 1")
        make_session(class_group, starts_at=NOW - timedelta(minutes=150))
        make_enrolment(class_group)
        open_round(
            municipality=manta, ranked_list=make_list(manta), class_groups=[class_group], name="Noviembre",
            channels=["call", "visit"], hours=72, actor=actor, at=NOW - timedelta(days=1),
        )  # fmt: skip
    return account, class_group


def test_a_day_of_the_team_on_a_phone(
    manta: Any, client: Any, sign_in: Callable[..., Any], window: Windows, programme_under_way: Any
) -> None:
    account, class_group = programme_under_way
    sign_in("technician")
    phone = window(360)
    seen = Inspection(phone)

    # My day → a person's pending assessment, confirmed with one button.
    assert phone.open("/manta/mi-dia/") == 200
    seen.step("my day")
    with tenancy.scope(manta.pk):
        pending = Assessment.objects.get(state="advised")
        name = str(pending.person)
    follow(phone, name)
    seen.step("assessment")
    press(phone, "Confirmar")
    seen.step("confirmed")
    with tenancy.scope(manta.pk):
        pending.refresh_from_db()
        assert pending.state == "confirmed"

    # The person's expediente tells it.
    follow(phone, name)
    seen.step("expediente")
    assert "Valoración confirmada" in text(phone)

    # The round, its call sheet, one person: an attempt without answer.
    phone.open("/manta/convocatorias/")
    seen.step("rounds")
    follow(phone, "Noviembre")
    seen.step("round")
    follow(phone, "Hoja de llamadas")
    seen.step("call sheet")
    follow(phone, "Guion y resultado Yorgelis")
    seen.step("invitation")
    phone.do(lambda page: page.get_by_label("Visita").check())
    phone.do(lambda page: page.get_by_label("Habló con la persona").check())
    phone.do(lambda page: page.get_by_label("Sí asiste").check())
    press(phone, "Guardar el resultado")
    assert "Anotado: Yorgelis" in text(phone)
    seen.step("attempt noted")

    # The class has her now.
    phone.open(f"/manta/capacitacion/aulas/{class_group.public_id}/")
    assert "Yorgelis" in text(phone)
    seen.step("class")

    # The facilitator, on another phone, takes the list of the session of today.
    client.cookies.clear()  # signing in on the same browser would end the technician's session
    client.force_login(account)
    other = window(360)
    look = Inspection(other)
    assert other.open("/manta/mi-dia/") == 200
    look.step("facilitator's day")
    other.do(lambda page: page.locator("main a[href*='/asistencia/sesion/']").first.click())
    look.step("class list")
    other.do(lambda page: page.locator(".minga-roll__choice--attended").first.click())
    press(other, "Guardar; las demás faltaron")
    look.step("list taken")
    assert "2 de 2 personas marcadas" in text(other)

    # Who came to everything gets the certificate; the other reads why not.
    phone.open(f"/manta/certificados/aula/{class_group.public_id}/")
    seen.step("standing")
    assert "Lo alcanza" in text(phone), text(phone)
    press(phone, "Emitir certificados")
    assert "Se emitió 1 certificado." in text(phone)
    seen.step("issued")
    follow(phone, "MAN-")
    seen.step("certificate")
    assert {**seen.wrong, **look.wrong} == {}


def tab_to(window: Window, selector: str) -> None:
    """Press Tab until this is where the focus is; it must be seen there."""
    for _ in range(60):
        window.do(lambda page: page.keyboard.press("Tab"))
        if window.do(lambda page: page.locator(f"{selector}:focus").count()):
            break
    else:
        pytest.fail(f"no way to {selector} by Tab on {path(window)}")
    drawn = window.do(
        lambda page: page.locator(f"{selector}:focus").evaluate(
            "e => { const s = getComputedStyle(e); return s.outlineStyle !== 'none' || s.boxShadow !== 'none'; }"
        )
    )
    assert drawn, f"{selector} does not show that it has the focus"


def type_keys(window: Window, words: str) -> None:
    window.do(lambda page: page.keyboard.type(words))


def test_the_keyboard_alone_signs_in_and_sends_a_form(manta: Any, window: Windows) -> None:
    account = make_account(["coordinator"], manta, name="Camila Ponce")
    account.set_password("marea-alta-y-baja-26")
    account.save()
    desk = window(360)

    # The form to sign in.
    desk.open("/manta/lugares/nuevo/")
    assert path(desk).startswith("/entrar/")
    tab_to(desk, "[name=login]")
    type_keys(desk, account.email)
    tab_to(desk, "[name=password]")
    type_keys(desk, "marea-alta-y-baja-26")
    with_enter(desk)

    # It leads where she was going. The form, sent with Enter on its button.
    assert path(desk) == "/manta/lugares/nuevo/"
    tab_to(desk, "[name=name]")
    type_keys(desk, "Casa comunal Los Esteros")
    tab_to(desk, "[name=capacity]")
    type_keys(desk, "30")
    tab_to(desk, "[name=is_accessible]")
    desk.do(lambda page: page.keyboard.press("Space"))
    tab_to(desk, "main form button")
    with_enter(desk)
    with tenancy.scope(manta.pk):
        venue = Venue.objects.get()
        assert (venue.name, venue.capacity, venue.is_accessible) == ("Casa comunal Los Esteros", 30, True)
    assert desk.complaints == []


def with_enter(window: Window) -> None:
    """Send by Enter and wait for the page that answers."""

    def send(page: Any) -> None:
        with page.expect_navigation():
            page.keyboard.press("Enter")

    window.do(send)
