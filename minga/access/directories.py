"""Signing in with a municipality's directory: OpenID Connect with code, PKCE, state and nonce (ASVS 10.5).

Only the directories that the settings name are asked, at the addresses they themselves publish on their issuer's host,
through the one client for other servers: the host must be in `MINGA_OUTGOING_HOSTS` too.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import urllib.parse
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jwt
from django.conf import settings

from minga.kernel import outgoing

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
MOST_BYTES, LEEWAY = 200_000, 60


class DirectoryFault(Exception):
    """The directory could not be asked, or what it said may not be believed; the text is for the log, not the page."""


@dataclass(frozen=True, slots=True)
class Directory:
    """A directory as the settings name it; `municipality` is the slug of the one whose staff it holds."""

    slug: str
    name: str
    municipality: str
    issuer: str
    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the directory says somebody is; the e-mail is verified by it."""

    issuer: str
    subject: str
    email: str


def directories() -> list[Directory]:
    """Those the settings name (MINGA_DIRECTORIES)."""
    return [Directory(**row) for row in settings.MINGA_DIRECTORIES]


def directory_called(slug: str) -> Directory | None:
    """One of them."""
    return next((each for each in directories() if each.slug == slug), None)


def ask(directory: Directory, callback: str) -> tuple[str, dict[str, str]]:
    """The address that asks somebody to sign in at the directory, and the state to keep until they are back."""
    state = {"slug": directory.slug, "state": secrets.token_urlsafe(32), "nonce": secrets.token_urlsafe(32)}
    state["verifier"] = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(state["verifier"].encode()).digest()).decode().rstrip("=")
    query = {
        "response_type": "code", "client_id": directory.client_id, "redirect_uri": callback, "scope": "openid email",
        "state": state["state"], "nonce": state["nonce"], "code_challenge": challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    address = _published(directory, "authorization_endpoint")
    return f"{address}{'&' if '?' in address else '?'}{urllib.parse.urlencode(query)}", state


def identify(directory: Directory, *, code: str, kept: dict[str, str], callback: str, at: datetime) -> Identity:
    """Exchange the code and believe the identity token only if signature, issuer, audience, time and nonce are right
    and the directory verified the e-mail. Raises DirectoryFault."""
    said = _post(
        _published(directory, "token_endpoint"),
        {
            "grant_type": "authorization_code", "code": code, "redirect_uri": callback,
            "client_id": directory.client_id, "client_secret": directory.client_secret,
            "code_verifier": kept["verifier"],
        },
    )  # fmt: skip
    claims = _believed(directory, str(said.get("id_token", "")), at)
    if not secrets.compare_digest(str(claims.get("nonce", "")), kept["nonce"]):
        raise DirectoryFault("nonce")
    if claims.get("email_verified") is not True or not claims.get("email"):
        raise DirectoryFault("email not verified")
    return Identity(issuer=directory.issuer, subject=str(claims["sub"]), email=str(claims["email"]).strip().lower())


def _believed(directory: Directory, token: str, at: datetime) -> dict[str, Any]:
    try:
        keys = jwt.PyJWKSet.from_dict(_get(_published(directory, "jwks_uri")))
        head = jwt.get_unverified_header(token)
        if head.get("alg") not in ALGORITHMS:
            raise DirectoryFault("algorithm")
        key = next((key for key in keys.keys if key.key_id == head.get("kid")), None)
        if key is None:
            raise DirectoryFault("key")
        claims: dict[str, Any] = jwt.decode(
            token, key, algorithms=ALGORITHMS, audience=directory.client_id, issuer=directory.issuer,
            options={"require": ["exp", "iat", "aud", "iss", "sub"], "verify_exp": False, "verify_iat": False},
        )  # fmt: skip
    except (jwt.PyJWTError, KeyError, TypeError) as error:
        raise DirectoryFault(type(error).__name__) from error
    if not claims["iat"] - LEEWAY <= at.timestamp() < claims["exp"] + LEEWAY:
        raise DirectoryFault("time")
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != directory.client_id:
        raise DirectoryFault("authorised party")
    return claims


def _published(directory: Directory, name: str) -> str:
    """An address that the directory publishes; it must be on the issuer's own host."""
    found = _get(f"{directory.issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != directory.issuer:
        raise DirectoryFault("issuer")
    address = str(found.get(name, ""))
    theirs, ours = urllib.parse.urlsplit(address), urllib.parse.urlsplit(directory.issuer)
    if (theirs.scheme, theirs.netloc) != (ours.scheme, ours.netloc):
        raise DirectoryFault(f"{name} is elsewhere")
    return address


def _get(address: str) -> dict[str, Any]:
    return _read(address, "GET", None)


def _post(address: str, fields: dict[str, str]) -> dict[str, Any]:
    return _read(address, "POST", urllib.parse.urlencode(fields).encode())


def _read(address: str, method: str, body: bytes | None) -> dict[str, Any]:
    headers = {"Accept": "application/json"}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        answer = outgoing.fetch(address, method=method, body=body, headers=headers, most_bytes=MOST_BYTES)
        found = json.loads(answer.content)
    except (outgoing.OutgoingRefused, ValueError) as error:
        raise DirectoryFault(str(error) or type(error).__name__) from error
    if answer.status != 200 or not isinstance(found, dict):
        raise DirectoryFault(f"answered {answer.status}")
    return found
