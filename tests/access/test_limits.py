"""Limits that all processes share, the addresses they go by, and passwords that are guessed."""

from __future__ import annotations

import threading

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.http import HttpResponse
from django.test import RequestFactory

from minga.access import operations
from minga.access.limits import LIMITS, Limit
from minga.access.models import AttemptCount
from minga.access.proxies import TrustedProxies
from tests.factories import make_account

PASSWORD = "una frase larga 2026"


@pytest.fixture
def rosa(manta):
    account = make_account(["technician"], manta, name="Rosa Delgado")
    account.set_password(PASSWORD)
    account.save()
    return account


def enter(client, email, password, address="10.0.0.1"):
    return client.post("/entrar/", {"login": email, "password": password}, REMOTE_ADDR=address)


def test_counts_up_to_the_limit_and_anew_in_the_next_window(db, at):
    most, seconds = LIMITS["sign_in_pair"]
    told = [operations.count_attempt(limit="sign_in_pair", subject="a", at=at) for _ in range(most + 2)]
    assert told == [True] * most + [False, False]
    assert operations.count_attempt(limit="sign_in_pair", subject="b", at=at)
    later = at.fromtimestamp(at.timestamp() + seconds, tz=at.tzinfo)
    assert operations.count_attempt(limit="sign_in_pair", subject="a", at=later)


def test_table_is_unlogged_and_holds_no_address(db, at):
    operations.count_attempt(limit="sign_in_pair", subject="rosa@example.org 10.0.0.1", at=at)
    with connection.cursor() as cursor:
        cursor.execute("select relpersistence::text from pg_class where relname = 'access_attemptcount'")
        assert cursor.fetchone()[0] == "u"
    assert b"rosa" not in bytes(AttemptCount.objects.get().key)


