"""Sealing everything anew with the current key while pages are served (keys: minga/kernel/keys.py).

Runs as the owner, whose policy sees every municipality. A value is replaced only where it is still the one that was
read, so a change made meanwhile wins; a row that a transaction writes late with the old key is found by a later pass.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.apps import apps
from django.db import connections, transaction
from psycopg import sql

from minga.kernel import files
from minga.kernel.keys import key_ring
from minga.kernel.sealing import SealedTextField, seal, unseal

OWNER = "owner"
BATCH = 1000
# `\\x01`, another key's id, then at least nonce and tag: a sealed value inside the draft of a sheet's row
_SEALED_IN_DRAFT = r'"\\\\x01(?!{:02x})[0-9a-f]{{58}}'


@dataclass(frozen=True)
class SealedColumn:
    """One sealed column: its table, its name, and what its values are bound to."""

    table: str
    column: str

    def context(self, public_id: uuid.UUID) -> str:
        return f"{self.table}:{public_id}:{self.column}"


def sealed_columns() -> list[SealedColumn]:
    """Every sealed column of the product, read off the models."""
    return [
        SealedColumn(model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, SealedTextField)
    ]


def reseal_everything() -> tuple[int, int]:
    """Seal anew what an older key sealed; how many values and how many files were written. Safe to stop and repeat.

    Each batch of 1,000 rows commits by itself. CannotOpen names the first value that no longer opens.
    """
    values = sum(_reseal_column(column) for column in sealed_columns())
    return values, sum(files.reseal(file_id) for file_id in _every_file())


def count_left() -> int:
    """How many values, files and rows of sheets not applied yet still need a key that is not the current one."""
    left = 0
    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM people_importrow WHERE draft IS NOT NULL AND draft::text ~ %s",
            [_SEALED_IN_DRAFT.format(key_ring().current)],
        )
        left += cursor.fetchone()[0]
        for column in sealed_columns():
            count = sql.SQL("SELECT count(*) FROM {table} WHERE {older}")
            cursor.execute(count.format(table=sql.Identifier(column.table), older=_older(column)))
            left += cursor.fetchone()[0]
    return left + sum(not files.is_of_current_key(file_id) for file_id in _every_file())


def oldest_transaction() -> int:
    """The number below which every transaction has ended: what began before it can no longer write an old value."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


def next_transaction() -> int:
    """The number that the next transaction will get."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


def _every_file() -> list[uuid.UUID]:
    return list(files.stored_ids(before=datetime.now(UTC)))


def _reseal_column(column: SealedColumn) -> int:
    written = 0
    for rows in _batches(column):
        renewed = [(pk, old, _renewed(column, public_id, old)) for pk, public_id, old in rows]
        written += _replace(column, renewed)
    return written


def _batches(column: SealedColumn) -> Iterator[list[tuple[int, uuid.UUID, bytes]]]:
    query = sql.SQL(
        "SELECT id, public_id, {column} FROM {table} WHERE id > %s AND {older} ORDER BY id LIMIT %s"
    ).format(column=sql.Identifier(column.column), table=sql.Identifier(column.table), older=_older(column))
    last = 0
    while True:
        with connections[OWNER].cursor() as cursor:
            cursor.execute(query, [last, BATCH])
            rows = [(pk, public_id, bytes(value)) for pk, public_id, value in cursor.fetchall()]
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def _older(column: SealedColumn) -> sql.Composed:
    """True of a value that is sealed, and not with the current key (second byte)."""
    return sql.SQL("(length({0}) > 1 AND get_byte({0}, 1) <> {1})").format(
        sql.Identifier(column.column), sql.Literal(key_ring().current)
    )


def _renewed(column: SealedColumn, public_id: uuid.UUID, old: bytes) -> bytes:
    context = column.context(public_id)
    return seal(unseal(old, context=context), context=context)


def _replace(column: SealedColumn, rows: list[tuple[int, bytes, bytes]]) -> int:
    query = sql.SQL(
        "UPDATE {table} AS kept SET {column} = fresh.new FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[]) "
        "AS fresh(id, old, new) WHERE kept.id = fresh.id AND kept.{column} = fresh.old"
    ).format(table=sql.Identifier(column.table), column=sql.Identifier(column.column))
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        cursor.execute(query, [list(part) for part in zip(*rows, strict=True)])
        return int(cursor.rowcount)
