"""Pages of training over HTTP: who sees what, the path from a course to an enrolment, numbers of queries."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from minga.kernel import tenancy
from minga.training.models import ClassGroup, Course, Cycle, Enrolment, Facilitator, Session
from minga.training.states import CourseStatus, EnrolmentState
from tests.factories import make_participation, make_person
from tests.factories.training import (
    make_class,
    make_course,
    make_cycle,
    make_enrolment,
    make_facilitator,
    make_session,
    make_venue,
)

BASE = "/manta/capacitacion"


@pytest.fixture
def inside(manta):
    """Rows of the test are made and read inside the scope, requests outside it."""

    def run(call, *arguments, **fields):
        with tenancy.scope(manta.pk):
            return call(*arguments, **fields)

    return run


@pytest.fixture
def class_group(manta, inside):
    return inside(make_class, manta, cupo=3)


def post(client, path, **data):
    return client.post(f"{BASE}{path}", data)


def test_course_is_added_approved_and_given(manta, sign_in, inside):
    client = sign_in("coordinator")
    course = {"name": "Mi negocio", "line": "emprendimiento", "hours": "20,5", "topics": ["ideacion", "genero"]}
    answer = post(client, "/cursos/nuevo/", **course, modalities=["presencial"], counts_to_limit="on")
    assert answer.status_code == 303
    row = inside(Course.objects.get)
    assert (row.hours, row.status) == (Decimal("20.5"), CourseStatus.DRAFT)
    answer = post(client, f"/cursos/{row.public_id}/aprobar/", pilot_results="Grupo de 12 y grupo de control de 12.")
    assert answer.status_code == 422
    assert "Movilidad humana, Integración" in answer.content.decode()
    course["topics"] += ["movilidad-humana", "integracion"]
    post(client, f"/cursos/{row.public_id}/cambiar/", **course, modalities=["presencial"], counts_to_limit="on")
    post(client, f"/cursos/{row.public_id}/aprobar/", pilot_results="Grupo de 12 y grupo de control de 12.")
    assert inside(Course.objects.get).status == CourseStatus.APPROVED
    page = client.get(f"{BASE}/cursos/{row.public_id}/").content.decode()
    assert "20,5" in page and "grupo de control" in page


def test_cycle_class_and_sessions_are_planned_and_the_class_opened(manta, sign_in, inside):
    client = sign_in("coordinator")
    course, venue = inside(make_course, manta), inside(make_venue, manta)
    facilitator = inside(make_facilitator, manta)
    days = {"starts_on_day": "1", "starts_on_month": "11", "starts_on_year": "2026"}
    days |= {"ends_on_day": "31", "ends_on_month": "diciembre", "ends_on_year": "2026"}
    assert post(client, "/ciclos/nuevo/", name="Ciclo 4", **days).status_code == 303
    cycle = inside(Cycle.objects.get)
    plan = {"course": course.pk, "name": "Aula A", "modality": "presencial", "cupo": "30", "venue": venue.pk}
    answer = post(client, f"/ciclos/{cycle.public_id}/aula-nueva/", **plan, facilitator=facilitator.pk)
    assert answer.status_code == 303
    class_group = inside(ClassGroup.objects.get)
    here = f"/aulas/{class_group.public_id}"
    first = {"day_day": "7", "day_month": "11", "day_year": "2026", "hour": "9:00", "minutes": "120", "weeks": "3"}
    assert post(client, f"{here}/sesiones/", **first).status_code == 303
    starts = [f"{s.starts_at:%d %H:%M}" for s in inside(lambda: list(Session.objects.all()))]
    assert starts == ["07 14:00", "14 14:00", "21 14:00"]
    refused = post(client, f"{here}/abrir/")
    assert refused.status_code == 409
    assert "Materiales listos" in refused.content.decode()
    met = {f"met-{item}": "1" for item in ("venue", "equipment", "materials", "schedule")}
    post(client, f"{here}/apertura/", **met)
    until = {"regularise_by_day": "1", "regularise_by_month": "1", "regularise_by_year": "2099"}
    answer = post(client, f"{here}/apertura/children/excepcion/", reason="Nadie lo pidió", **until)
    assert answer.status_code == 303
    assert post(client, f"{here}/abrir/").status_code == 303
    assert "Abierta" in client.get(f"{BASE}{here}/").content.decode()
    assert "Aula A" in client.get(f"{BASE}/calendario/?mes=2026-11").content.decode()
    assert "Aula A" not in client.get(f"{BASE}/calendario/?mes=2026-10").content.decode()


def test_wrong_form_keeps_what_was_typed(manta, sign_in):
    answer = post(sign_in("technician"), "/cursos/nuevo/", name="Costura básica", hours="muchas")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Costura básica"' in page and 'value="muchas"' in page
    assert "Elija una opción en «Línea»." in page


def test_clash_of_venue_is_said_in_words(manta, sign_in, inside, class_group):
    session = inside(make_session, class_group)
    other = inside(make_class, manta, venue=class_group.venue, cycle=class_group.cycle)
    form = {"day_day": "7", "day_month": "11", "day_year": "2026", "hour": "10:00", "minutes": "60", "weeks": "1"}
    answer = post(sign_in("technician"), f"/aulas/{other.public_id}/sesiones/", **form)
    assert answer.status_code == 422
    assert f"El lugar ya está ocupado a esa hora por el aula «{class_group.name}»" in answer.content.decode()
    assert inside(Session.objects.get) == session


def test_enrol_finds_the_person_and_confirms(manta, sign_in, inside, class_group):
    person = inside(make_person, manta, given_names="Yuleisy", surnames="Ñáñez")
    inside(make_participation, person)
    client = sign_in("technician")
    path = f"/aulas/{class_group.public_id}/matricular/"
    found = client.post(f"{BASE}{path}", {"do": "search", "q": "nanez"}, follow=True)
    assert "Ñáñez, Yuleisy" in found.content.decode()
    assert "nanez" not in found.redirect_chain[0][0]
    assert post(client, path, person=person.public_id, do="enrol").status_code == 303
    assert inside(Enrolment.objects.get).state == EnrolmentState.CONFIRMED
    again = post(client, path, person=person.public_id, do="enrol")
    assert again.status_code == 422
    assert "ya tiene un cupo" in again.content.decode()


def test_held_place_is_confirmed(manta, sign_in, inside, class_group):
    person = inside(make_person, manta)
    inside(make_participation, person)
    client = sign_in("technician")
    post(client, f"/aulas/{class_group.public_id}/matricular/", person=person.public_id, do="hold")
    held = inside(Enrolment.objects.get)
    assert held.held_until - held.held_at == timedelta(hours=72)
    assert post(client, f"/matriculas/{held.public_id}/confirmar/").status_code == 303
    assert inside(Enrolment.objects.get).row_number == 1


def test_hours_above_the_limit_are_approved_by_the_coordinator_only(manta, sign_in, inside):
    class_group = inside(make_class, manta, course=inside(make_course, manta, hours=Decimal(41)))
    person = inside(make_person, manta)
    inside(make_participation, person)
    path, hours = (
        f"/aulas/{class_group.public_id}/matricular/",
        f"/aulas/{class_group.public_id}/horas/{person.public_id}/",
    )
    technician = post(sign_in("technician"), path, person=person.public_id, do="enrol")
    assert technician.status_code == 422 and hours not in technician.content.decode()
    client = sign_in("coordinator")
    assert hours in post(client, path, person=person.public_id, do="enrol").content.decode()
    assert post(client, hours, hours="41", reason="Pasa del nivel inicial al intermedio").status_code == 303
    assert post(client, path, person=person.public_id, do="enrol").status_code == 303


def test_facilitator_sees_the_own_class_and_short_names_only(manta, sign_in, inside, class_group):
    client = sign_in("facilitator")
    person = inside(make_person, manta, given_names="Yuleisy Andreína", surnames="Quintero Rojas", access_needs="Rampa")
    inside(make_enrolment, class_group, person)
    assert client.get(f"{BASE}/aulas/{class_group.public_id}/").status_code == 404
    account = client.session["_auth_user_id"]
    class_group.facilitator = inside(Facilitator.objects.create, municipality=manta, name="Ana", account_id=account)
    inside(class_group.save)
    page = client.get(f"{BASE}/aulas/{class_group.public_id}/").content.decode()
    assert "Yuleisy Q." in page and "Rampa" in page
    assert "Quintero" not in page and person.code not in page


@pytest.mark.parametrize("role", ["authority", "donor_viewer", "adviser", "communication", "programme_admin"])
def test_roles_without_rosters_see_classes_without_people(manta, sign_in, inside, class_group, role):
    inside(make_enrolment, class_group, inside(make_person, manta, given_names="Yuleisy"))
    answer = sign_in(role).get(f"{BASE}/aulas/{class_group.public_id}/")
    assert answer.status_code == 200
    assert "Yuleisy" not in answer.content.decode()


@pytest.mark.parametrize("role", ["facilitator", "authority", "technician"])
def test_pages_that_approve_are_the_coordinators(manta, sign_in, class_group, role):
    assert sign_in(role).get(f"{BASE}/aulas/{class_group.public_id}/sobrecupo/").status_code == 403


def test_class_of_another_municipality_is_not_found(quito, manta, sign_in, class_group):
    client = sign_in("coordinator", municipality=quito)
    assert client.get(f"/quito/capacitacion/aulas/{class_group.public_id}/").status_code == 404
    assert client.get(f"{BASE}/aulas/{class_group.public_id}/").status_code == 404


def test_extra_places_are_shown_with_who_and_why(manta, sign_in, inside, class_group):
    client = sign_in("coordinator")
    post(client, f"/aulas/{class_group.public_id}/sobrecupo/", places="2", reason="Vienen dos hermanas")
    page = client.get(f"{BASE}/aulas/{class_group.public_id}/").content.decode()
    assert "+2 · Vienen dos hermanas · Cuenta" in page
    assert inside(ClassGroup.objects.get).capacity == 5


def test_facilitator_list_shows_whose_certificate_holds(manta, sign_in, inside):
    inside(make_facilitator, manta, name="Ana", is_certified=False)
    client = sign_in("technician")
    assert "Sin certificado vigente" in client.get(f"{BASE}/facilitadores/").content.decode()
    ana = inside(Facilitator.objects.get)
    begin = {"valid_from_day": "1", "valid_from_month": "2", "valid_from_year": "2026"}
    answer = post(
        client, f"/facilitadores/{ana.public_id}/certificado/", methodology="IMESUN", issued_by="OIT", **begin
    )
    assert answer.status_code == 303
    assert "Certificada" in client.get(f"{BASE}/facilitadores/").content.decode()


@pytest.mark.parametrize("path", ["/", "/cursos/", "/facilitadores/", "/calendario/?mes=2026-11", "/ciclos/{cycle}/"])
def test_lists_take_as_many_queries_for_many_as_for_one(
    manta, sign_in, inside, path, django_assert_max_num_queries, django_assert_num_queries
):
    cycle = inside(make_cycle, manta)
    client = sign_in("coordinator")

    def more():
        facilitator = make_facilitator(manta)
        make_session(make_class(manta, cycle=cycle, facilitator=facilitator))
        make_cycle(manta)

    inside(more)
    with django_assert_max_num_queries(25) as one:
        client.get(f"{BASE}{path.format(cycle=cycle.public_id)}")
    for _ in range(4):
        inside(more)
    with django_assert_num_queries(len(one)):
        assert client.get(f"{BASE}{path.format(cycle=cycle.public_id)}").status_code == 200


def test_class_page_takes_as_many_queries_for_many_people_as_for_one(
    manta, sign_in, inside, django_assert_max_num_queries, django_assert_num_queries
):
    class_group = inside(make_class, manta)
    inside(make_enrolment, class_group)
    client = sign_in("coordinator")
    with django_assert_max_num_queries(25) as one:
        client.get(f"{BASE}/aulas/{class_group.public_id}/")
    for _ in range(9):
        inside(make_enrolment, class_group)
    with django_assert_num_queries(len(one)):
        client.get(f"{BASE}/aulas/{class_group.public_id}/")


def test_no_page_shows_a_raw_component(manta, sign_in, inside, class_group):
    inside(make_session, class_group)
    inside(make_enrolment, class_group)
    client = sign_in("coordinator")
    here = f"/aulas/{class_group.public_id}"
    for path in (
        "/",
        f"{here}/",
        f"{here}/apertura/",
        f"{here}/matricular/",
        "/calendario/",
        "/cursos/",
        "/facilitadores/",
    ):
        assert "<c-" not in client.get(f"{BASE}{path}").content.decode()
