"""Rows that every page needs, read without the work of building a query: its text is made once a process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


def first_row(model: type[Row], condition: str, values: Mapping[str, Any], *, order: str = "t.id") -> Row | None:
    """The first object, in an order, whose row meets an SQL condition over `t`, or None; one statement.

    Condition and order are constants of the code, values are passed beside them. Models with sealed fields are refused
    with TypeError: their columns need more than reading.
    """
    columns, names = _columns(model)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM {model._meta.db_table} t WHERE {condition} ORDER BY {order} LIMIT 1",  # noqa: S608
            values,
        )
        row = cursor.fetchone()
    return model.from_db(connection.alias, names, row) if row else None


@cache
def _columns(model: type[models.Model]) -> tuple[str, list[str]]:
    fields = model._meta.concrete_fields
    if any(hasattr(field, "from_db_value") for field in fields):
        raise TypeError(f"{model.__name__} has fields that are not plain columns")
    return ", ".join(f't."{field.column}"' for field in fields), [field.attname for field in fields]
