"""Lines of lists of people: what stands in them, read in one statement."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from ..states import PopulationGroup

IS_OPEN = """(SELECT true FROM people_participation o WHERE o.municipality_id = %(municipality)s
    AND o.person_id = s.id AND o.closed_at IS NULL LIMIT 1)"""
OF_IDS = "s.id = ANY(%(ids)s)"
OF_CODES = "s.code = ANY(%(codes)s)"
OF_NUMBER = """s.id IN (
    SELECT person_id FROM people_document WHERE municipality_id = %(municipality)s AND number_index = ANY(%(documents)s)
    UNION ALL SELECT person_id FROM people_contactpoint WHERE municipality_id = %(municipality)s
        AND value_index = %(phone)s AND closed_at IS NULL)"""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A line of the list; `is_open` when a participation is open."""

    id: int
    public_id: uuid.UUID
    code: str
    given_names: str
    surnames: str
    sex: str
    birth_date: date | None
    nationality: str
    population_group: str
    registered_at: datetime
    is_open: bool

    @property
    def registered_on(self) -> date:
        """The day of registration, in the municipality's zone."""
        return timezone.localdate(self.registered_at)

    @property
    def population_label(self) -> str:
        """The population group in words."""
        return str(PopulationGroup(self.population_group).label)

    @property
    def listed_name(self) -> str:
        """Surnames first, as the list is sorted."""
        return f"{self.surnames}, {self.given_names}" if self.surnames else self.given_names


_COLUMNS = ", ".join(f"s.{field.name}" for field in fields(PersonRow) if field.name != "is_open")


def person_rows(
    municipality_id: int | None, condition: str, *, limit: int | None = None, **values: Any
) -> list[PersonRow]:
    """The people of a municipality who meet one of this module's conditions, in name order."""
    sql = f"""SELECT {_COLUMNS}, {IS_OPEN} IS TRUE FROM people_person s
        WHERE s.municipality_id = %(municipality)s AND {condition}
        ORDER BY s.name_key, s.id LIMIT %(limit)s"""  # noqa: S608 - constants of this module, values beside
    with connection.cursor() as cursor:
        cursor.execute(sql, {"municipality": municipality_id, "limit": limit, **values})
        return [PersonRow(*row) for row in cursor.fetchall()]
