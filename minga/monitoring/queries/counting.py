"""Counting from rows, in the scope of one municipality: one statement for every indicator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection

from minga.attendance.states import PRESENT
from minga.audit import queries as audit
from minga.people.states import MOBILITY_GROUPS
from minga.programmes.models import Programme
from minga.territory.models import Municipality

from ..models import IndicatorCell

CELLS = (Path(__file__).parents[1] / "sql" / "cells.sql").read_text(encoding="utf-8")
PSEUDONYMS = (Path(__file__).parents[1] / "sql" / "pseudonyms.sql").read_text(encoding="utf-8")
_CHUNK = 5_000


def count_cells(municipality: Municipality, programme: Programme) -> list[IndicatorCell]:
    """Unsaved cells of the municipality in scope, from its rows as they are now; empty cells are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            CELLS,
            {
                "programme": programme.pk,
                "zone": municipality.time_zone,
                "mobility": [str(group) for group in MOBILITY_GROUPS],
                "present": [str(state) for state in PRESENT],
            },
        )
        rows = cursor.fetchall()
    return [
        IndicatorCell(
            municipality=municipality,
            programme=programme,
            indicator=indicator,
            sex=sex,
            population=population,
            age=age,
            numerator=numerator,
            denominator=denominator,
            people=people,
        )
        for indicator, sex, population, age, numerator, denominator, people in rows
        if people or numerator or denominator
    ]


def identities_after(person_id: int, programme: Programme) -> Iterator[tuple[int, str, str | None, str, str]]:
    """(id, public id, blind index of the first document or None, sex, population) of persons after an id, in order."""
    parameters: dict[str, Any] = {
        "after": person_id,
        "programme": programme.pk,
        "mobility": [str(group) for group in MOBILITY_GROUPS],
    }
    with connection.cursor() as cursor:
        cursor.execute(PSEUDONYMS, parameters)
        while rows := cursor.fetchmany(_CHUNK):
            yield from rows


def newest_audit_row(municipality: Municipality) -> int:
    """The id of the newest audit row of the municipality in scope; nothing happened since when it is the same."""
    newest = audit.records_in(municipality.pk).order_by("-id").values_list("id", flat=True).first()
    return newest or 0
