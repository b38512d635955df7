"""The canonical form of an audit row, its signature, and the chain over signatures; pure.

Canonical form, version 1: UTF-8 of a JSON array without spaces, non-ASCII characters as themselves, in this order:
`[1, public_id, at, municipality_id, account_id, role, actor_label, action, object_table, object_public_id, fields,
result, purpose]`. Ids of rows are integers, UUIDs are lower case with hyphens, `at` is UTC with six decimals and `Z`
(`2026-11-21T15:00:00.000000Z`), `fields` is an array of strings in stored order, what is missing is `null`. The row's
own `id` is not in it: the database gives it after signing, and the chain binds it.

signature = HMAC-SHA256(key, "row" 0x00 canonical form): who has the database but not the key can write no row.
digest at position n = HMAC-SHA256(key, "chain" 0x00 digest at n-1, n, id of the row, signature), n and id as 8 bytes,
most significant first; the digest at 0 is 32 zero bytes. The digest of the newest position is the head.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

FORM = 1
KEY = "audit"  # the purpose under which the key is derived from the root (kernel/keys.py)
COLUMNS = (
    "public_id",
    "at",
    "municipality_id",
    "account_id",
    "role",
    "actor_label",
    "action",
    "object_table",
    "object_public_id",
    "fields",
    "result",
    "purpose",
)
START = bytes(32)
NO_SIGNATURE = bytes(32)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def canonical(values: Sequence[Any]) -> bytes:
    """The canonical form of the values of COLUMNS, with UUIDs and `at` already as text (see `instant`)."""
    return _encode([FORM, *values]).encode()


def instant(at: datetime) -> str:
    """An aware instant as the canonical form has it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def signature(key: bytes, form: bytes) -> bytes:
    """What shows that a holder of the key wrote a row: 32 bytes."""
    return hmac.digest(key, b"row\0" + form, "sha256")


def digest(key: bytes, before: bytes, position: int, record_id: int, signed: bytes) -> bytes:
    """The link at a position (1, 2, …) after the link before it: 32 bytes."""
    place = position.to_bytes(8) + record_id.to_bytes(8)
    return hmac.digest(key, b"chain\0" + before + place + signed, "sha256")


def chained(key: bytes, before: bytes, first_position: int, rows: Iterable[tuple[int, bytes]]) -> list[bytes]:
    """The digests of rows (id, signature) that follow `before`, from `first_position` on."""
    links: list[bytes] = []
    for position, (record_id, signed) in enumerate(rows, first_position):
        before = digest(key, before, position, record_id, signed)
        links.append(before)
    return links


def head_mac(key: bytes, number: int, position: int, head: bytes) -> str:
    """What shows that a line of the heads kept outside is ours, in hexadecimal."""
    return hmac.digest(key, b"head\0" + f"{number}:{position}:{head.hex()}".encode(), "sha256").hex()
