"""Walking the whole chain: the first row that is altered, removed, reordered, inserted, cut off or of another chain.

Reads as the owner of the tables, whom row-level security lets see every municipality, and in groups of some 10,000
rows, so that memory does not grow with the audit.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connections

from minga.kernel.keys import purpose_key

from . import rules
from .heads import Head
from .states import Tampering

GROUP = 10_000
SEALS_AT_ONCE = 100
_INSTANT = """to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
_TEXTS = {"public_id": "public_id::text", "object_public_id": "object_public_id::text", "at": _INSTANT}
_ROWS = (
    f"select id, signature, {', '.join(_TEXTS.get(name, name) for name in rules.COLUMNS)} "  # noqa: S608 - our columns
    "from audit_record where id = any(%s)"
)
_SEALS = (
    "select number, first_position, last_position, record_ids, digests, before, head from audit_seal "
    "where number > %s order by number limit %s"
)
_UNCHAINED = (  # as sets, which are sorted on disk when they are large, whatever the planner believes of the arrays
    "select min(id) from (select id from audit_record except select unnest(record_ids) from audit_seal "
    "except select record_id from audit_waiting) as outside"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """The first thing wrong: `position` in the chain (None for what is not in it) and the id of the row, if known."""

    kind: Tampering
    position: int | None
    record_id: int | None = None
    detail: str = ""


@dataclass(slots=True)
class Report:
    """What was walked: rows in the chain, rows that wait, outside heads compared, and the first finding or None."""

    rows: int = 0
    waiting: int = 0
    heads: int = 0
    head: Head | None = None
    finding: Finding | None = None


@dataclass(slots=True)
class _Batch:
    number: int
    first: int
    last: int
    ids: list[int]
    digests: bytes
    before: bytes
    head: bytes


@dataclass(slots=True)
class _Walk:
    """Where the walk is: the digest before the next position, and the outside heads still to meet."""

    key: bytes
    outside: Iterator[Head]
    report: Report = field(default_factory=Report)
    digest: bytes = rules.START
    number: int = 0
    position: int = 0
    awaited: Head | None = None


def verify(*, heads: Iterable[Head], database: str = "owner") -> Report:
    """Walk everything and compare with the heads kept outside, which must be in order of their number.

    Stops at the first finding. A row that waits for its batch is checked by its signature.
    """
    walk = _Walk(key=purpose_key(rules.KEY), outside=iter(heads))
    walk.awaited = next(walk.outside, None)
    with connections[database].cursor() as cursor:
        for group in _groups(cursor):
            walk.report.finding = _follow(walk, group, _rows_of(cursor, group))
            if walk.report.finding:
                return walk.report
        walk.report.head = Head(walk.number, walk.position, walk.digest) if walk.number else None
        walk.report.finding = _cut_off(walk) or _inserted(cursor, walk)
    return walk.report


def _groups(cursor: Any) -> Iterator[list[_Batch]]:
    group: list[_Batch] = []
    size = after = 0
    while True:
        cursor.execute(_SEALS, [after, SEALS_AT_ONCE])
        batches = [_Batch(n, a, z, ids, bytes(d), bytes(b), bytes(h)) for n, a, z, ids, d, b, h in cursor.fetchall()]
        for batch in batches:
            group.append(batch)
            size += len(batch.ids)
            if size >= GROUP:
                yield group
                group, size = [], 0
        if not batches:
            break
        after = batches[-1].number
    if group:
        yield group


def _rows_of(cursor: Any, group: list[_Batch]) -> dict[int, tuple[Any, ...]]:
    cursor.execute(_ROWS, [[record_id for batch in group for record_id in batch.ids]])
    return {row[0]: row for row in cursor.fetchall()}


def _follow(walk: _Walk, group: list[_Batch], rows: dict[int, tuple[Any, ...]]) -> Finding | None:
    for batch in group:
        finding = _joins(walk, batch) or _links(walk, batch, rows) or _outside_agrees(walk, batch)
        if finding:
            return finding
    return None


def _joins(walk: _Walk, batch: _Batch) -> Finding | None:
    """Whether the batch follows the one before: number, first position, its head and its own size."""
    at = walk.position + 1
    if batch.number != walk.number + 1 or batch.first != at:
        return Finding(Tampering.REMOVED, at, None, f"batch {walk.number + 1}")
    if batch.before != walk.digest:
        return Finding(Tampering.FORKED, at, None, f"batch {batch.number}")
    if batch.last - batch.first + 1 != len(batch.ids) or len(batch.digests) != 32 * len(batch.ids):
        return Finding(Tampering.ALTERED, at, None, f"batch {batch.number}")
    return None


def _links(walk: _Walk, batch: _Batch, rows: dict[int, tuple[Any, ...]]) -> Finding | None:
    key, before = walk.key, walk.digest
    for place, record_id in enumerate(batch.ids):
        position = batch.first + place
        row = rows.get(record_id)
        if row is None:
            return Finding(Tampering.REMOVED, position, record_id)
        signed = rules.signature(key, rules.canonical(row[2:]))
        if signed != row[1]:
            return Finding(Tampering.ALTERED, position, record_id)
        before = rules.digest(key, before, position, record_id, signed)
        if before != batch.digests[32 * place : 32 * place + 32]:
            return Finding(Tampering.REORDERED, position, record_id)
    if before != batch.head:
        return Finding(Tampering.ALTERED, batch.last, None, f"batch {batch.number}")
    walk.digest, walk.number, walk.position = before, batch.number, batch.last
    walk.report.rows += len(batch.ids)
    return None


def _outside_agrees(walk: _Walk, batch: _Batch) -> Finding | None:
    """A chain that holds together but is not the one whose head was kept outside was made anew."""
    while walk.awaited is not None and walk.awaited.number <= batch.number:
        if walk.awaited != Head(batch.number, batch.last, batch.head):
            return Finding(Tampering.FORKED, batch.first, None, f"batch {batch.number}")
        walk.report.heads += 1
        walk.awaited = next(walk.outside, None)
    return None


def _cut_off(walk: _Walk) -> Finding | None:
    if walk.awaited is None:
        return None
    detail = f"batch {walk.awaited.number}, position {walk.awaited.position}"
    return Finding(Tampering.TRUNCATED, walk.position + 1, None, detail)


def _inserted(cursor: Any, walk: _Walk) -> Finding | None:
    """Rows outside the chain: those that wait must be signed, others must not be there."""
    after = 0
    while True:
        cursor.execute(
            "select record_id from audit_waiting where record_id > %s order by record_id limit %s", [after, GROUP]
        )
        ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            break
        cursor.execute(_ROWS, [ids])
        rows = {row[0]: row for row in cursor.fetchall()}
        for record_id in ids:
            if finding := _waits_rightly(walk.key, record_id, rows.get(record_id)):
                return finding
        walk.report.waiting += len(ids)
        after = ids[-1]
    cursor.execute(_UNCHAINED)
    row = cursor.fetchone()
    return Finding(Tampering.INSERTED, None, row[0]) if row[0] else None


def _waits_rightly(key: bytes, record_id: int, row: tuple[Any, ...] | None) -> Finding | None:
    if row is None:
        return Finding(Tampering.REMOVED, None, record_id)
    signed = rules.signature(key, rules.canonical(row[2:]))
    if hmac.compare_digest(signed, bytes(row[1])):
        return None
    return Finding(Tampering.INSERTED, None, record_id)
