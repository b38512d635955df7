"""Looking for bytes in every column of every table, as the application role sees it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import connection

_TEXT = ("text", "character varying", "jsonb", "json", "ARRAY", "citext")


def columns() -> list[tuple[str, str, str]]:
    """(table, column, kind) of every text-like and bytea column of our database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c "
            "JOIN information_schema.tables t USING (table_schema, table_name) "
            "WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' ORDER BY 1, 2"
        )
        return [row for row in cursor.fetchall() if row[2] in _TEXT or row[2] == "bytea"]


def places_of(*, words: Iterable[str], values: Iterable[bytes]) -> list[str]:
    """`table.column` wherever one of the words or byte strings still is; case is ignored in words."""
    found = []
    patterns = [f"%{word}%" for word in words]
    wanted = list(values)
    for table, column, kind in columns():
        if kind == "bytea":
            clause = " OR ".join(['position(%s::bytea in "' + column + '") > 0'] * len(wanted)) or "false"
            parameters: list[object] = list(wanted)
        else:
            texts = patterns + [f"%{value.hex()}%" for value in wanted]
            clause = " OR ".join([f'"{column}"::text ILIKE %s'] * len(texts))
            parameters = list(texts)
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE {clause}', parameters)
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
    return found


def sealed_values_of(rows: Iterable[object]) -> Iterator[bytes]:
    """The bytes of every bytea column of these rows, as stored: ciphertexts and blind indexes."""
    for row in rows:
        table = row._meta.db_table  # type: ignore[attr-defined]
        names = [name for name, column, kind in columns() if name == table and kind == "bytea" for name in [column]]
        for name in names:
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT "{name}" FROM "{table}" WHERE id = %s', [row.pk])  # type: ignore[attr-defined]
                value = cursor.fetchone()[0]
            if value and len(bytes(value)) >= 16:
                yield bytes(value)


def rows_of(person: object) -> Iterator[object]:
    """Every row that a holding finds for a person."""
    from minga.privacy.holdings import HOLDINGS

    for holding in HOLDINGS:
        model = apps.get_model(holding.label)
        lookup = {holding.path: person} if holding.path else {"pk": person.pk}  # type: ignore[attr-defined]
        yield from model._base_manager.filter(**lookup)
