"""How long a session lasts, what is kept when it ends, fresh proofs, and one's own list of sessions."""

from __future__ import annotations

import html
import re
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from minga.access import operations
from minga.access.jobs import sweep
from minga.access.lifetimes import is_fresh, is_over
from minga.access.models import Account, FormReceipt, Session
from minga.access.operations import assign_role, end_sessions
from minga.access.presence import device_of
from minga.access.session_store import SessionStore
from minga.kernel import clock
from minga.kernel.actor import system_actor
from minga.kernel.tenancy import scope
from minga.territory.models import Venue
from tests.factories import make_account

PASSWORD = "una frase larga 2026"
ORIGIN = {"HTTP_ORIGIN": "http://testserver"}
T = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)


def minutes(n):
    return timedelta(minutes=n)


@pytest.mark.parametrize(
    ("began", "seen", "case_work", "over"),
    [
        (29, 29, False, False), (30, 30, False, True), (14, 14, True, False), (15, 15, True, True),
        (719, 0, False, False), (720, 0, False, True),
    ],
)  # fmt: skip
def test_when_a_session_is_over(began, seen, case_work, over):
    assert is_over(began_at=T - minutes(began), seen_at=T - minutes(seen), at=T, is_case_work=case_work) is over


def test_proof_is_fresh_for_ten_minutes_and_never_from_the_future():
    assert is_fresh(T - minutes(9), T)
    assert not is_fresh(T - minutes(10), T)
    assert not is_fresh(None, T) and not is_fresh(T + minutes(1), T)


def test_device_is_told_in_two_words():
    android = "Mozilla/5.0 (Linux; Android 13; SM-A135M) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
    assert device_of(android) == "Chrome · Android"
    assert device_of("curl/8") == ""


@pytest.fixture
def later(monkeypatch):
    """`later(31)`: the clock goes on by minutes."""
    real, passed = clock.now, [timedelta()]
    monkeypatch.setattr(clock, "now", lambda: real() + passed[0])

    def go(n):
        passed[0] += minutes(n)

    return go


@pytest.fixture
def rosa(manta):
    account = make_account(["coordinator"], manta, name="Rosa Delgado")
    account.set_password(PASSWORD)
    account.save()
    return account


@pytest.fixture
def desk(client, rosa):
    client.post("/entrar/", {"login": rosa.email, "password": PASSWORD})
    return client


def test_thirty_minutes_without_a_request_end_the_session(desk, later):
    later(29)
    assert desk.get("/manta/programa/").status_code == 200
    later(29)
    assert desk.get("/manta/programa/").status_code == 200  # each request counts anew
    later(31)
    assert desk.get("/manta/programa/")["Location"] == "/entrar/?next=/manta/programa/"
    assert not Session.objects.filter(account__isnull=False).exists()


def test_case_work_ends_after_fifteen_minutes_also_outside_the_municipality(client, manta, later):
    account = make_account(["case_worker"], manta)
    client.force_login(account)
    assert client.get("/manta/mi-dia/").status_code == 200
    later(16)
    assert client.get("/seguridad/").status_code == 302


def test_twelve_hours_end_the_session_however_busy(desk, later):
    for _ in range(28):
        later(25)
        assert desk.get("/manta/programa/").status_code == 200
    later(25)
    assert desk.get("/manta/programa/").status_code == 302


def test_session_is_written_at_most_once_a_minute(desk, later, django_assert_max_num_queries):
    desk.get("/manta/programa/")
    with django_assert_max_num_queries(40) as seen:
        desk.get("/manta/programa/")
    assert not [query for query in seen.captured_queries if query["sql"].startswith('UPDATE "access_session"')]


def fields_of(page, action):
    form = re.search(rf'<form method="post" action="{re.escape(action)}">(.*?)</form>', page, re.S)[1]
    found = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)) | dict(
        re.findall(r'name="(\w+)" type="hidden" value="([^"]*)"', form)
    )
    return {name: html.unescape(value) for name, value in found.items()}


def venue(**more):
    return {"name": "Casa comunal «Los Esteros»", "capacity": "30", "_submission": str(uuid.uuid4()), **more}


def test_typed_form_comes_back_after_signing_in_again_and_is_sent(desk, rosa, manta, later):
    later(31)
    answer = desk.post("/manta/lugares/nuevo/", venue(), **ORIGIN)
    assert answer.status_code == 401
    carried = fields_of(answer.content.decode(), "/entrar/seguir/")
    assert desk.post("/entrar/seguir/", carried)["Location"] == "/entrar/?next=/seguir/"
    entered = desk.post("/entrar/", {"login": rosa.email, "password": PASSWORD, "next": "/seguir/"})
    assert entered["Location"] == "/seguir/"
    typed = fields_of(desk.get("/seguir/").content.decode(), "/manta/lugares/nuevo/")
    assert typed["name"] == "Casa comunal «Los Esteros»"
    assert desk.post("/manta/lugares/nuevo/", typed, **ORIGIN).status_code == 302
    with scope(manta.pk):
        assert Venue.objects.get().capacity == 30


def test_typed_form_is_nobody_elses(desk, rosa, manta, later):
    later(31)
    answer = desk.post("/manta/lugares/nuevo/", venue(), **ORIGIN)
    desk.post("/entrar/seguir/", fields_of(answer.content.decode(), "/entrar/seguir/"))
    other = make_account(["coordinator"], manta)
    other.set_password(PASSWORD)
    other.save()
    desk.post("/entrar/", {"login": other.email, "password": PASSWORD})
    assert desk.get("/seguir/")["Location"] == "/inicio/"


