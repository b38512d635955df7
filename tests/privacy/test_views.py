"""Pages of the rights desk: from the public's request to its answer, the export, the erasure, the paper."""

from __future__ import annotations

import pytest

from minga.kernel.codes import new_code
from minga.kernel.ids import uuid7
from minga.kernel.tenancy import scope
from minga.people.models import Person
from minga.privacy.models import ErasureEntry, InactivityNotice, Incident, RightsRequest
from tests.factories.people import make_participation, make_person

HOME = "/manta/derechos/"


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.MINGA_HOME = tmp_path


@pytest.fixture
def someone(manta):
    with scope(manta.pk):
        made = make_person(manta, given_names="Rosaura", surnames="Intriago", code=new_code("MAN", 7))
        make_participation(made)
    return made


@pytest.fixture
def send(client):
    def post(path, status=303, **data):
        answer = client.post(path, {**data, "_submission": str(uuid7())})
        assert answer.status_code == status, answer.content.decode()
        return answer

    return post


def only(manta, model):
    with scope(manta.pk):
        return model.objects.get()


def test_from_the_public_page_to_the_answer(client, send, sign_in, manta, someone):
    told = {
        "kind": "access",
        "asker": "Rosaura Intriago",
        "reply_to": "en la oficina",
        "detail": "Quiero ver mis datos",
    }
    page = client.get(send(f"{HOME}pedir/", **told)["Location"]).content.decode()
    row = only(manta, RightsRequest)
    assert row.code in page
    assert "Rosaura" not in page
    sign_in("coordinator")
    assert "Rosaura Intriago" in client.get(HOME).content.decode()
    url = f"{HOME}solicitud/{row.public_id}/"
    send(f"{url}identidad/", 422, person="MAN-0000-0000", how="document")
    send(f"{url}identidad/", person=someone.code.lower(), how="document")
    assert "Ver e imprimir" in client.get(url).content.decode()
    send(f"{url}responder/", decision="granted", answer="Se le entregaron")
    client.logout()
    assert "Atendida" in client.get(f"{HOME}seguir/{row.code}/").content.decode()


def test_a_request_without_what_it_is_about_is_mended_with_what_was_typed(send, manta):
    answer = send(f"{HOME}pedir/", 422, kind="objection", asker="Eva", reply_to="x")
    page = answer.content.decode()
    assert "Marque para qué no quiere que se usen sus datos." in page
    assert 'value="Eva"' in page


def test_notice_and_its_print_say_the_periods_and_that_a_lawyer_must_confirm(client, manta):
    for path in ("aviso/", "aviso/imprimir/"):
        page = client.get(HOME + path).content.decode()
        assert "Le respondemos en 15 días." in page
        assert "24 meses" in page
        assert "pendiente de confirmación" in page


def test_the_desk_writes_down_and_prints_a_receipt(client, send, sign_in, manta):
    sign_in("technician")
    told = {
        "kind": "rectification",
        "asker": "Eva",
        "reply_to": "0991234567",
        "disputed": ["birth_date"],
        "origin": "desk",
    }
    receipt = client.get(send(f"{HOME}nueva/", **told)["Location"]).content.decode()
    assert only(manta, RightsRequest).code in receipt
    assert client.get(HOME).status_code == 403


def test_register_impact_and_retention_open_for_the_delegate(client, send, sign_in, manta, at):
    sign_in("programme_admin")
    assert "people.Person" in client.get(f"{HOME}registro/").content.decode()
    assert client.get(f"{HOME}registro.xlsx").content[:2] == b"PK"
    dates = {"approved_on_day": "1", "approved_on_month": "2", "approved_on_year": "2026"}
    later = {"review_on_day": "1", "review_on_month": "2", "review_on_year": "2028"}
    send(f"{HOME}impacto/aprobada/", **dates, **later, approved_by="Alcaldía", document="DPIA-1")
    assert "DPIA-1" in client.get(f"{HOME}impacto/").content.decode()
    with scope(manta.pk):
        make_person(manta, registered_at=at.replace(year=2023))
        person = Person.objects.get()
    assert person.code in client.get(f"{HOME}plazos/").content.decode()
    send(f"{HOME}plazos/avisadas/", person=str(person.public_id))
    notice = only(manta, InactivityNotice)
    send(f"{HOME}plazos/avisadas/{notice.public_id}/conservar/")
    assert only(manta, InactivityNotice).kept_at is not None


def test_an_incident_from_the_form_to_the_printed_notices(client, send, sign_in, manta):
    sign_in("programme_admin")
    parts = {"day": "20", "month": "11", "year": "2026"}
    names = ("known_on", "began_on", "ended_on")
    days = {f"{name}_{part}": value for name in names for part, value in parts.items()}
    send(f"{HOME}incidentes/nuevo/", kind="leak", risk="high", happened="Se envió una lista", **days)
    row = only(manta, Incident)
    url = f"{HOME}incidentes/{row.public_id}/"
    assert row.code in client.get(url).content.decode()
    for who in ("authority", "arcotel", "people"):
        page = client.get(f"{url}aviso/{who}/").content.decode()
        assert ("Se envió una lista" in page) is (who != "people")
        send(f"{url}avisado/{who}/")
    send(f"{url}cerrar/")
    assert only(manta, Incident).closed_at is not None


def test_an_erasure_from_the_page(client, send, sign_in, manta, someone):
    sign_in("coordinator")
    told = {"kind": "erasure", "asker": "Rosaura", "reply_to": "oficina", "origin": "desk"}
    send(f"{HOME}nueva/", **told)
    row = only(manta, RightsRequest)
    url = f"{HOME}solicitud/{row.public_id}/"
    send(f"{url}identidad/", person=someone.code, how="document")
    assert "Rosaura Intriago" in client.get(f"{url}suprimir/").content.decode()
    send(f"{url}suprimir/", 422, decision="granted", answer="Listo")
    send(f"{url}suprimir/", decision="granted", answer="Listo", is_sure="on")
    assert only(manta, ErasureEntry).request_code == row.code
    listed = client.get(f"{HOME}supresiones/").content.decode()
    assert row.code in listed
    assert "Rosaura" not in listed
