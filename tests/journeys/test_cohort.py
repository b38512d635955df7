"""One cohort from a registration sheet to certificates and indicators, over HTTP, without JavaScript."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from minga.kernel.tenancy import scope
from minga.monitoring.queries import city_figures
from minga.monitoring.rules import Figure
from minga.people.models import Person
from minga.programmes.models import Programme
from tests.factories import make_account

from . import steps
from .steps import HOME
from .walker import Walker


@pytest.fixture
def facilitator_account(manta):
    return make_account(roles=["facilitator"], municipality=manta, name="Fabiola Mera")


def test_cohort_from_sheet_to_certificate(walks, time, manta, quito, tmp_path, facilitator_account):
    technician, coordinator, admin = (walks(role) for role in ("technician", "coordinator", "programme_admin"))

    # The programme's administration puts the instrument in force.
    steps.publish_instrument(admin)

    # A technician sends the registration sheet of a brigade: everybody in it becomes a person.
    rows, file = steps.sheet_of(5, tmp_path)
    steps.send_sheet(technician, file)
    with scope(manta.pk):
        people = list(Person.objects.order_by("pk").values_list("public_id", flat=True))
    assert len(people) == 5

    # Each is interviewed, page by page; all want a business and have no urgent need.
    for public_id, row in zip(people, rows, strict=True):
        steps.interview_person(
            technician, public_id, row, expectation="business", urgent_need="none", wants_referral="no"
        )

    # The rules advise; the technician confirms each in their own name.
    assert steps.confirm_all(technician) == 5

    # The ranked list is frozen, each turn with its reason.
    technician.open(f"{HOME}/orden/congelar/")
    technician.send("component", component="business")
    technician.send("component")
    technician.says("Semilla del sorteo")
    ranked_list = technician.path
    technician.follow("Ver el motivo del turno 1")

    # Meanwhile coordination opens a class of three places with two Saturdays.
    class_page = steps.plan_class(coordinator, facilitator_account, cupo=3, weeks=2)
    coordinator.open(class_page)

    # A round over the list for that class: the first three in order are invited and hold their places.
    technician.open(ranked_list)
    technician.follow("Abrir una convocatoria")
    technician.send(
        "class_groups",
        name="Sábados de noviembre",
        class_groups=technician.choice("class_groups", "Aula de los sábados"),
    )
    technician.says("Se llamaría a 3 personas")
    technician.send()
    round_page = technician.path
    technician.says("Esperan respuesta")
    invited = technician.links_to("/convocatorias/persona/")
    assert len(invited) == 3

    # Two accept on the phone; the third cannot this time, and the next in order comes up at once.
    for address in invited[:2]:
        technician.open(address)
        technician.send("channel", channel="call", outcome="spoke", answer="comes")
    technician.open(invited[2])
    technician.send("channel", channel="visit", outcome="spoke", answer="does_not_come", reason="work")
    technician.open(round_page)
    everybody = technician.links_to("/convocatorias/persona/")
    fourth = next(address for address in everybody if address not in invited)
    technician.open(fourth)
    technician.send("channel", channel="whatsapp", outcome="spoke", answer="comes")

    # Saturday: the facilitator finds the session in «Mi día» and takes the list on a phone.
    facilitator = Walker(Client())
    facilitator.sign_in(facilitator_account)
    time.set(datetime(2026, 11, 28, 14, 30, tzinfo=UTC))
    facilitator.open(f"{HOME}/mi-dia/")
    facilitator.says("Falta la lista")
    facilitator.says_nothing_of("Nivel de prioridad")
    first_session = facilitator.links_to("/asistencia/sesion/")[0]
    facilitator.open(first_session)
    marks = sorted(name for name in facilitator.fields("rest") if name.startswith("mark-"))
    assert len(marks) == 3
    facilitator.send("rest", rest=None, **{name: "attended" for name in marks})
    facilitator.open(first_session)
    facilitator.says("3 de 3 personas marcadas")

    # The Saturday after, the sheet is printed, signed and entered by row numbers: row 3 did not come.
    time.set(datetime(2026, 12, 5, 14, 30, tzinfo=UTC))
    facilitator.open(f"{HOME}/mi-dia/")
    second_session = facilitator.links_to("/asistencia/sesion/")[0]
    facilitator.open(f"{second_session}hoja/")
    facilitator.says("Firma")
    facilitator.open(f"{second_session}filas/")
    facilitator.send("attended", attended="1-2", absent="3", rest="")

    # Certificates: two attended enough; the third reads why not.
    time.set(datetime(2026, 12, 7, 15, 0, tzinfo=UTC))
    standing = class_page.replace("/capacitacion/aulas/", "/certificados/aula/")
    technician.open(standing)
    technician.says("se necesita el 80")
    technician.send(to="/emitir/")
    technician.says("Se emitieron 2 certificados")
    issued = [
        address
        for address in technician.links_to(f"{HOME}/certificados/")
        if re.search(r"/certificados/[0-9a-f-]{36}/$", address)
    ]
    assert len(issued) == 2

    # The PDF comes as a file; the code on it is what anybody can verify, without signing in.
    pdf = technician.client.get(f"{issued[0]}pdf/")
    assert pdf.content.startswith(b"%PDF")
    technician.open(issued[0])
    code = re.search(r"MAN-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", technician.words())
    assert code
    verifier = walks()
    verifier.open(f"/v/{code.group(0)}/")
    verifier.says("Ideas de negocio")
    verifier.says_nothing_of("movilidad", "Venezuela", "condición")

    # A revoked certificate says so to whoever verifies it.
    coordinator.open(f"{issued[0]}anular/")
    coordinator.send("reason", reason="Se emitió con un nombre equivocado.")
    verifier.open(f"/v/{code.group(0)}/")
    verifier.says("Anulado")

    # The authority reads figures, never a name; the technician opens the people behind them.
    technician.open(f"{HOME}/indicadores/")
    technician.send(to="/actualizar/")
    technician.says("Personas registradas")
    with scope(manta.pk):
        figures = city_figures(manta, Programme.objects.get(slug="site"))
    assert (figures["registered"].numerator, figures["started"].numerator, figures["certified"].numerator) == (5, 3, 1)
    assert figures["attendance"] == Figure(600, 720)
    technician.open(f"{HOME}/indicadores/started/personas/")
    assert len(technician.links_to("/expediente/")) == 3
    authority = walks("authority")
    authority.open(f"{HOME}/indicadores/started/")
    authority.says("cifras ocultas")
    authority.open(f"{HOME}/indicadores/started/personas/", status=403)

    # The expediente tells the whole path, and another city knows nothing of it.
    technician.open(f"{HOME}/indicadores/started/personas/")
    person_file = technician.links_to("/expediente/")[0]
    technician.open(person_file)
    technician.says("Inscripción", "Valoración confirmada", "Asistió", "Participante")
    stranger = walks("technician", municipality=quito)
    stranger.open(person_file.replace("/manta/", "/quito/"), status=404)
    stranger.open(person_file, status=404)
