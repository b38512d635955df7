"""Signing in, the demo's buttons, temporary passwords, where one lands."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.cache import cache

from minga.access.models import Account
from minga.access.operations import give_temporary_password
from minga.audit.models import Record
from minga.kernel import clock
from minga.kernel.actor import system_actor
from tests.factories import make_account

PASSWORD = "una frase larga 2026"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def rosa(manta):
    account = make_account(["technician"], manta, name="Rosa Delgado")
    account.set_password(PASSWORD)
    account.save()
    return account


def enter(client, email, password):
    return client.post("/entrar/", {"login": email, "password": password})


def test_right_password_leads_to_the_only_municipality(client, rosa):
    response = enter(client, rosa.email.upper(), PASSWORD)
    assert response.status_code == 302 and response["Location"] == "/inicio/"
    assert client.get("/inicio/")["Location"].startswith("/manta/")
    assert Record.objects.filter(action="access.sign_in", account_id=rosa.pk).count() == 1


def test_session_lasts_twelve_hours_at_most(client, rosa):
    enter(client, rosa.email, PASSWORD)
    assert client.session.get_expiry_age() <= 12 * 3600


def test_next_leads_back_but_never_to_another_site(client, rosa):
    response = client.post("/entrar/", {"login": rosa.email, "password": PASSWORD, "next": "/manta/programa/"})
    assert response["Location"] == "/manta/programa/"
    client.post("/salir/")
    response = client.post("/entrar/", {"login": rosa.email, "password": PASSWORD, "next": "https://example.net/"})
    assert response["Location"] == "/inicio/"


def test_unknown_address_wrong_password_and_closed_account_answer_alike(client, rosa):
    closed = make_account(["technician"], name="Cerrada")
    closed.set_password(PASSWORD)
    closed.is_active = False
    closed.save()
    answers = [
        enter(client, "nadie@example.org", PASSWORD),
        enter(client, rosa.email, "otra frase larga 2026"),
        enter(client, closed.email, PASSWORD),
    ]
    assert [answer.status_code for answer in answers] == [422, 422, 422]
    words = {str(answer.context["form"].non_field_errors()[0]) for answer in answers}
    assert words == {"El correo o la clave no son correctos. Escríbalos otra vez."}
    assert "_auth_user_id" not in client.session


def test_empty_form_says_what_is_missing(client, db):
    response = enter(client, "", "")
    assert response.status_code == 422
    assert "Complete «Correo»." in response.content.decode()
    assert "Complete «Clave»." in response.content.decode()


def test_many_wrong_passwords_close_the_door_for_a_while(client, rosa):
    for _ in range(5):
        enter(client, rosa.email, "no es esta frase")
    response = enter(client, rosa.email, PASSWORD)
    assert response.status_code in (422, 429)
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up(client, db):
    for address in ("/signup/", "/registro/", "/accounts/signup/", "/entrar/signup/"):
        assert client.get(address).status_code == 404


def test_sign_out_asks_then_ends_the_session(client, rosa):
    enter(client, rosa.email, PASSWORD)
    assert "¿Quiere salir?" in client.get("/salir/").content.decode()
    assert "_auth_user_id" in client.session
    assert client.post("/salir/")["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_role_that_ended_no_longer_holds(client, rosa):
    rosa.assignments.update(ends_on="2020-06-01")
    enter(client, rosa.email, PASSWORD)
    assert client.get("/manta/programa/").status_code == 404
    assert "Su cuenta todavía no tiene un rol" in client.get("/inicio/").content.decode()


def test_several_municipalities_are_offered(client, manta, quito):
    account = make_account(["adviser"])
    client.force_login(account)
    page = client.get("/inicio/").content.decode()
    assert "Manta" in page and "Quito" in page


# --- the demonstration


@pytest.fixture
def demo_account(manta):
    account = make_account(["technician"], manta, name="Mariela")
    Account.objects.filter(pk=account.pk).update(is_demo=True)
    account.set_password(PASSWORD)
    account.save(update_fields=["password"])
    return account


def test_demo_mode_offers_each_role_under_a_banner(client, demo_account, settings):
    settings.DEMO_MODE = True
    page = client.get("/entrar/").content.decode()
    assert "Esto es una demostración" in page
    assert "/entrar/demo/technician/" in page and "/entrar/demo/adviser/" not in page
    assert client.get("/entrar/demo/technician/").status_code == 405
    assert client.post("/entrar/demo/technician/")["Location"] == "/inicio/"
    assert client.get("/manta/programa/").status_code == 200


def test_demo_button_reaches_no_account_that_is_not_the_demos(client, rosa, settings):
    settings.DEMO_MODE = True
    assert client.post("/entrar/demo/technician/").status_code == 404


def test_outside_demo_mode_there_is_no_demo_sign_in_of_any_kind(client, demo_account, settings):
    settings.DEMO_MODE = False
    page = client.get("/entrar/").content.decode()
    assert "demostración" not in page and "/entrar/demo/" not in page
    assert client.post("/entrar/demo/technician/").status_code == 404
    assert enter(client, demo_account.email, PASSWORD).status_code == 422


def test_session_of_a_demo_account_ends_with_demo_mode(client, demo_account, settings):
    settings.DEMO_MODE = True
    client.post("/entrar/demo/technician/")
    settings.DEMO_MODE = False
    assert client.get("/manta/programa/").status_code == 302


# --- passwords


def test_temporary_password_must_be_changed_before_anything_else(client, rosa, at):
    password = give_temporary_password(account=rosa, actor=system_actor(), at=at)
    enter(client, rosa.email, password)
    assert client.get("/manta/programa/")["Location"] == "/clave/"
    assert client.get("/inicio/")["Location"] == "/clave/"
    fields = {"oldpassword": password, "password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/clave/", fields)["Location"] == "/inicio/"
    assert client.get("/manta/programa/").status_code == 200
    client.post("/salir/")
    assert enter(client, rosa.email, PASSWORD).status_code == 302


def test_weak_or_different_passwords_come_back(client, rosa):
    client.force_login(rosa)
    short = client.post("/clave/", {"oldpassword": PASSWORD, "password1": "corta", "password2": "corta"})
    apart = client.post("/clave/", {"oldpassword": PASSWORD, "password1": PASSWORD + "1", "password2": PASSWORD})
    wrong = client.post("/clave/", {"oldpassword": "x", "password1": PASSWORD + "1", "password2": PASSWORD + "1"})
    assert [short.status_code, apart.status_code, wrong.status_code] == [422, 422, 422]
    assert "La clave actual no es correcta" in wrong.content.decode()


def test_password_of_a_demo_account_stays(client, demo_account, settings):
    settings.DEMO_MODE = True
    client.post("/entrar/demo/technician/")
    fields = {"oldpassword": PASSWORD, "password1": PASSWORD + "1", "password2": PASSWORD + "1"}
    response = client.post("/clave/", fields)
    assert response.status_code == 422 and "no se cambia" in response.content.decode()


def test_health_asks_the_database(client, db, django_assert_max_num_queries):
    with django_assert_max_num_queries(5) as seen:
        assert client.get("/salud/").content == b"ok"
    assert "select 1" in [query["sql"] for query in seen.captured_queries]


def test_a_role_holds_until_its_last_day_ends_where_people_live():
    evening = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)  # 20:00 of the 21st in Guayaquil
    assert clock.day_in_zone(evening, "America/Guayaquil") == date(2026, 11, 21)
    assert clock.day_in_zone(evening, "Pacific/Galapagos") == date(2026, 11, 21)
    assert clock.day_in_zone(evening, "UTC") == date(2026, 11, 22)
