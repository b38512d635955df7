"""Certificates over HTTP: issuing, the register, revoking, the PDF, and the public page."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from minga.access.models import AccessToken
from minga.attendance import operations as attendance
from minga.attendance.rules import Marking
from minga.certification.models import Certificate, Obligation
from minga.kernel import tenancy
from minga.kernel.actor import system_actor
from minga.training.models import Facilitator
from tests.factories import make_person
from tests.factories.training import FIRST_SESSION, make_class, make_course, make_enrolment, make_session

BASE = "/manta/certificados"


@pytest.fixture
def inside(manta):
    def run(call, *arguments, **fields):
        with tenancy.scope(manta.pk):
            return call(*arguments, **fields)

    return run


@pytest.fixture
def class_group(manta, inside):
    """A finished class of one session: Íngrid came, José did not."""

    def make():
        class_group = make_class(manta, is_open=True, course=make_course(manta, name="Ideas de negocio", hours=2))
        session = make_session(class_group)
        came = make_enrolment(class_group, make_person(manta, given_names="Íngrid", surnames="Núñez Güiza"))
        missed = make_enrolment(class_group, make_person(manta, given_names="José", surnames="Loor"))
        attendance.save_list(
            session=session,
            markings=[Marking(came.pk, "attended"), Marking(missed.pk, "absent")],
            actor=system_actor(manta.pk),
            at=FIRST_SESSION + timedelta(hours=3),
        )
        return class_group

    return inside(make)


@pytest.fixture
def certificate(class_group, sign_in, inside, client):
    sign_in("coordinator").post(f"{BASE}/aula/{class_group.public_id}/emitir/")
    client.logout()
    return inside(Certificate.objects.get)


def test_standing_says_who_reaches_it_and_why_others_do_not(class_group, sign_in, inside):
    client = sign_in("technician")
    here = f"{BASE}/aula/{class_group.public_id}/"
    page = client.get(here).content.decode()
    assert "Lo alcanza" in page and "No asistió a ninguna sesión" in page and "<c-" not in page
    assert client.post(f"{here}emitir/").status_code == 303
    page = client.get(here).content.decode()
    assert "Se emitió 1 certificado." in page
    assert inside(Certificate.objects.get).code in page


def test_standing_names_people_to_a_facilitator_as_the_class_list_does(manta, class_group, sign_in, inside):
    assert "Núñez Güiza" in sign_in("technician").get(f"{BASE}/aula/{class_group.public_id}/").content.decode()
    client = sign_in("facilitator")
    account = int(client.session["_auth_user_id"])
    class_group.facilitator = inside(Facilitator.objects.create, municipality=manta, name="Ana", account_id=account)
    inside(class_group.save)
    page = client.get(f"{BASE}/aula/{class_group.public_id}/").content.decode()
    assert "Íngrid N." in page and "Núñez" not in page and "Loor" not in page


def test_register_and_certificate_name_people_to_a_facilitator_as_the_class_list_does(
    manta, class_group, sign_in, inside
):
    sign_in("technician").post(f"{BASE}/aula/{class_group.public_id}/emitir/")
    certificate = inside(Certificate.objects.get)
    assert certificate.name in sign_in("technician").get(f"{BASE}/").content.decode()
    client = sign_in("facilitator")
    account = int(client.session["_auth_user_id"])
    class_group.facilitator = inside(Facilitator.objects.create, municipality=manta, name="Ana", account_id=account)
    inside(class_group.save)
    for address in (f"{BASE}/", f"{BASE}/{certificate.public_id}/"):
        page = client.get(address).content.decode()
        assert "Íngrid N." in page and "Núñez" not in page, address
    assert client.get(f"{BASE}/{certificate.public_id}/pdf/").status_code == 403


def test_missing_list_greys_the_button_and_says_why(class_group, sign_in, inside):
    inside(make_session, class_group)
    client = sign_in("technician")
    page = client.get(f"{BASE}/aula/{class_group.public_id}/").content.decode()
    assert "Faltan las listas de asistencia de 1 sesiones" in page and " disabled" in page
    assert client.post(f"{BASE}/aula/{class_group.public_id}/emitir/").status_code == 409


def test_obligation_is_noted_and_met(class_group, sign_in, inside):
    client = sign_in("technician")
    here = f"{BASE}/aula/{class_group.public_id}/"
    assert client.post(f"{here}obligacion/", {"text": ""}).status_code == 422
    row = inside(class_group.enrolments.get, row_number=1)
    client.post(f"{here}obligacion/", {"enrolment": row.public_id, "text": "Entregar el modelo de negocio"})
    assert "Obligación pendiente: Entregar el modelo de negocio" in client.get(here).content.decode()
    owed = inside(Obligation.objects.get)
    assert client.post(f"{BASE}/obligacion/{owed.public_id}/cumplida/").status_code == 303
    assert "Obligación pendiente" not in client.get(here).content.decode()


def test_register_finds_by_code_course_and_state(certificate, sign_in):
    client = sign_in("technician")
    for query, found in (
        ({}, True),
        ({"q": certificate.code.lower()}, True),
        ({"q": "ideas"}, True),
        ({"q": "Ídeas"}, True),
        ({"q": "deas"}, False),
        ({"q": "MAN-0000-1"}, False),
        ({"estado": "revoked"}, False),
        ({"estado": "valid", "q": "Ideas"}, True),
    ):
        assert (certificate.code in client.get(f"{BASE}/", query).content.decode()) is found, query


def test_pdf_of_one_and_of_the_class(certificate, class_group, sign_in):
    client = sign_in("technician")
    for path in (f"{certificate.public_id}/pdf/", f"aula/{class_group.public_id}/pdf/"):
        answer = client.get(f"{BASE}/{path}")
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert answer.content.startswith(b"%PDF-")


def test_coordinator_revokes_with_a_reason(certificate, sign_in, client):
    path = f"{BASE}/{certificate.public_id}/anular/"
    assert sign_in("technician").get(path).status_code == 403
    coordinator = sign_in("coordinator")
    assert coordinator.post(path, {"reason": ""}).status_code == 422
    assert coordinator.post(path, {"reason": "Emitido por error a otra persona"}).status_code == 303
    assert "Emitido por error" in coordinator.get(f"{BASE}/{certificate.public_id}/").content.decode()
    coordinator.logout()
    answer = client.get(f"/v/{certificate.code}/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Anulado el" in page and "Emitido por error" not in page


@pytest.mark.parametrize("role", ["authority", "donor_viewer", "adviser", "communication", "case_worker"])
def test_other_roles_see_no_certificates(certificate, sign_in, role):
    assert sign_in(role).get(f"{BASE}/").status_code == 403


def test_certificate_of_another_municipality_is_not_found(certificate, quito, sign_in):
    client = sign_in("coordinator", municipality=quito)
    assert client.get(f"/quito/certificados/{certificate.public_id}/").status_code == 404
    assert client.get(f"/quito/certificados/{certificate.public_id}/pdf/").status_code == 404


def test_anybody_verifies_a_certificate_by_its_address(certificate, client):
    answer = client.get(f"/v/{certificate.code}/")
    page = answer.content.decode()
    assert answer.status_code == 200
    for words in (
        "Válido",
        "Íngrid Núñez Güiza",
        "Ideas de negocio",
        "2 horas",
        "GAD Municipal de Manta",
        "7 de noviembre de 2026",
    ):
        assert words in page
    assert answer["Cache-Control"] == "no-store"


def test_public_page_says_nothing_more_on_the_person_than_is_printed(certificate, client, inside):
    page = client.get(f"/v/{certificate.code}/").content.decode()
    person = inside(lambda: certificate.enrolment.person)
    for secret in (person.code, str(person.public_id), str(certificate.public_id), "1993", "Venez", "movilidad"):
        assert secret not in page


def test_public_page_weighs_less_than_ten_kilobytes_with_all_it_fetches(certificate, client):
    page = client.get(f"/v/{certificate.code}/").content
    fetched = re.findall(r'(?:href|src)="([^"]+\.(?:css|js|svg|png|woff2?))"', page.decode())
    assert fetched == ["/static/ui/verify.css"]
    weight = len(page) + len(Path(finders.find("ui/verify.css")).read_bytes())
    assert weight < 10_000


@pytest.mark.parametrize("code", ["MAN-0000-0000", "nada", "MAN-", "x" * 300])
def test_unknown_code_is_not_found_in_words(db, client, code):
    answer = client.get(f"/v/{code}/")
    assert answer.status_code == 404
    assert "No se encontró el certificado" in answer.content.decode()


def test_code_is_typed_by_hand(certificate, client):
    typed = certificate.code.lower().replace("0", "o")
    answer = client.post("/v/", {"code": typed})
    assert (answer.status_code, answer["Location"]) == (303, f"/v/{certificate.code}/")
    assert client.get(f"/v/{typed}/").status_code == 200
    wrong = client.post("/v/", {"code": "MAN-12"})
    assert wrong.status_code == 422
    assert 'value="MAN-12"' in wrong.content.decode() and "tiene un error" in wrong.content.decode()


def test_token_of_another_purpose_opens_nothing(certificate, client):
    AccessToken.objects.update(purpose="otro")
    assert client.get(f"/v/{certificate.code}/").status_code == 404


def test_standing_takes_as_many_queries_for_many_as_for_few(
    class_group, sign_in, inside, django_assert_max_num_queries, django_assert_num_queries
):
    client = sign_in("technician")
    with django_assert_max_num_queries(30) as few:
        client.get(f"{BASE}/aula/{class_group.public_id}/")
    for _ in range(8):
        inside(make_enrolment, class_group)
    with django_assert_num_queries(len(few)):
        client.get(f"{BASE}/aula/{class_group.public_id}/")
