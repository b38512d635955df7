"""Passkeys (WebAuthn): what the browser is asked, and whether its answer is right. The library does the checking."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from minga.access.models import Account, Passkey


class BadPasskey(Exception):
    """The browser's answer is not of this question, of this site or of this account."""


def ask_new(account: Account, host: str) -> tuple[str, dict[str, Any]]:
    """The question that makes a passkey, as JSON for the browser, and the state to keep until the answer."""
    user = PublicKeyCredentialUserEntity(id=account.public_id.bytes, name=account.email, display_name=account.name)
    options, state = _server(host).register_begin(
        user,
        credentials=_credentials(account.passkeys.all()),
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return json.dumps(dict(options)), state


def read_new(answer: str, state: dict[str, Any] | None, host: str) -> AttestedCredentialData:
    """The public half of the passkey that was made. Raises BadPasskey."""
    try:
        parsed = RegistrationResponse.from_dict(_read(answer))
        credential = _server(host).register_complete(state or {}, parsed).credential_data
    except (ValueError, TypeError, KeyError) as error:
        raise BadPasskey from error
    if credential is None:
        raise BadPasskey
    return credential


def ask_known(account: Account, host: str) -> tuple[str, dict[str, Any]]:
    """The question that one of the account's passkeys answers, and the state to keep."""
    options, state = _server(host).authenticate_begin(
        credentials=_credentials(account.passkeys.all()), user_verification=UserVerificationRequirement.PREFERRED
    )
    return json.dumps(dict(options)), state


def read_known(account: Account, answer: str, state: dict[str, Any] | None, host: str) -> tuple[bytes, int]:
    """Id of the passkey that answered, and its own count of uses. Raises BadPasskey."""
    try:
        parsed = AuthenticationResponse.from_dict(_read(answer))
        found = _server(host).authenticate_complete(state or {}, _credentials(account.passkeys.all()), parsed)
    except (ValueError, TypeError, KeyError) as error:
        raise BadPasskey from error
    return bytes(found.credential_id), int(parsed.response.authenticator_data.counter)


def _read(answer: str) -> dict[str, Any]:
    read = json.loads(answer)
    if not isinstance(read, dict):
        raise BadPasskey
    return read


def _server(host: str) -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(id=host.partition(":")[0], name="minga"))


def _credentials(passkeys: Iterable[Passkey]) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(bytes(passkey.credential)) for passkey in passkeys]
