"""Somebody registers alone on a phone, one question a page, leaves, comes back by code, over HTTP without JavaScript."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.test import Client

from minga.kernel.tenancy import scope
from minga.people.models import Person
from minga.screening.models import Assessment, Submission

from . import steps
from .steps import HOME
from .steps import SELF_ANSWERS as ANSWERS
from .walker import Walker, answer_questions

FIRST_VIEW, LATER_VIEW = 60_000, 15_000
CODE = r"MAN(?:-[0-9A-Z]{4}){%d}(?![0-9A-Z-])"


def test_registering_on_a_phone_leaving_and_coming_back(walks, time, manta):
    steps.publish_instrument(walks("programme_admin"))

    # From the front door of the city to the first question.
    phone = walks()
    phone.open("/manta/")
    phone.open(next(iter(phone.links_to("/focalizacion/registro/"))))
    phone.says("Es gratuito", "aunque no tenga documento")
    phone.send(to="/registro/")
    phone.says("Pregunta 1 de")

    # A question that is needed and left empty says so; nothing is saved.
    phone.send("given_names", given_names="", status=422)
    phone.says("Responda «¿Cómo se llama?")
    answer_questions(phone, ANSWERS, until="birth_date")

    # A day that cannot be: the words say what to do, and what was typed is still there.
    wrong = {"birth_date_day": "31", "birth_date_month": "2", "birth_date_year": "1994"}
    phone.send("birth_date_day", status=422, **wrong)
    for name, typed in wrong.items():
        assert re.search(rf'<input[^>]*name="{name}"[^>]*value="{typed}"', phone.text), name

    # Skip logic on the server: without a document nobody asks for its number, typed address or not.
    answer_questions(phone, ANSWERS, until="phone")
    phone.open(f"{HOME}/focalizacion/registro/pregunta/document_number/", status=404)
    phone.client.post(phone.path, {"document_number": "V-12345678"})
    phone.open(f"{HOME}/focalizacion/registro/pregunta/phone/")
    phone.send("phone", phone="12345", status=422)
    phone.says("Escriba el número completo", 'value="12345"')

    # In the middle she has to go: the page gives her a code, and the phone forgets her.
    answer_questions(phone, ANSWERS, until="household_size")
    phone.send("household_size", household_size="4", later="1")
    phone.says("Guardado")
    code = code_on(phone, groups=3)
    phone.send(to="/salir/")
    phone.open(f"{HOME}/focalizacion/registro/pregunta/household_size/")
    assert phone.path.endswith("/registro/")

    # The day after, on another phone: the code, typed carelessly, leads to the next question.
    time.move(days=1)
    other = walks()
    other.open(f"{HOME}/focalizacion/registro/")
    other.follow("continuar con mi código")
    other.send("code", code="MAN-AAAA-AAAA-AAAA", status=422)
    other.says("Revise que esté completo", "MAN-AAAA-AAAA-AAAA")
    other.send("code", code=f" {code.lower().replace('-', ' ')}", birth_year=ANSWERS["birth_date_year"])
    assert other.path.endswith("/pregunta/dependants/"), other.path
    other.open(f"{HOME}/focalizacion/registro/pregunta/household_size/")
    assert other.path.endswith("/registro/revisar/"), "what was said on the other phone is not shown here"
    other.says("guardado")
    other.says_nothing_of("Yorgelis")

    # Constraints on the server: ninety-nine dependants are too many.
    other.open(f"{HOME}/focalizacion/registro/pregunta/dependants/")
    other.send("dependants", dependants="99", status=422)
    other.says("Escriba un número entre 0 y 30.", 'value="99"')

    # She finishes. Before sending she reads what she said on this phone.
    answer_questions(other, ANSWERS)
    assert other.path.endswith("/registro/revisar/")
    other.says("guardado")
    other.says_nothing_of("Yorgelis")
    replayed = post_of(other)
    other.send("csrfmiddlewaretoken", to="/revisar/")

    # The comprobante: code, next step with its date, the office's phone, and that it is free.
    receipt = code_on(other, groups=2)
    other.says("Próximo paso", "Le llamamos a más tardar el 7 de diciembre de 2026", "tel:", "Es gratuito")
    with scope(manta.pk):
        person = Person.objects.get()
        assert (str(person), person.code, person.origin) == ("Yorgelis Fernández", receipt, "self")
        assert not person.documents.exists()
        before = rows_of(person)

    # Sent again, whether by impatience or by the network, nothing changes and the answer is the same.
    again = other.client.post(f"{HOME}/focalizacion/registro/revisar/", replayed)
    assert again.headers["Location"].endswith("/registro/listo/")
    other.open(f"{HOME}/focalizacion/registro/listo/")
    assert code_on(other, groups=2) == receipt
    other.says("no se guardó otra vez")
    with scope(manta.pk):
        assert Person.objects.count() == 1
        assert rows_of(person) == before

    # What is finished is not opened again by its code, and the phone forgets it.
    other.send(to="/salir/")
    other.open(f"{HOME}/focalizacion/registro/listo/", status=404)
    other.open(f"{HOME}/focalizacion/registro/continuar/")
    other.send("code", code=code, status=422)
    other.says_nothing_of("Yorgelis")

    # The technician finds her assessment among the pending ones, with its advice and its reasons.
    technician = walks("technician")
    technician.open(f"{HOME}/mi-dia/")
    technician.says("Yorgelis Fernández")
    technician.open(f"{HOME}/focalizacion/")
    technician.says("Yorgelis")
    (assessment,) = technician.links_to("/valoracion/")
    technician.open(assessment)
    technician.says("Nos dijo que en su hogar falta comida.")
    technician.send(to="/confirmar/")
    with scope(manta.pk):
        assert Assessment.objects.get().state == "confirmed"


def test_the_first_page_is_light_and_the_later_ones_lighter(walks, manta):
    steps.publish_instrument(walks("programme_admin"))
    phone = Weighing(Client(headers={"accept-encoding": "gzip"}))

    # The front door brings style and script along; after it every page of the way weighs what it says.
    phone.open("/manta/")
    assert 10_000 < phone.weight <= FIRST_VIEW
    heavy, seen = {}, 0
    phone.open("/manta/focalizacion/registro/continuar/")
    assert phone.weight <= LATER_VIEW
    phone.open("/manta/focalizacion/registro/")
    assert phone.weight <= LATER_VIEW
    phone.send(to="/registro/")
    while not phone.path.endswith("/listo/"):
        seen += 1
        if phone.weight > LATER_VIEW:
            heavy[phone.path] = phone.weight
        if phone.path.endswith("/revisar/"):
            phone.send(to="/revisar/")
        else:
            answer_questions(phone, ANSWERS, most=1)
    assert phone.weight <= LATER_VIEW
    assert seen > 40
    assert heavy == {}


class Weighing(Walker):
    """A walker whose browser counts what it fetches for a page, as it comes over the line, and keeps the files."""

    def __init__(self, client: Client):
        super().__init__(client)
        self.weight = 0
        self._kept: set[str] = set()

    def _arrived(self, response: Any, asked: str, status: int | None) -> str:
        """Unpack the page; its weight is what was sent, and the files it names that were not fetched before."""
        assert response.headers["Content-Encoding"] == "gzip", asked
        sent = response.content
        response.content = gzip.decompress(sent)
        text = super()._arrived(response, asked, status)
        named = set(re.findall(r'(?:href|src)="/static/([^"]+)"', text))
        assert any(name.endswith(".css") for name in named), self.path
        self.weight = len(sent) + sum(_compressed(name) for name in named - self._kept)
        self._kept |= named
        return text


def _compressed(name: str) -> int:
    """Bytes of a static file as WhiteNoise sends it to a browser that takes gzip."""
    found = finders.find(name)
    assert isinstance(found, str), name
    return len(gzip.compress(Path(found).read_bytes()))


def code_on(walker: Walker, *, groups: int) -> str:
    """The code of so many groups on the page."""
    found = re.search(CODE % groups, walker.words())
    assert found, walker.words()[:400]
    return found.group(0)


def post_of(walker: Walker) -> dict[str, str]:
    """What the sending form of the page would post, to be able to post it again."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', walker.main()))


def rows_of(person: Person) -> tuple[Any, ...]:
    """Everything a second registration would have added to."""
    return (
        Submission.objects.count(),
        Submission.objects.get().finished_at,
        list(Assessment.objects.values_list("pk", "computed_at", "state")),
        list(person.contact_points.values_list("pk", "kind")),
        list(person.participations.values_list("pk", "opened_at")),
    )
