"""Signing in with a municipality's directory, against one that behaves as documented, and against its faults."""

from __future__ import annotations

import base64
import hashlib
import json
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from minga.access import operations
from minga.access.models import DirectoryIdentity
from minga.audit.models import Record
from minga.kernel import clock, outgoing
from minga.kernel.actor import system_actor
from tests.factories import make_account

ISSUER = "https://directorio.manta.example"


class FakeDirectory:
    """A directory of OpenID Connect Core 1.0: publishes itself, checks client, code and PKCE, signs what it says."""

    def __init__(self):
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims, self.codes, self.changed, self.head = {}, {}, {}, {"kid": "1"}
        self.algorithm, self.signed_with = "RS256", self.key
        self.published = {
            "issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/autorizar", "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/llaves",
        }  # fmt: skip

    def fetch(self, url, *, method="GET", body=None, headers=None, most_bytes=0):
        path = urlsplit(url).path
        if path == "/.well-known/openid-configuration":
            return self._answer(self.published)
        if path == "/llaves":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return self._answer({"keys": [public | {"kid": "1", "use": "sig", "alg": "RS256"}]})
        assert (method, path) == ("POST", "/token")
        return self._token({name: values[0] for name, values in parse_qs(body.decode()).items()})

    def _token(self, said):
        asked = self.codes.pop(said["code"], None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(said["code_verifier"].encode()).digest()).decode().rstrip("=")
        known = (said["client_id"], said["client_secret"]) == ("minga", "secreto")
        if (
            asked is None
            or proof != asked["code_challenge"]
            or said["redirect_uri"] != asked["redirect_uri"]
            or not known
        ):
            return self._answer({"error": "invalid_grant"}, 400)
        now = int(clock.now().timestamp())
        claims = {"iss": ISSUER, "aud": "minga", "sub": "u-7", "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims |= {"email": "rosa@manta.example", "email_verified": True} | self.claims | self.changed
        key = None if self.algorithm == "none" else self.signed_with
        return self._answer({"id_token": jwt.encode(claims, key, self.algorithm, headers=self.head)})

    def authorise(self, address):
        """What the person's browser does there; the code it comes back with, and the state."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        self.codes["c-1"] = asked
        return {"code": "c-1", "state": asked["state"]}

    def _answer(self, found, status=200):
        return outgoing.Answer(status, {}, json.dumps(found).encode())


@pytest.fixture
def directory(settings, monkeypatch):
    settings.MINGA_DIRECTORIES = [{
        "slug": "manta", "name": "Directorio de Manta", "municipality": "manta", "issuer": ISSUER,
        "client_id": "minga", "client_secret": "secreto",
    }]  # fmt: skip
    fake = FakeDirectory()
    monkeypatch.setattr(outgoing, "fetch", fake.fetch)
    return fake


@pytest.fixture
def rosa(manta):
    account = make_account(["technician"], manta, name="Rosa Delgado")
    account.email = "rosa@manta.example"
    account.save()
    return account


def go(client, directory):
    """There and back."""
    asked = client.get("/entrar/directorio/manta/")
    return client.get("/entrar/directorio/manta/vuelta/", directory.authorise(asked["Location"]))


def is_in(client):
    return "_auth_user_id" in client.session


def test_directory_lets_in_who_has_an_account_and_a_role_there(client, directory, rosa):
    assert "Ingresar con Directorio de Manta" in client.get("/entrar/").content.decode()
    assert go(client, directory)["Location"] == "/inicio/"
    assert client.get("/manta/programa/").status_code == 200
    assert DirectoryIdentity.objects.get(account=rosa).subject == "u-7"
    assert Record.objects.filter(action="access.bind_directory").count() == 1
    client.post("/salir/")
    assert go(client, directory).status_code == 302 and is_in(client)  # bound once
    assert DirectoryIdentity.objects.count() == 1


def test_second_step_is_asked_after_the_directory_too(client, directory, rosa, at):
    operations.unlock_account(account=rosa, reason="primera hoja", actor=system_actor(), at=at)
    assert go(client, directory)["Location"] == "/entrar/segundo-paso/"
    assert not is_in(client)


@pytest.mark.parametrize(
    "changed",
    [
        {"nonce": "otra"},
        {"aud": "otro"},
        {"aud": ["minga", "otro"]},
        {"iss": "https://otro.example"},
        {"exp": 1},
        {"iat": 99999999999},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": ""},
        {"email": "nadie@manta.example"},
    ],
    ids=str,
)
def test_what_may_not_be_believed_opens_nothing(client, directory, rosa, changed):
    directory.changed = changed
    answer = go(client, directory)
    assert answer.status_code == 403 and "No pudo ingresar con el directorio" in answer.content.decode()
    assert not is_in(client) and not DirectoryIdentity.objects.exists()


def test_signature_of_somebody_else_and_none_at_all(client, directory, rosa):
    directory.signed_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert go(client, directory).status_code == 403
    directory.algorithm = "none"
    assert go(client, directory).status_code == 403
    directory.algorithm, directory.signed_with = "HS256", "minga-minga-minga-minga-minga-minga"
    assert go(client, directory).status_code == 403
    directory.algorithm, directory.signed_with, directory.head = "RS256", directory.key, {"kid": "9"}
    assert go(client, directory).status_code == 403
    assert not is_in(client)


def test_answer_of_another_browser_and_a_code_used_twice(client, directory, rosa):
    asked = client.get("/entrar/directorio/manta/")["Location"]
    back = directory.authorise(asked)
    assert client.get("/entrar/directorio/manta/vuelta/", back | {"state": "otro"}).status_code == 403
    assert client.get("/entrar/directorio/manta/vuelta/", back).status_code == 403  # the state was used up
    assert client.get("/entrar/directorio/manta/vuelta/", {"error": "access_denied"}).status_code == 403
    assert not is_in(client)


def test_addresses_elsewhere_and_another_issuer_are_not_followed(client, directory, rosa):
    directory.published["token_endpoint"] = "https://ladron.example/token"
    assert go(client, directory).status_code == 403
    directory.published["issuer"] = "https://ladron.example"
    assert client.get("/entrar/directorio/manta/").status_code == 403


def test_address_given_to_somebody_else_opens_nothing(client, directory, rosa):
    go(client, directory)
    client.post("/salir/")
    directory.claims = {"sub": "u-8"}
    assert go(client, directory).status_code == 403


def test_role_elsewhere_or_ended_and_closed_accounts_stay_out(client, directory, rosa, quito):
    rosa.assignments.update(municipality=quito)
    assert go(client, directory).status_code == 403
    rosa.assignments.update(municipality=None, ends_on="2020-06-01")
    assert go(client, directory).status_code == 403
    rosa.assignments.update(ends_on=None)
    rosa.is_active = False
    rosa.save()
    assert go(client, directory).status_code == 403


def test_unknown_directory_is_404(client, directory, manta):
    assert client.get("/entrar/directorio/otro/").status_code == 404


def test_account_without_password_is_told_so(client, rosa):
    client.force_login(rosa)
    answer = client.get("/clave/")
    assert answer.status_code == 200 and "no tiene clave" in answer.content.decode()
