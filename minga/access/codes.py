"""The arithmetic of second factors: codes on paper, codes of an application (RFC 6238). No database, no clock."""

from __future__ import annotations

import base64
import hmac
import secrets
import struct
from datetime import datetime
from urllib.parse import quote, urlencode

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from minga.kernel.codes import ALPHABET
from minga.kernel.sealing import blind_index

CODES_ON_A_SHEET = 40
CODE_LENGTH = 8
PERIOD, DIGITS, TOLERANCE = 30, 6, 1
# A code holds 40 random bits and is mixed with a key outside the database before it is hashed; the cost is OWASP's
# smallest for Argon2id, so that a sheet of 40 is made in well under a second.
_HASHER = PasswordHasher(time_cost=5, memory_cost=7168, parallelism=1)
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


def new_paper_code() -> str:
    """Eight random characters in two groups, without letters that are mistaken for figures."""
    text = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return f"{text[:4]}-{text[4:]}"


def hash_of_code(code: str) -> str:
    """What is stored of a code on paper."""
    return _HASHER.hash(_mixed(code))


def is_code(typed: str, stored: str) -> bool:
    """Whether somebody typed this code; spaces, hyphens, capitals and look-alike letters do not matter."""
    try:
        return _HASHER.verify(stored, _mixed(typed))
    except VerificationError:
        return False


def _mixed(code: str) -> bytes:
    plain = "".join(letter for letter in code.upper() if letter.isalnum()).translate(_READ_AS)
    return blind_index("paper-code", plain)


def new_app_secret() -> str:
    """160 random bits, in the alphabet that applications of codes take."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def app_address(secret: str, *, account: str, issuer: str) -> str:
    """The address that an application reads from a QR code."""
    label = quote(f"{issuer}:{account}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"


def app_step(secret: str, typed: str, at: datetime) -> int | None:
    """The time step whose code was typed, the present one or one beside it; None when it is none of them."""
    digits = "".join(letter for letter in typed if letter.isdigit())
    now = int(at.timestamp()) // PERIOD
    found = None
    for step in range(now - TOLERANCE, now + TOLERANCE + 1):
        if hmac.compare_digest(app_code(secret, step), digits):
            found = step
    return found


def app_code(secret: str, step: int) -> str:
    """The six figures of a time step (RFC 4226)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), "sha1")
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"