def test_many_at_once_are_counted_one_by_one(django_db_setup, django_db_blocker, at):
    told: list[bool] = []

    def attempt():
        try:
            told.append(operations.count_attempt(limit="sign_in_pair", subject="at once", at=at))
        finally:
            connection.close()

    with django_db_blocker.unblock():
        try:
            threads = [threading.Thread(target=attempt) for _ in range(12)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        finally:
            AttemptCount.objects.all().delete()
            connections.close_all()
    assert sorted(told) == [False] * 7 + [True] * 5


def test_wrong_passwords_close_one_account_from_one_address_only(client, rosa, manta):
    for _ in range(5):
        assert enter(client, rosa.email, "no es esta frase").status_code == 422
    closed = enter(client, rosa.email, PASSWORD)
    assert closed.status_code == 429 and "Espere cinco minutos" in closed.content.decode()
    other = make_account(["technician"], manta)
    other.set_password(PASSWORD)
    other.save()
    assert enter(client, other.email, PASSWORD).status_code == 302  # a colleague behind the same address
    client.post("/salir/")
    assert enter(client, rosa.email, PASSWORD, address="10.0.0.2").status_code == 302


def test_limit_answers_alike_for_an_account_that_does_not_exist(client, rosa):
    for email in (rosa.email, "nadie@example.org"):
        codes = [enter(client, email, "no es esta frase").status_code for _ in range(6)]
        assert codes == [422] * 5 + [429]


def test_right_password_starts_the_count_anew(client, rosa):
    for _ in range(3):
        for _ in range(4):
            enter(client, rosa.email, "no es esta frase")
        assert enter(client, rosa.email, PASSWORD).status_code == 302
        client.post("/salir/")


def test_an_account_that_does_not_exist_takes_a_hash_too(client, rosa, monkeypatch):
    from django.contrib.auth.hashers import Argon2PasswordHasher

    hashed = []
    encode = Argon2PasswordHasher.encode
    monkeypatch.setattr(Argon2PasswordHasher, "encode", lambda *a, **k: hashed.append(1) or encode(*a, **k))
    enter(client, "nadie@example.org", PASSWORD)
    assert hashed == [1]
    without = make_account(["technician"], name="Sin clave")
    enter(client, without.email, PASSWORD)
    assert len(hashed) == 2


def test_one_address_is_limited_before_any_view_runs_and_is_told_how_long(client, db, monkeypatch):
    monkeypatch.setitem(LIMITS, "sign_in_address", Limit(3, 300))
    codes = [enter(client, f"n{i}@example.org", "x").status_code for i in range(4)]
    assert codes == [422, 422, 422, 429]
    answer = enter(client, "n9@example.org", "x")
    assert answer["Retry-After"] == "300" and "Espere 5 minutos" in answer.content.decode()
    assert answer["Content-Security-Policy"]
    assert client.get("/entrar/", REMOTE_ADDR="10.0.0.1").status_code == 200  # reading is free
    assert enter(client, "n9@example.org", "x", address="10.0.0.9").status_code == 422


def test_limits_let_a_whole_municipality_in_behind_one_address():
    assert all(limit.most >= 60 for name, limit in LIMITS.items() if name.endswith("_address"))
    assert LIMITS["sign_in_address"].most >= 300


def test_refused_request_is_counted_although_nothing_else_is_kept(client, db):
    enter(client, "n@example.org", "x")
    assert AttemptCount.objects.count() == 3  # address, pair, account


# --- proxies


def seen_by(settings, trusted, remote, **headers):
    settings.MINGA_TRUSTED_PROXIES = trusted
    request = RequestFactory().get("/", REMOTE_ADDR=remote, **headers)
    TrustedProxies(lambda r: HttpResponse())(request)
    return request


@pytest.mark.parametrize(
    ("trusted", "remote", "forwarded", "address"),
    [
        (["127.0.0.1"], "127.0.0.1", "203.0.113.7", "203.0.113.7"),
        (["127.0.0.1"], "127.0.0.1", "1.1.1.1, 203.0.113.7", "203.0.113.7"),
        (["127.0.0.1", "10.0.0.0/8"], "127.0.0.1", "1.1.1.1, 203.0.113.7, 10.2.3.4", "203.0.113.7"),
        (["127.0.0.1"], "203.0.113.9", "1.1.1.1", "203.0.113.9"),
        ([], "127.0.0.1", "1.1.1.1", "127.0.0.1"),
        (["127.0.0.1"], "127.0.0.1", "nonsense", "127.0.0.1"),
        (["127.0.0.1"], "127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_address_is_taken_from_named_proxies_only(settings, trusted, remote, forwarded, address):
    request = seen_by(settings, trusted, remote, HTTP_X_FORWARDED_FOR=forwarded)
    assert request.META["REMOTE_ADDR"] == address


def test_https_is_believed_from_named_proxies_only(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert seen_by(settings, ["127.0.0.1"], "127.0.0.1", HTTP_X_FORWARDED_PROTO="https").is_secure()
    assert not seen_by(settings, ["127.0.0.1"], "203.0.113.9", HTTP_X_FORWARDED_PROTO="https").is_secure()


# --- passwords


@pytest.mark.parametrize(
    "password",
    [
        "minga2026minga", "MunicipioManta1", "s1te-integra-2027", "Manta.Manta.2026", "qwertyuiop123", "aaaaaaaaaaaa",
        "abcabcabcabcabc", "123456789012", "contraseña1234", "Coordinación2026", "m4nt4-m4nt4-99", "1q2w3e4r5t6y",
        "corta", "basketball2026!!",
    ],
)  # fmt: skip
def test_passwords_that_are_guessed_are_refused(manta, password):
    with pytest.raises(ValidationError):
        validate_password(password, make_account(["technician"], manta, name="Rosa Delgado"))


@pytest.mark.parametrize(
    "password", ["tortuga lenta sobre piedra", "una frase larga 2026", "cuatrogatosenlaplaya", "Ñandú-azul-canta-solo"]
)
def test_phrases_are_taken_whatever_their_characters(manta, password):
    validate_password(password, make_account(["technician"], manta, name="Rosa Delgado"))


def test_page_tells_the_rules_and_lets_paste(client, rosa):
    client.force_login(rosa)
    page = client.get("/clave/").content.decode()
    assert "12 caracteres o más" in page and "onpaste" not in page and "maxlength" not in page.partition("<main")[2]


@pytest.mark.parametrize(
    ("name", "method", "address"),
    [
        ("registration_address", "post", "/manta/focalizacion/registro/"),
        ("resume_address", "post", "/manta/focalizacion/registro/continuar/"),
        ("verification_address", "get", "/v/MAN-1234/"),
        ("participant_address", "post", "/manta/mis-datos/entrar/"),
        ("participant_address", "post", "/manta/mis-datos/codigo/comprobar/"),
        ("kept_address", "post", "/entrar/seguir/"),
        ("public_form_address", "post", "/manta/quejas/"),
        ("public_form_address", "post", "/manta/derechos/pedir/"),
        ("public_code_address", "get", "/manta/quejas/seguir/QJ-1/"),
    ],
)
def test_public_pages_that_could_be_tried_out_are_limited(client, manta, monkeypatch, name, method, address):
    monkeypatch.setitem(LIMITS, name, Limit(1, 600))
    codes = [getattr(client, method)(address).status_code for _ in range(2)]
    assert codes[0] != 429 and codes[1] == 429
