"""The second step: sheets of codes, applications, passkeys, enrolment, unlocking in person."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import struct
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestedCredentialData, AuthenticatorData

from minga.access import codes, operations, queries
from minga.access.models import Account, CodeApp, CodeSheet, Passkey, Session, SheetCode
from minga.audit.models import Record
from minga.kernel import clock
from minga.kernel.actor import Actor, system_actor
from minga.kernel.refusals import Refused
from minga.kernel.tenancy import scope
from tests.factories import make_account

PASSWORD = "una frase larga 2026"


@pytest.fixture(autouse=True)
def _asked_of_everybody(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def rosa(manta):
    account = make_account(["technician"], manta, name="Rosa Delgado")
    account.set_password(PASSWORD)
    account.save()
    return account


@pytest.fixture
def sheet(rosa, at):
    """The codes of a sheet that was handed to Rosa."""
    return operations.unlock_account(account=rosa, reason="primera hoja", actor=system_actor(), at=at)


def enter(client, account, password=PASSWORD, **more):
    return client.post("/entrar/", {"login": account.email, "password": password, **more})


def step(client, code):
    return client.post("/entrar/segundo-paso/", {"code": code})


def is_in(client):
    return "_auth_user_id" in client.session


# --- a sheet on paper


def test_password_alone_is_not_enough_where_there_is_a_sheet(client, rosa, sheet):
    assert enter(client, rosa)["Location"] == "/entrar/segundo-paso/"
    assert not is_in(client)
    assert client.get("/manta/programa/")["Location"].startswith("/entrar/")
    page = client.get("/entrar/segundo-paso/").content.decode()
    assert "Código número 1 de su hoja" in page and PASSWORD not in page
    assert step(client, sheet[0].lower().replace("-", " "))["Location"] == "/inicio/"
    assert client.get("/manta/programa/").status_code == 200
    assert Record.objects.get(action="access.sign_in").fields == ["sheet"]


def test_each_code_serves_once_and_in_its_turn(client, rosa, sheet):
    enter(client, rosa)
    assert step(client, sheet[4]).status_code == 422  # another number than the one that was asked
    assert step(client, sheet[0]).status_code == 302
    client.post("/salir/")
    enter(client, rosa)
    assert "Código número 2" in client.get("/entrar/segundo-paso/").content.decode()
    assert step(client, sheet[0]).status_code == 422
    assert step(client, sheet[1]).status_code == 302


def test_second_step_leads_where_one_was_going(client, rosa, sheet):
    enter(client, rosa, next="/manta/lugares/")
    assert step(client, sheet[0])["Location"] == "/manta/lugares/"


def test_without_the_password_there_is_no_second_step(client, rosa, sheet):
    assert client.get("/entrar/segundo-paso/").status_code == 410
    assert step(client, sheet[0]).status_code == 410
    enter(client, rosa, password="otra frase larga 2026")
    assert step(client, sheet[0]).status_code == 410
    assert not is_in(client)


def test_five_wrong_codes_close_the_step_also_for_the_right_one(client, rosa, sheet):
    enter(client, rosa)
    assert [step(client, "AAAA-AAAA").status_code for _ in range(5)] == [422] * 5
    answer = step(client, sheet[0])
    assert answer.status_code == 429 and "Espere 10 minutos" in answer.content.decode()
    elsewhere = Client()
    enter(elsewhere, rosa)
    assert step(elsewhere, sheet[0]).status_code == 429  # the count is the account's, not the browser's
    assert not is_in(client) and not is_in(elsewhere)


def test_codes_are_stored_as_argon2_and_never_twice_the_same(rosa, sheet):
    stored = list(SheetCode.objects.values_list("code_hash", flat=True))
    assert len(stored) == len(set(stored)) == len(set(sheet)) == 40
    assert all(text.startswith("$argon2id$") for text in stored)
    assert not any(code.replace("-", "") in "".join(stored) for code in sheet)


def test_look_alike_letters_and_spaces_do_not_matter():
    stored = codes.hash_of_code("10V0-ABCD")
    assert codes.is_code(" 1oUo abcd", stored) and codes.is_code("lOvO-ABCD", stored)
    assert not codes.is_code("10V0-ABCE", stored)


# --- enrolment


def test_first_sign_in_leads_to_choosing_a_second_step_and_nowhere_else(client, rosa):
    enter(client, rosa)
    for address in ("/inicio/", "/manta/programa/", "/seguridad/", "/ui/"):
        assert client.get(address)["Location"] == "/seguridad/segundo-paso/", address
    assert client.post("/manta/cuentas/nueva/", {"name": "x"})["Location"] == "/seguridad/segundo-paso/"
    assert "Hoja de códigos en papel" in client.get("/seguridad/segundo-paso/").content.decode()


def printed(client):
    page = client.get("/seguridad/hoja/imprimir/").content.decode()
    return re.findall(r"<code>([0-9A-Z]{4}-[0-9A-Z]{4})</code>", page)


def test_own_sheet_is_shown_once_and_counts_when_its_first_code_was_typed(client, rosa):
    enter(client, rosa)
    assert client.post("/seguridad/hoja/")["Location"] == "/seguridad/hoja/imprimir/"
    made = printed(client)
    assert len(made) == 40 and printed(client) == []
    assert not queries.factors_of(rosa)
    assert client.post("/seguridad/hoja/comprobar/", {"code": made[1]}).status_code == 422
    assert client.post("/seguridad/hoja/comprobar/", {"code": made[0]})["Location"] == "/inicio/"
    assert client.get("/manta/programa/").status_code == 200
    assert queries.factors_of(rosa).sheet_number == 2


def test_new_sheet_stops_the_old_one_and_other_sessions(client, rosa, sheet):
    other = Client()
    enter(other, rosa)
    step(other, sheet[0])
    enter(client, rosa)
    step(client, sheet[1])
    client.post("/seguridad/hoja/")
    made = printed(client)
    client.post("/seguridad/hoja/comprobar/", {"code": made[0]})
    assert CodeSheet.objects.filter(account=rosa).count() == 1
    assert other.get("/manta/programa/").status_code == 302
    assert client.get("/manta/programa/").status_code == 200


def test_new_person_comes_with_a_temporary_password_and_a_printed_sheet(client, rosa, sheet, at):
    password = operations.give_temporary_password(account=rosa, actor=system_actor(), at=clock.now())
    enter(client, rosa, password=password)
    assert step(client, sheet[0]).status_code == 302
    assert client.get("/inicio/")["Location"] == "/clave/"
    new = "tortuga lenta sobre piedra"
    client.post("/clave/", {"oldpassword": password, "password1": new, "password2": new})
    assert client.get("/manta/programa/").status_code == 200


def test_temporary_password_runs_out_after_seven_days(client, rosa):
    given = clock.now() - timedelta(days=7, minutes=1)
    password = operations.give_temporary_password(account=rosa, actor=system_actor(), at=given)
    assert enter(client, rosa, password=password).status_code == 422


# --- an application of codes (TOTP)


def test_codes_of_an_application_are_those_of_the_standard():
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B
    assert [codes.app_code(secret, seconds // 30) for seconds in (59, 1111111109, 20000000000)] == [
        "287082", "081804", "353130",
    ]  # fmt: skip


def test_application_is_added_and_each_of_its_codes_serves_once(client, rosa):
    enter(client, rosa)
    page = client.get("/seguridad/aplicacion/").content.decode()
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    now = int(clock.now().timestamp()) // 30
    assert client.post("/seguridad/aplicacion/", {"code": "000000"}).status_code == 422
    assert client.post("/seguridad/aplicacion/", {"code": codes.app_code(secret, now)}).status_code == 302
    assert client.get("/manta/programa/").status_code == 200
    client.post("/salir/")
    enter(client, rosa)
    assert step(client, codes.app_code(secret, now)).status_code == 422  # it was used
    assert step(client, codes.app_code(secret, now + 1)).status_code == 302


def test_secret_of_the_application_is_sealed_at_rest(rosa, at):
    secret = codes.new_app_secret()
    typed = codes.app_code(secret, int(at.timestamp()) // 30)
    assert operations.add_app(account=rosa, secret=secret, typed=typed, actor=system_actor(), at=at)
    with connection.cursor() as cursor:
        cursor.execute("select secret from access_codeapp")
        stored = bytes(cursor.fetchone()[0])
    assert secret.encode() not in stored
    assert CodeApp.objects.get().secret == secret


def test_only_second_step_cannot_be_taken_away(rosa, sheet, at):
    secret = codes.new_app_secret()
    typed = codes.app_code(secret, int(at.timestamp()) // 30)
    operations.add_app(account=rosa, secret=secret, typed=typed, actor=system_actor(), at=at)
    operations.remove_factor(account=rosa, kind="app", actor=system_actor(), at=at)
    operations.add_app(account=rosa, secret=secret, typed=typed, actor=system_actor(), at=at)
    CodeSheet.objects.all().delete()
    with pytest.raises(Refused) as caught:
        operations.remove_factor(account=rosa, kind="app", actor=system_actor(), at=at)
    assert caught.value.refusal.code == "last_factor"


# --- passkeys: a key in software answers as a browser does


class SoftKey:
    """A passkey of one account; `count` as its maker counts, `origin` where its browser stands."""

    def __init__(self, origin="https://testserver", rp="testserver"):
        self.private, self.id, self.count, self.origin, self.rp = (
            ec.generate_private_key(ec.SECP256R1()), os.urandom(16), 0, origin, rp,
        )  # fmt: skip

    def _client(self, kind, question):
        challenge = question["publicKey"]["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _data(self, credential=b""):
        self.count += 1
        flags = 0x05 | (0x40 if credential else 0)
        return AuthenticatorData(
            hashlib.sha256(self.rp.encode()).digest() + bytes([flags]) + struct.pack(">I", self.count) + credential
        )

    def _said(self, **parts):
        return json.dumps({
            "id": websafe_encode(self.id), "rawId": websafe_encode(self.id), "type": "public-key",
            "response": {name: websafe_encode(value) for name, value in parts.items()}, "clientExtensionResults": {},
        })  # fmt: skip

    def create(self, question):
        public = ES256.from_cryptography_key(self.private.public_key())
        credential = AttestedCredentialData.create(Aaguid.NONE, self.id, public)
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": bytes(self._data(bytes(credential)))})
        return self._said(clientDataJSON=self._client("webauthn.create", question), attestationObject=attestation)

    def get(self, question):
        said, data = self._client("webauthn.get", question), self._data()
        signature = self.private.sign(bytes(data) + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._said(clientDataJSON=said, authenticatorData=bytes(data), signature=signature)


def asked(page):
    return json.loads(re.search(r'data-passkey-question="([^"]+)"', page.content.decode())[1].replace("&quot;", '"'))


def add_key(client, key):
    answer = key.create(asked(client.get("/seguridad/llave/")))
    return client.post("/seguridad/llave/", {"name": "Teléfono", "credential": answer})


def use_key(client, key, question=None):
    question = question or asked(client.get("/entrar/segundo-paso/"))
    return client.post("/entrar/segundo-paso/", {"credential": key.get(question)})


def test_passkey_is_made_and_then_opens_the_account(client, rosa):
    key = SoftKey()
    enter(client, rosa)
    assert add_key(client, key).status_code == 302
    assert client.get("/manta/programa/").status_code == 200
    client.post("/salir/")
    assert enter(client, rosa)["Location"] == "/entrar/segundo-paso/"
    assert use_key(client, key).status_code == 302
    assert client.get("/manta/programa/").status_code == 200
    assert Record.objects.filter(action="access.sign_in").latest("at").fields == ["passkey"]
    assert Passkey.objects.get().used_at is not None


@pytest.mark.parametrize("fault", ["other key", "other site", "old question", "copy", "garbage"])
def test_passkey_that_is_not_right_opens_nothing(client, rosa, fault):
    key = SoftKey()
    enter(client, rosa)
    add_key(client, key)
    client.post("/salir/")
    enter(client, rosa)
    question = asked(client.get("/entrar/segundo-paso/"))
    if fault == "other key":
        key.private = ec.generate_private_key(ec.SECP256R1())
    if fault == "other site":
        key.origin = "https://testserver.example"
    if fault == "old question":
        use_key(client, SoftKey(), question)  # a question is asked once
    if fault == "copy":
        Passkey.objects.update(sign_count=99)
    answer = (
        client.post("/entrar/segundo-paso/", {"credential": "[1]"})
        if fault == "garbage"
        else use_key(client, key, question)
    )
    assert answer.status_code == 422 and "La llave no respondió bien" in answer.content.decode()
    assert not is_in(client)


# --- unlocking in person


@pytest.fixture
def coordinator(client, manta, rosa, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    account = make_account(["coordinator"], manta, name="Camila Ponce")
    client.force_login(account)
    settings.SECOND_FACTOR_REQUIRED = True
    return client


def test_coordinator_unlocks_in_person_with_a_reason_that_is_audited(coordinator, rosa, at):
    secret = codes.new_app_secret()
    typed = codes.app_code(secret, int(at.timestamp()) // 30)
    operations.add_app(account=rosa, secret=secret, typed=typed, actor=system_actor(), at=at)
    address = f"/manta/cuentas/{rosa.public_id}/desbloquear/"
    assert coordinator.post(address, {"reason": "", "is_present": "on"}).status_code == 422
    assert coordinator.post(address, {"reason": "perdió el teléfono"}).status_code == 422
    answer = coordinator.post(address, {"reason": "perdió el teléfono", "is_present": "on"})
    page = coordinator.get(answer["Location"]).content.decode()
    made = re.findall(r"<code>([0-9A-Z]{4}-[0-9A-Z]{4})</code>", page)
    assert len(made) == 40
    assert coordinator.get(answer["Location"]).status_code == 302  # shown once
    assert not CodeApp.objects.exists()
    with scope(rosa.assignments.get().municipality_id):
        row = Record.objects.get(action="access.unlock_account")
    assert (row.purpose, row.object_public_id) == ("perdió el teléfono", rosa.public_id)
    other = Client()
    enter(other, rosa)
    assert step(other, made[0]).status_code == 302


def test_unlocking_ends_the_sessions_of_the_account(client, rosa, sheet, at):
    enter(client, rosa)
    step(client, sheet[0])
    operations.unlock_account(account=rosa, reason="robo", actor=system_actor(), at=at)
    assert client.get("/manta/programa/").status_code == 302


@pytest.mark.parametrize(
    ("role", "of", "refused"),
    [
        ("coordinator", "technician", None),
        ("technician", "facilitator", "role_may_not"),
        ("coordinator", "programme_admin", "account_beyond_own_reach"),
        ("programme_admin", "programme_admin", None),
    ],
)
def test_who_may_unlock_whom(in_manta, at, role, of, refused):
    account, actor = make_account([of], in_manta), make_account([role], in_manta)
    acting = Actor(account_id=actor.pk, roles=frozenset({role}), municipality_id=in_manta.pk, label="x")
    unlock = {"account": account, "reason": "robo", "actor": acting, "at": at}
    if refused is None:
        assert len(operations.unlock_account(**unlock)) == 40
    else:
        with pytest.raises(Refused) as caught:
            operations.unlock_account(**unlock)
        assert caught.value.refusal.code == refused


def test_nobody_unlocks_themselves_nor_somebody_of_another_municipality(in_manta, quito, at):
    own = make_account(["coordinator"], in_manta)
    acting = Actor(account_id=own.pk, roles=frozenset({"coordinator"}), municipality_id=in_manta.pk, label="x")
    abroad = make_account(["technician"], quito)
    for account, code in ((own, "own_account"), (abroad, "account_beyond_own_reach")):
        with pytest.raises(Refused) as caught:
            operations.unlock_account(account=account, reason="robo", actor=acting, at=at)
        assert caught.value.refusal.code == code


# --- the demonstration


def test_demo_mode_skips_the_second_step_unless_somebody_has_one(client, rosa, sheet, settings):
    settings.DEMO_MODE, settings.SECOND_FACTOR_REQUIRED = True, False
    other = make_account(["technician"], rosa.assignments.get().municipality)
    other.set_password(PASSWORD)
    other.save()
    enter(client, other)
    assert client.get("/manta/programa/").status_code == 200
    client.post("/salir/")
    assert enter(client, rosa)["Location"] == "/entrar/segundo-paso/"


def test_session_table_holds_no_cookie(client, rosa, sheet):
    enter(client, rosa)
    step(client, sheet[0])
    assert not Session.objects.filter(session_key=client.session.session_key).exists()
    assert Session.objects.get(account=rosa).device == ""
    assert Account.objects.get(pk=rosa.pk).last_login is not None


# --- the first account


def test_first_administrator_gets_a_password_and_a_sheet_and_there_is_no_second_first(client, db):
    out = io.StringIO()
    call_command("first_administrator", "ana@example.org", "Ana Vera", stdout=out)
    account = Account.objects.get(email="ana@example.org")
    password = re.search(r"seven days: (\S+)", out.getvalue())[1]
    first = re.search(r" 1\. (\S+)", out.getvalue())[1]
    enter(client, account, password=password)
    assert step(client, first).status_code == 302
    assert client.get("/inicio/")["Location"] == "/clave/"
    with pytest.raises(CommandError, match="administers all municipalities already"):
        call_command("first_administrator", "otra@example.org", "Otra")
