"""Pages of referrals over HTTP: journeys of the staff, refusals kept on the form, protected pages and their purpose."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from minga.audit.models import Record
from minga.kernel import clock, tenancy
from minga.kernel.actor import system_actor
from minga.messaging.models import Message
from minga.referrals import operations
from minga.referrals.models import Agreement, Case, ProtectionAlert, Referral, Service
from tests.conftest import NOW
from tests.factories import make_person
from tests.factories.referrals import make_agreement, make_case, make_partner, make_referral, make_service

pytestmark = pytest.mark.django_db
ROOT = "/manta/remisiones/"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def person(manta: Any) -> Any:
    with tenancy.scope(manta.pk):
        return make_person(manta, given_names="Yorgelis", surnames="Quiñónez")


@pytest.fixture
def service(manta: Any) -> Any:
    """A food service with an agreement."""
    with tenancy.scope(manta.pk):
        made = make_service(manta)
        make_agreement(manta, made.organisation)
        return made


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode().replace("<wbr>", ""))


def count(manta: Any, model: Any) -> int:
    with tenancy.scope(manta.pk):
        return model.objects.count()


FORM = {
    "need": "food", "need_text": "Víveres", "urgency": "soon", "way": "link", "channel": "hand",
    "fields_shared": ["name"], "agreed": "on", "how": "spoken",
}  # fmt: skip


def test_refer_a_person_and_see_link_and_code_once(manta, sign_in, person, service):
    client = sign_in("technician")
    choose = f"{ROOT}persona/{person.public_id}/"
    assert service.name in text_of(client.get(choose))
    address = f"{choose}?servicio={service.public_id}"
    shown = text_of(client.get(address))
    assert "Nombre: Yorgelis Quiñónez" in shown and "Léale este texto" in shown
    wrong = client.post(address, FORM | {"agreed": ""})
    assert wrong.status_code == 422 and "Víveres" in text_of(wrong)
    assert count(manta, Referral) == 0
    form = FORM | {"_submission": uuid4()}
    done = client.post(address, form)
    assert done.status_code == 303
    first, second = text_of(client.get(done["Location"])), text_of(client.get(done["Location"]))
    assert "/r/" in first and "Segundo código" in first
    assert "/r/" not in second and "Segundo código" not in second
    assert client.post(address, form).status_code == 303
    assert count(manta, Referral) == 1


def test_a_field_beyond_the_agreement_is_not_taken(manta, sign_in, person, service):
    client = sign_in("technician")
    address = f"{ROOT}persona/{person.public_id}/?servicio={service.public_id}"
    answer = client.post(address, FORM | {"fields_shared": ["name", "sex"]})
    assert answer.status_code == 422
    assert count(manta, Referral) == 0


def test_a_specialised_entity_cannot_be_chosen(manta, sign_in, person):
    with tenancy.scope(manta.pk):
        entity = make_service(manta, name="Entidad protegida", protection=["violence"])
    client = sign_in("technician")
    choose = f"{ROOT}persona/{person.public_id}/"
    assert "Entidad protegida" not in text_of(client.get(choose))
    assert client.get(f"{choose}?servicio={entity.public_id}").status_code == 404


def test_link_by_email_goes_through_the_outbox_with_neutral_words(manta, sign_in, person, service, settings):
    settings.EMAIL_HOST = "smtp.example.org"
    address = f"{ROOT}persona/{person.public_id}/?servicio={service.public_id}"
    done = sign_in("technician").post(address, FORM | {"channel": "email", "_submission": uuid4()})
    assert done.status_code == 303
    with tenancy.scope(manta.pk):
        message = Message.objects.get()
        row = Referral.objects.get()
    assert (message.person_id, message.address, message.organisation_id) == (
        None,
        service.email,
        service.organisation_id,
    )
    assert "/r/" in message.body and row.code in message.body
    assert not [word for word in ("Yorgelis", "Alimentación", "Víveres", "programa") if word in message.body]


def test_group_names_whom_it_does_not_know_and_sends_to_those_marked(manta, sign_in, person, service):
    with tenancy.scope(manta.pk):
        other = make_person(manta)
    client = sign_in("coordinator")
    address = f"{ROOT}grupo/?servicio={service.public_id}"
    given = {key: FORM[key] for key in ("need", "need_text", "urgency", "way", "channel", "how")} | {"name": "Cierre"}
    unknown = client.post(address, given | {"codes": f"{person.code}\nMAN-NADIE"})
    assert unknown.status_code == 422 and "MAN-NADIE" in text_of(unknown)
    codes = {"codes": f"{person.code}\n{other.code}"}
    assert "Yorgelis" in text_of(client.post(address, given | codes))
    nobody = client.post(address, given | codes | {"send": "1"})
    assert nobody.status_code == 422 and count(manta, Referral) == 0
    done = client.post(
        address, given | codes | {"send": "1", "agreed": [str(person.public_id)], "_submission": uuid4()}
    )
    assert done.status_code == 303
    with tenancy.scope(manta.pk):
        assert [row.person_id for row in Referral.objects.all()] == [person.pk]


def test_reading_a_number_leaves_its_trace(manta, sign_in, person):
    with tenancy.scope(manta.pk):
        row = make_referral(manta, person=person).referrals[0]
    page = text_of(sign_in("technician").get(f"{ROOT}{row.public_id}/"))
    assert "123 4567" in page
    with tenancy.scope(manta.pk):
        assert Record.objects.filter(action="referrals.show_contact", object_public_id=person.public_id).count() == 1


def test_answer_remind_slip_close_and_come_back(manta, sign_in, person):
    with tenancy.scope(manta.pk):
        row = make_referral(manta, person=person).referrals[0]
    client = sign_in("technician")
    page = f"{ROOT}{row.public_id}/"
    slip = text_of(client.get(f"{page}hoja/"))
    assert row.code in slip and "Yorgelis" not in slip and "Alimentación" not in slip
    assert client.post(f"{page}recordar/", {"channel": "hand", "_submission": uuid4()}).status_code == 303
    assert "Segundo código" in text_of(client.get(page))
    assert client.post(f"{page}respuesta/", {"to": "attended", "_submission": uuid4()}).status_code == 303
    back = client.post(f"{page}volver-a-la-ruta/", {"_submission": uuid4()})
    assert back.status_code == 303 and str(person.public_id) in back["Location"]
    assert client.post(f"{page}cerrar/", {"reason": "elsewhere", "_submission": uuid4()}).status_code == 422


def test_directory_is_kept_searched_and_closed(manta, sign_in):
    with tenancy.scope(manta.pk):
        partner = make_partner(manta)
    client = sign_in("technician")
    form = {"organisation": partner.public_id, "name": "Ropero", "needs": ["hygiene"], "status": "active"}
    assert client.post(f"{ROOT}servicios/nuevo/", form | {"needs": []}).status_code == 422
    done = client.post(f"{ROOT}servicios/nuevo/", form | {"_submission": uuid4()})
    assert done.status_code == 303
    again = client.post(f"{ROOT}servicios/nuevo/", form | {"_submission": uuid4()})
    assert again.status_code == 422 and "ya tiene un servicio con ese nombre" in text_of(again)
    place = {"address": "Calle 1", "days": ["MO"], "opens_at": "08:00", "closes_at": "07:00"}
    assert client.post(f"{done['Location']}lugares/", place).status_code == 422
    place |= {"closes_at": "16:00", "_submission": uuid4()}
    assert client.post(f"{done['Location']}lugares/", place).status_code == 303
    assert "Ropero" in text_of(client.get(f"{ROOT}servicios/?q=ropero&need=hygiene"))
    assert "Ropero" not in text_of(client.get(f"{ROOT}servicios/?need=legal"))
    client.post(f"{done['Location']}cerrar/", {"_submission": uuid4()})
    assert "Ropero" not in text_of(client.get(f"{ROOT}servicios/"))
    assert "Ropero" in text_of(client.get(f"{ROOT}servicios/?status=defunct"))


def test_import_shows_every_error_and_keeps_nothing(manta, sign_in):
    client = sign_in("coordinator")
    wrong = SimpleUploadedFile("d.json", b'[{"id": "1", "name": "", "status": "abierto"}]')
    answer = client.post(f"{ROOT}servicios/importar/", {"file": wrong})
    assert answer.status_code == 422
    shown = text_of(answer)
    assert "services.csv" in shown and "status" in shown and "organization_id" in shown
    assert count(manta, Service) == 0
    for form in ("zip", "json"):
        export = client.get(f"{ROOT}servicios/directorio.{form}")
        assert export.status_code == 200 and "attachment" in export["Content-Disposition"]


def test_agreements_are_the_coordination_s(manta, sign_in):
    with tenancy.scope(manta.pk):
        partner = make_partner(manta)
    form = {
        "organisation": partner.public_id, "document": "CONV-1", "purpose": "Atender", "fields_allowed": ["name"],
        "starts_on_day": "1", "starts_on_month": "1", "starts_on_year": "2026",
        "ends_on_day": "31", "ends_on_month": "12", "ends_on_year": "2026", "_submission": uuid4(),
    }  # fmt: skip
    assert sign_in("technician").post(f"{ROOT}convenios/nuevo/", form).status_code == 403
    client = sign_in("coordinator")
    assert client.post(f"{ROOT}convenios/nuevo/", form).status_code == 303
    assert "CONV-1" in text_of(client.get(f"{ROOT}convenios/"))
    assert count(manta, Agreement) == 1


def test_an_alert_is_written_and_not_read_back(manta, sign_in):
    client = sign_in("facilitator")
    form = {"category": "child", "who": "Niña del aula 2", "text": "canarioaviso", "contact": ""}
    assert client.post(f"{ROOT}aviso/", form | {"text": ""}).status_code == 422
    done = client.post(f"{ROOT}aviso/", form | {"_submission": uuid4()})
    assert done.status_code == 303 and done["Location"].endswith("/aviso/recibido/")
    assert "canarioaviso" not in text_of(client.get(done["Location"]))
    assert count(manta, ProtectionAlert) == 1
    for role in ("technician", "coordinator", "programme_admin", "authority"):
        reader = sign_in(role)
        for page in ("/manta/mi-dia/", "/manta/auditoria/", "/manta/auditoria/?action=cases."):
            answer = reader.get(page)
            shown = text_of(answer) if answer.status_code == 200 else ""
            assert "canarioaviso" not in shown and "cases.raise" not in shown
        assert reader.get(f"{ROOT}casos/").status_code == 403


def test_a_case_asks_what_for_once_a_session_and_writes_it_down(manta, sign_in):
    with tenancy.scope(manta.pk):
        case, other = make_case(manta, summary="Resumen propio"), make_case(manta)
    client = sign_in("case_worker")
    page = f"{ROOT}casos/{case.public_id}/"
    asked = client.get(page)
    assert asked.status_code == 303 and asked["Location"] == f"{page}para-que/"
    for closed in ("nota/", "plan/", "llamada/", "cerrar/", "entregar/", "soporte/"):
        assert client.get(f"{page}{closed}")["Location"] == f"{page}para-que/"
    assert client.post(f"{page}para-que/", {"purpose": "por ver"}).status_code == 422
    assert client.post(f"{page}para-que/", {"purpose": "urgent", "_submission": uuid4()}).status_code == 303
    assert "Resumen propio" in text_of(client.get(page))
    assert client.get(page).status_code == 200
    assert client.get(f"{ROOT}casos/{other.public_id}/").status_code == 303, "each case has its own purpose"
    with tenancy.scope(manta.pk):
        reads = Record.objects.filter(action="cases.read_case", object_public_id=case.public_id)
        assert [row.purpose for row in reads] == ["urgent", "urgent"]


def test_the_case_role_works_a_case_from_alert_to_closing(manta, sign_in, person):
    with tenancy.scope(manta.pk):
        entity = make_service(manta, name="Entidad", needs=[], protection=["child"], phone="1800 000 000")
        alert = operations.raise_alert(
            municipality=manta, category="child", who=person.code, text="Texto del aviso", contact="", is_danger=True,
            actor=system_actor(manta.pk), at=NOW,
        )  # fmt: skip
    client = sign_in("case_worker")
    assert "Avisos por atender" in text_of(client.get("/manta/mi-dia/"))
    assert "Texto del aviso" in text_of(client.get(f"{ROOT}casos/"))
    form = {
        "category": "child",
        "name": "Persona A",
        "contact": "Escuela",
        "summary": "Resumen",
        "decision": "not_asked",
    }
    unknown = client.post(f"{ROOT}casos/aviso/{alert.public_id}/", form | {"code": "MAN-NADIE"})
    assert unknown.status_code == 422 and "No se encontró" in text_of(unknown)
    done = client.post(f"{ROOT}casos/aviso/{alert.public_id}/", form | {"code": person.code, "_submission": uuid4()})
    page = done["Location"]
    assert "24 horas" in text_of(client.get(page))
    assert "1800 000 000" in text_of(client.get(f"{page}llamada/"))
    call = {"kind": "call", "service": entity.public_id, "is_reached": "on", "text": "Recibido"}
    assert client.post(f"{page}nota/", call | {"service": ""}).status_code == 422
    assert client.post(f"{page}nota/", call | {"_submission": uuid4()}).status_code == 303
    refused = client.post(f"{page}cerrar/", {"closing": "Fin"})
    assert refused.status_code == 422 and "tareas abiertas" in text_of(refused)
    client.post(f"{page}nota/", {"kind": "told", "text": "Se le dijo", "_submission": uuid4()})
    assert client.post(f"{page}cerrar/", {"closing": "Fin", "_submission": uuid4()}).status_code == 303
    with tenancy.scope(manta.pk):
        assert Case.objects.get().state == "closed"


def test_a_person_s_file_is_the_same_with_and_without_a_case(manta, sign_in, person):
    client = sign_in("case_worker", "coordinator", "technician")

    def shown() -> str:
        page = text_of(client.get(f"/manta/expediente/{person.public_id}/"))
        return re.sub(r'(csrfmiddlewaretoken|_submission)" value="[^"]*"', "", page)

    before = shown()
    with tenancy.scope(manta.pk):
        make_case(manta, person=person)
    assert shown() == before


def test_help_page_needs_no_login_and_leaves_quickly(manta, client):
    with tenancy.scope(manta.pk):
        make_service(manta, name="Comedor público")
        make_service(manta, name="Línea de ayuda", needs=[], protection=["violence"], phone="1800 000 000")
        make_service(manta, name="Interno", is_public=False)
    shown = text_of(client.get("/manta/ayuda/"))
    assert 'href="tel:911"' in shown and "data-quick-exit" in shown
    assert "Comedor público" in shown and "Línea de ayuda" in shown and "Interno" not in shown
    title = re.search(r"<title>(.*?)</title>", shown).group(1)
    assert not [word for word in ("programa", "violencia", "ayuda", "minga") if word in title.casefold()]


def test_lists_cost_the_same_however_many(manta, sign_in, django_assert_max_num_queries):
    with tenancy.scope(manta.pk):
        for _ in range(6):
            make_referral(manta, person=make_person(manta))
    client = sign_in("technician")
    client.get(ROOT)
    for page in (ROOT, f"{ROOT}sin-respuesta/", f"{ROOT}servicios/", f"{ROOT}convenios/"):
        with django_assert_max_num_queries(24):
            assert client.get(page).status_code == 200
