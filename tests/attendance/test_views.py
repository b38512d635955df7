"""Class lists over HTTP: on the phone, on paper, by code, for each role."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from minga.attendance.models import Mark, MarkChange
from minga.kernel import tenancy
from minga.kernel.codes import new_code
from minga.training.models import Enrolment, Facilitator, Session
from minga.training.states import EnrolmentState
from tests.factories import make_person
from tests.factories.training import make_class, make_enrolment, make_session

BASE = "/manta/asistencia"
TODAY = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


@pytest.fixture
def inside(manta):
    def run(call, *arguments, **fields):
        with tenancy.scope(manta.pk):
            return call(*arguments, **fields)

    return run


@pytest.fixture
def session(manta, inside):
    class_group = inside(make_class, manta, is_open=True)
    for given, surnames in (("Yuleisy Andreína", "Quintero Rojas"), ("José", "Loor"), ("Íngrid", "Núñez")):
        inside(make_enrolment, class_group, inside(make_person, manta, given_names=given, surnames=surnames))
    return inside(make_session, class_group, starts_at=TODAY - timedelta(minutes=5))


def ids(inside):
    return inside(lambda: [row.public_id for row in Enrolment.objects.order_by("row_number")])


def marks(inside):
    return inside(
        lambda: list(Mark.objects.order_by("enrolment__row_number").values_list("state", "minutes", "origin"))
    )


def list_of(session):
    return f"{BASE}/sesion/{session.public_id}/"


def test_whole_class_is_saved_in_one_post(session, sign_in, inside):
    client = sign_in("technician")
    first, second, _third = ids(inside)
    data = {f"mark-{first}": "attended", f"mark-{second}": "late", f"minutes-{second}": "70", "rest": "absent"}
    assert client.post(list_of(session), data).status_code == 303
    assert marks(inside) == [("attended", 120, "screen"), ("late", 70, "screen"), ("absent", 0, "screen")]
    page = client.get(list_of(session)).content.decode()
    assert "3 de 3 personas marcadas" in page
    assert page.count(" checked") == 3
    assert 'value="70"' in page


def test_replay_of_the_post_changes_nothing(session, sign_in, inside):
    client = sign_in("technician")
    data = {f"mark-{key}": "attended" for key in ids(inside)} | {"_submission": "0192f0c1-2d4e-7aaa-8bbb-0123456789ab"}
    first = client.post(list_of(session), data)
    again = client.post(list_of(session), data)
    assert (first.status_code, again.status_code) == (303, 303)
    assert inside(Mark.objects.count) == 3
    assert not inside(MarkChange.objects.exists)


def test_refused_list_keeps_what_was_typed(session, sign_in, inside):
    first, second, _third = ids(inside)
    data = {f"mark-{first}": "excused", f"mark-{second}": "late", f"minutes-{second}": "mucho"}
    answer = sign_in("technician").post(list_of(session), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "No se entiende «mucho»" in page and 'value="mucho"' in page
    assert page.count(" checked") == 2
    assert not inside(Mark.objects.exists)


def test_facilitator_marks_the_own_class_and_no_other(manta, session, sign_in, inside):
    client = sign_in("facilitator")
    assert client.get(list_of(session)).status_code == 404
    account = client.session["_auth_user_id"]
    facilitator = inside(Facilitator.objects.create, municipality=manta, name="Ana", account_id=account)
    session.class_group.facilitator = facilitator
    inside(session.class_group.save)
    page = client.get(list_of(session)).content.decode()
    assert "Yuleisy Q." in page and "Quintero" not in page
    assert client.post(list_of(session), {"rest": "attended"}).status_code == 303
    assert len(marks(inside)) == 3
    assert client.get(f"{BASE}/sesion/{session.public_id}/cancelar/").status_code == 403


@pytest.mark.parametrize("role", ["authority", "donor_viewer", "communication", "case_worker", "programme_admin"])
def test_other_roles_see_no_list(session, sign_in, role):
    assert sign_in(role).get(list_of(session)).status_code == 403


def test_signed_sheet_shows_row_short_name_and_nothing_else(session, sign_in, inside):
    page = sign_in("technician").get(f"{list_of(session)}hoja/").content.decode()
    assert "Yuleisy Q." in page and session.code in page and "<svg" in page
    person = inside(lambda: Enrolment.objects.get(row_number=1).person)
    for secret in ("Quintero", person.code, str(person.public_id), "1993", "VE ", "Venez"):
        assert secret not in page


def test_sheet_is_entered_by_row_numbers(session, sign_in, inside):
    client = sign_in("technician")
    path = f"{list_of(session)}filas/"
    wrong = client.post(path, {"attended": "1-3, 9", "rest": "absent"})
    assert wrong.status_code == 422
    assert "Estas filas no están en la lista: 9" in wrong.content.decode()
    unclear = client.post(path, {"attended": "uno", "late": "2"})
    assert 'value="2"' in unclear.content.decode() and "No se entiende «uno»" in unclear.content.decode()
    assert client.post(path, {"attended": "1, 3", "rest": "absent"}).status_code == 303
    assert marks(inside) == [("attended", 120, "paper"), ("absent", 0, "paper"), ("attended", 120, "paper")]


def seen_on(client, address):
    """The marks that a page showed, as its form carries them."""
    return seen_in(client.get(address))


def seen_in(answer):
    return re.search(r'name="seen"(?: value="([^"]*)")?', answer.content.decode())[1] or ""


def test_two_people_marking_one_list_see_both_marks_and_decide(session, sign_in, inside):
    client = sign_in("technician")
    first, second, third = ids(inside)
    seen = seen_on(client, list_of(session))
    client.post(list_of(session), {f"mark-{first}": "attended", f"mark-{second}": "late", f"minutes-{second}": "90"})
    typed = {f"mark-{first}": "absent", f"mark-{second}": "late", f"minutes-{second}": "90", f"mark-{third}": "absent"}
    answer = client.post(list_of(session), typed | {"seen": seen})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Fila 1: guardado «Asistió»" in page and "usted marcó «Faltó»" in page and "Fila 2" not in page
    assert [state for state, *_ in marks(inside)] == ["attended", "late"], "all or none"
    assert 'value="absent" checked' in page
    again = seen_in(answer)
    assert client.post(list_of(session), typed | {"seen": again}).status_code == 303
    assert [state for state, *_ in marks(inside)] == ["absent", "late", "absent"]


def test_a_sheet_entered_over_marks_that_were_not_seen_is_refused(session, sign_in, inside):
    client = sign_in("technician")
    path = f"{list_of(session)}filas/"
    seen = seen_on(client, path)
    client.post(list_of(session), {"rest": "attended"})
    answer = client.post(path, {"attended": "1", "rest": "absent", "seen": seen})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Fila 2: guardado «Asistió»" in page and "Fila 1" not in page
    again = seen_in(answer)
    assert client.post(path, {"attended": "1", "rest": "absent", "seen": again}).status_code == 303
    assert [state for state, *_ in marks(inside)] == ["attended", "absent", "absent"]


def test_correction_on_another_day_needs_its_reason_and_is_shown(session, sign_in, inside):
    client = sign_in("coordinator")
    client.post(list_of(session), {"rest": "absent"})
    inside(Session.objects.update, starts_at=TODAY - timedelta(days=2), ends_at=TODAY - timedelta(days=2, minutes=-120))
    first = ids(inside)[0]
    typed = {f"mark-{first}": "attended", "seen": seen_on(client, list_of(session))}
    answer = client.post(list_of(session), typed)
    assert answer.status_code == 422
    assert "escriba por qué" in answer.content.decode()
    client.post(list_of(session), typed | {"reason": "Firmó la hoja"})
    page = client.get(f"{list_of(session)}correcciones/").content.decode()
    assert "Firmó la hoja" in page and "Faltó" in page


def test_class_that_is_not_open_says_so_and_takes_nothing(manta, sign_in, inside):
    class_group = inside(make_class, manta)
    inside(make_enrolment, class_group)
    session = inside(make_session, class_group, starts_at=TODAY)
    client = sign_in("technician")
    page = client.get(list_of(session)).content.decode()
    assert "El aula no está abierta" in page and " disabled" in page
    assert client.post(list_of(session), {"rest": "attended"}).status_code == 422
    assert not marks(inside)


def test_code_of_a_sheet_opens_its_list(manta, sign_in, inside, session):
    code = new_code("MAN")
    inside(Session.objects.update, code=code)
    client = sign_in("technician")
    answer = client.get(f"{BASE}/", {"codigo": code.lower().replace("-", " ").replace(" ", "-", 1)})
    assert (answer.status_code, answer["Location"]) == (303, list_of(session))
    lost = client.get(f"{BASE}/", {"codigo": "MAN-0000"})
    assert lost.status_code == 404
    assert "No se encontró la hoja" in lost.content.decode()


def test_day_shows_each_session_with_its_list(session, sign_in):
    client = sign_in("technician")
    day = {"dia": f"{TODAY - timedelta(hours=5, minutes=5):%Y-%m-%d}"}
    assert "Por tomar" in client.get(f"{BASE}/", day).content.decode()
    client.post(list_of(session), {"rest": "attended"})
    assert "3 de 3 asistieron" in client.get(f"{BASE}/", day).content.decode()


def test_end_enrolment_offers_what_fits(session, sign_in, inside):
    client = sign_in("technician")
    first, second, third = ids(inside)
    client.post(list_of(session), {f"mark-{first}": "attended"})
    form = client.get(f"{BASE}/matricula/{first}/salida/").content.decode()
    assert "Dejó el ciclo" in form and "no se presentó" not in form
    assert client.post(f"{BASE}/matricula/{first}/salida/", {"outcome": "left"}).status_code == 422
    left = client.post(f"{BASE}/matricula/{first}/salida/", {"outcome": "left", "reason": "distance"})
    assert left.status_code == 303
    client.post(f"{BASE}/matricula/{second}/salida/", {"outcome": "no_show"})
    client.post(f"{BASE}/matricula/{third}/salida/", {"outcome": "released", "reason": "declined"})
    states = inside(lambda: list(Enrolment.objects.order_by("row_number").values_list("state", flat=True)))
    assert states == [EnrolmentState.LEFT, EnrolmentState.NO_SHOW, EnrolmentState.RELEASED]


def test_session_is_moved_then_cancelled(session, sign_in, inside):
    client = sign_in("technician")
    day = {"day_day": "12", "day_month": "11", "day_year": "2026"}
    answer = client.post(f"{list_of(session)}mover/", {**day, "hour": "18:30", "minutes": "90"})
    assert answer.status_code == 303
    moved = inside(Session.objects.get)
    assert (moved.starts_at, moved.minutes) == (datetime(2026, 11, 12, 23, 30, tzinfo=UTC), 90)
    assert client.post(f"{list_of(session)}cancelar/", {"reason": "Feriado"}).status_code == 303
    assert inside(Session.objects.get).cancel_reason == "Feriado"


def test_class_sheet_shows_everybody_with_their_percent(session, sign_in, inside):
    client = sign_in("technician")
    first = ids(inside)[0]
    client.post(list_of(session), {f"mark-{first}": "attended", "rest": "absent"})
    page = client.get(f"{BASE}/aula/{session.class_group.public_id}/").content.decode()
    assert "100 %" in page and page.count("0 %") >= 3
    assert "<c-" not in page


def test_saving_forty_takes_as_many_queries_as_saving_three(
    session, sign_in, inside, django_assert_num_queries, django_assert_max_num_queries
):
    client = sign_in("technician")
    client.get(list_of(session))
    with django_assert_max_num_queries(30) as few:
        client.post(list_of(session), {"rest": "attended"})
    for _ in range(22):
        inside(make_enrolment, session.class_group)
    other = inside(make_session, session.class_group, starts_at=TODAY - timedelta(hours=4))
    with django_assert_num_queries(len(few)):
        client.post(list_of(other), {"rest": "attended"})
    assert inside(Mark.objects.filter(session=other).count) == 25
