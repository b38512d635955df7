"""Somebody without a phone and without a document, on paper only: from the desk to a certificate, over HTTP."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime
from html import escape
from typing import Any

import pytest
from django.test import Client

from minga.kernel.tenancy import scope
from minga.messaging.models import Message
from minga.outreach.jobs import free_silent_places
from minga.people.models import ContactPoint, Document, Person
from minga.people.states import Origin
from minga.screening.data.build_default import SOURCE
from minga.screening.models import Submission
from minga.screening.states import Channel
from tests.factories import make_account
from tests.screening.conftest import ROSA

from . import steps
from .steps import HOME
from .walker import Walker, answer_interview

CODE = r"MAN(?:-[0-9A-Z]{4}){%d}(?![0-9A-Z-])"
ANSWERS = {**ROSA, "device": "none", "internet": "none", "contact_channels": "visit", "contact_first": ""}
IN_MOST_NEED = {"needs": "food shelter health documents", "income_band": "none", "migratory_condition": "no_permit"}
IN_LEAST_NEED = {"needs": "none", "income_band": "over_two_sbu", "migratory_condition": "permanent"}


@pytest.fixture
def facilitator_account(manta):
    return make_account(roles=["facilitator"], municipality=manta, name="Fabiola Mera")


def test_on_paper_only_from_the_desk_to_a_certificate(walks, time, manta, facilitator_account):
    technician, coordinator, admin = (walks(role) for role in ("technician", "coordinator", "programme_admin"))
    steps.publish_instrument(admin)

    # Nubia comes to the desk without phone and without document; the technician registers her.
    nubia = register_at_the_desk(technician, "Nubia", "Mero")

    # Her comprobante is printed: code, next step, the office's phone, that it is free.
    technician.follow("Imprimir el comprobante")
    receipt_code = code_on(technician, groups=2)
    technician.says("La entrevista inicial", "Es gratuito", "261")

    # The interview's paper form is printed: a code of its own and every question of the instrument.
    technician.open(f"{HOME}/focalizacion/persona/{nubia}/entrevista/")
    technician.follow("Imprimir una ficha en papel")
    paper_code = code_on(technician, groups=3)
    technician.says(*(escape(question) for question in questions_of_the_workbook()))

    # What was written on it is keyed in under that code, page by page.
    key_in(technician, nubia, paper_code, **IN_MOST_NEED)
    with scope(manta.pk):
        person = Person.objects.get(public_id=nubia)
        assert (person.code, person.participations.get().origin) == (receipt_code, Origin.PAPER)
        submission = Submission.objects.get(person=person)
        assert (submission.channel, submission.code) == (Channel.PAPER, paper_code)

    # Two more people come the same way: Carmen, and Luz, whose situation is the least pressing.
    carmen = register_at_the_desk(technician, "Carmen", "Anchundia")
    key_in(technician, carmen, printed_form(technician, carmen))
    luz = register_at_the_desk(technician, "Luz", "Zambrano")
    key_in(technician, luz, printed_form(technician, luz), **IN_LEAST_NEED)
    assert steps.confirm_all(technician) == 3

    # The order of call is frozen and printed: Nubia, Carmen, Luz.
    technician.open(f"{HOME}/orden/congelar/")
    technician.send("component", component="business")
    technician.send("component")
    ranked_list = technician.path
    names = re.findall(r"(Nubia|Carmen|Luz)", technician.words())
    assert list(dict.fromkeys(names)) == ["Nubia", "Carmen", "Luz"]

    # A class of two places, and a round that calls by visit and by a notice on the wall.
    class_page = steps.plan_class(coordinator, facilitator_account, cupo=2, weeks=2)
    technician.open(ranked_list)
    technician.follow("Abrir una convocatoria")
    technician.send(
        "class_groups",
        name="Sábados de noviembre",
        class_groups=technician.choice("class_groups", "Aula de los sábados"),
        channels=["visit", "poster"],
    )
    technician.says("Se llamaría a 2 personas")
    technician.says_nothing_of("No hay ningún medio en persona")
    technician.send()
    round_page = technician.path
    of_nubia, of_carmen = technician.links_to("/convocatorias/persona/")

    # Both papers of the round: the sheet for visits has her code, the notice has the code and no name.
    technician.open(f"{round_page}llamadas/imprimir/")
    technician.says("sin teléfono", receipt_code, "Nubia")
    technician.open(f"{round_page}cartelera/")
    technician.says(receipt_code)
    technician.says_nothing_of("Nubia", "Mero", "movilidad")

    # Saturday: nobody is at home, at either house.
    for address in (of_nubia, of_carmen):
        note_attempt(technician, address, channel="visit", outcome="no_answer")

    # Sunday: Nubia is there and says yes. Carmen is not; a second visit is still only one channel.
    time.move(days=1)
    note_attempt(technician, of_nubia, channel="visit", outcome="spoke", answer="comes")
    technician.open(of_nubia)
    technician.says("Acepta")
    note_attempt(technician, of_carmen, channel="visit", outcome="no_answer")

    # Silence frees nothing before the deadline of 72 hours.
    free_silent_places(0)
    assert answer_of(technician, of_carmen) == "Espera respuesta"

    # After it: two days but one channel. Carmen's place stays hers, the page says what is missing, Luz waits.
    time.move(days=2, hours=1)
    free_silent_places(0)
    assert answer_of(technician, of_carmen) == "Espera respuesta"
    technician.says("El plazo terminó, pero el cupo sigue guardado")
    technician.open(round_page)
    assert len(technician.links_to("/convocatorias/persona/")) == 2

    # Her code goes up on the wall: a second channel. Now silence frees the place and Luz comes up.
    note_attempt(technician, of_carmen, channel="poster", outcome="sent")
    free_silent_places(0)
    assert answer_of(technician, of_carmen) == "Sin respuesta, cupo liberado"
    technician.open(round_page)
    (of_luz,) = set(technician.links_to("/convocatorias/persona/")) - {of_nubia, of_carmen}
    technician.open(of_luz)
    technician.says("Luz")
    note_attempt(technician, of_luz, channel="visit", outcome="spoke", answer="comes")

    # Two Saturdays: the list is printed, signed, and entered by the numbers of its rows.
    facilitator = Walker(Client())
    facilitator.sign_in(facilitator_account)
    for saturday in (datetime(2026, 11, 28, 14, 30, tzinfo=UTC), datetime(2026, 12, 5, 14, 30, tzinfo=UTC)):
        time.set(saturday)
        facilitator.open(f"{HOME}/mi-dia/")
        (session,) = facilitator.links_to("/asistencia/sesion/")
        facilitator.open(f"{session}hoja/")
        facilitator.says("Firma", "Nubia M.", "Luz Z.")
        facilitator.says_nothing_of("Carmen", receipt_code)
        facilitator.open(f"{session}filas/")
        facilitator.send("attended", attended="1-2", rest="")
        facilitator.says("2 de 2 personas marcadas")

    # Her certificate is printed.
    time.set(datetime(2026, 12, 7, 15, 0, tzinfo=UTC))
    technician.open(class_page.replace("/capacitacion/aulas/", "/certificados/aula/"))
    technician.send(to="/emitir/")
    technician.says("Se emitieron 2 certificados")
    certificates = re.findall(r'href="(/manta/certificados/[0-9a-f-]{36}/)"', technician.text)
    certificate = next(address for address in certificates if "Nubia" in technician.open(address))
    technician.open(certificate)
    certificate_code = code_on(technician, groups=3)
    assert technician.client.get(f"{certificate}pdf/").content.startswith(b"%PDF")

    # Whoever gets it on paper types its code into the public form, without signing in.
    verifier = walks()
    verifier.open("/v/")
    verifier.send("code", code=certificate_code.lower())
    verifier.says("Nubia", "Mero", "Ideas de negocio")
    verifier.says_nothing_of("Anulado", "movilidad")

    # Nothing on the way asked for a phone, an e-mail or a document, and nothing was sent.
    with scope(manta.pk):
        assert not ContactPoint.objects.exists()
        assert not Document.objects.exists()
        assert not Message.objects.exists()


def register_at_the_desk(technician: Walker, given_names: str, surnames: str) -> str:
    """Register somebody from paper, with neither phone nor document; the public id of the person."""
    technician.open(f"{HOME}/personas/nueva/")
    technician.send(
        "given_names",
        given_names=given_names,
        surnames=surnames,
        origin="paper",
        population_group="destination",
        nationality="VE",
        sex="female",
        document_kind="sin_documento",
        birth_date_day=4,
        birth_date_month=5,
        birth_date_year=1990,
        arrived_country_on_day=1,
        arrived_country_on_month=3,
        arrived_country_on_year=2022,
        resides_zone_since_day=1,
        resides_zone_since_month=4,
        resides_zone_since_year=2022,
        address="Frente a la cancha del barrio",
    )
    return technician.path.split("/")[-3]


def printed_form(technician: Walker, public_id: str) -> str:
    """Print a paper form for a person; its code."""
    technician.open(f"{HOME}/focalizacion/persona/{public_id}/entrevista/")
    technician.follow("Imprimir una ficha en papel")
    return code_on(technician, groups=3)


def key_in(technician: Walker, public_id: str, paper_code: str, **changes: Any) -> None:
    """Key in a filled paper form and end the interview."""
    technician.open(f"{HOME}/focalizacion/persona/{public_id}/entrevista/")
    technician.send("code", code=paper_code)
    answer_interview(technician, {**ANSWERS, **changes})
    technician.send(to="terminar/")


def note_attempt(technician: Walker, address: str, **values: str) -> None:
    """Note an attempt on the page of an invitation."""
    technician.open(address)
    technician.send("channel", **values)
    technician.says("Anotado")


def answer_of(technician: Walker, address: str) -> str:
    """The answer that the page of an invitation shows."""
    technician.open(address)
    found = re.search(r"Respuesta (Espera respuesta|Acepta|Sin respuesta, cupo liberado)", technician.words())
    assert found, technician.words()[:400]
    return found.group(1)


def code_on(walker: Walker, *, groups: int) -> str:
    """The code of so many groups printed on the page."""
    found = re.search(CODE % groups, walker.words())
    assert found, walker.words()[:400]
    return found.group(0)


def questions_of_the_workbook() -> list[str]:
    """Every question that the default workbook asks, in Spanish."""
    with (SOURCE / "survey.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    not_asked = ("begin_group", "end_group", "calculate")
    return [row["label::Español (es)"] for row in rows if row["type"] not in not_asked]