def test_words_that_we_did_not_seal_are_not_carried(client, db):
    assert client.post("/entrar/seguir/", {"kept": "AAAA"})["Location"] == "/entrar/?next=/inicio/"
    assert client.post("/entrar/seguir/", {})["Location"] == "/entrar/?next=/inicio/"


# --- fresh proofs


@pytest.fixture
def admin(client, manta):
    account = make_account(["programme_admin"], manta)
    account.set_password(PASSWORD)
    account.save()
    client.post("/entrar/", {"login": account.email, "password": PASSWORD})
    return client


def test_delicate_page_asks_again_after_ten_minutes_and_keeps_what_was_typed(admin, manta, later):
    typed = {"name": "Ana Vera", "email": "ana@example.org", "role": "technician", "_submission": str(uuid.uuid4())}
    later(11)
    asked = admin.post("/manta/cuentas/nueva/", typed, **ORIGIN)
    assert asked["Location"].startswith("/confirmar/?next=/manta/cuentas/nueva/")
    assert not Account.objects.filter(email="ana@example.org").exists()
    assert admin.post(asked["Location"], {"password": "otra frase larga"}).status_code == 422
    before = admin.session.session_key
    assert admin.post(asked["Location"], {"password": PASSWORD})["Location"] == "/seguir/"
    assert admin.session.session_key != before
    kept = fields_of(admin.get("/seguir/").content.decode(), "/manta/cuentas/nueva/")
    assert admin.post("/manta/cuentas/nueva/", kept, **ORIGIN).status_code == 302
    assert Account.objects.filter(email="ana@example.org").exists()


def test_delicate_page_that_is_only_read_leads_back_to_itself(admin, later):
    assert admin.get("/manta/cuentas/nueva/").status_code == 200
    later(11)
    asked = admin.get("/manta/cuentas/nueva/")["Location"]
    assert admin.post(asked, {"password": PASSWORD})["Location"] == "/manta/cuentas/nueva/"
    assert admin.get("/manta/cuentas/nueva/").status_code == 200


def test_proof_never_leads_to_another_site(admin):
    answer = admin.post("/confirmar/?next=https://example.net/", {"password": PASSWORD})
    assert answer["Location"] == "/inicio/"


def test_five_wrong_proofs_close_it_for_a_while(admin):
    wrong = [admin.post("/confirmar/", {"password": "otra frase larga"}).status_code for _ in range(5)]
    assert wrong == [422] * 5
    assert admin.post("/confirmar/", {"password": PASSWORD}).status_code == 429


# --- one's own sessions


def test_own_sessions_are_listed_and_ended(desk, rosa):
    other = Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
    other.post("/entrar/", {"login": rosa.email, "password": PASSWORD})
    page = desk.get("/seguridad/").content.decode()
    assert "Firefox · Windows" in page and page.count("Esta sesión") == 1
    found = Session.objects.get(device="Firefox · Windows")
    assert desk.post(f"/seguridad/sesiones/{found.public_id}/cerrar/").status_code == 302
    assert other.get("/manta/programa/").status_code == 302
    assert desk.get("/manta/programa/").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(desk, manta):
    other = Client()
    other.force_login(make_account(["technician"], manta))
    theirs = Session.objects.exclude(account__email=Account.objects.get(name="Rosa Delgado").email).get()
    desk.post(f"/seguridad/sesiones/{theirs.public_id}/cerrar/")
    assert other.get("/manta/programa/").status_code == 200


def test_all_other_sessions_end_at_once(desk, rosa):
    others = [Client(), Client()]
    for other in others:
        other.force_login(rosa)
    desk.post("/seguridad/sesiones/cerrar-las-demas/")
    assert [other.get("/manta/programa/").status_code for other in others] == [302, 302]
    assert desk.get("/manta/programa/").status_code == 200


def test_new_password_ends_the_other_sessions(desk, rosa):
    other = Client()
    other.force_login(rosa)
    new = "tortuga lenta sobre piedra"
    desk.post("/clave/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert Session.objects.filter(account=rosa).count() == 1
    assert other.get("/manta/programa/").status_code == 302
    assert desk.get("/manta/programa/").status_code == 200


def test_session_gets_a_new_key_when_the_roles_change(desk, rosa, manta, at):
    desk.get("/manta/programa/")
    before = desk.session.session_key
    with scope(manta.pk):
        assign_role(
            account=rosa, role="adviser", municipality=manta, starts_on=date(2026, 1, 1),
            actor=system_actor(manta.pk), at=at,
        )  # fmt: skip
    assert desk.get("/manta/programa/").status_code == 200
    assert desk.session.session_key != before
    assert not SessionStore().exists(before)


def test_sessions_of_an_account_end_for_a_handover(desk, rosa):
    assert end_sessions(account=rosa) == 1
    assert desk.get("/manta/programa/").status_code == 302


def test_sweep_forgets_what_is_over(desk, rosa, at):
    now = clock.now()
    FormReceipt.objects.create(key=b"1" * 32, at=now - timedelta(days=31))
    FormReceipt.objects.create(key=b"2" * 32, at=now)
    operations.count_attempt(limit="sign_in_pair", subject="x", at=now - timedelta(days=1))
    sweep(0)
    assert [bytes(key) for key in FormReceipt.objects.values_list("key", flat=True)] == [b"2" * 32]
    assert operations.forget_old_attempts(at=now) == 0
    assert Session.objects.filter(account=rosa).count() == 1
