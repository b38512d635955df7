"""«¿Quién vio mis datos?» and the looks that somebody must review."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from minga.access.models import RoleAssignment
from minga.audit import queries as audit
from minga.audit.models import Look
from minga.people.models import Person

from ..wording import action_in_words, purpose_in_words, role_in_words


@dataclass(frozen=True, slots=True)
class SeenRow:
    """A line for the person: what role of which unit did what with her data on a day, and why; no names."""

    day: date
    role: str
    unit: str
    action: str
    purpose: str
    times: int


def who_saw(person_public_id: uuid.UUID, municipality_name: str) -> list[SeenRow]:
    """Who saw or changed a person's data, newest first; two queries. The caller may see the person."""
    rows = audit.seen_by(person_public_id)
    units = _units({row.account_id for row in rows if row.account_id})
    merged: dict[tuple[date, str, str, str, str], int] = {}
    for row in rows:
        unit = _unit_on(units.get(row.account_id or 0, []), row.day) or (municipality_name if row.account_id else "")
        line = (row.day, role_in_words(row.role), unit, action_in_words(row.action), purpose_in_words(row.purpose))
        merged[line] = merged.get(line, 0) + row.times
    return [SeenRow(*line, times) for line, times in merged.items()]


def _units(account_ids: set[int]) -> dict[int, list[RoleAssignment]]:
    found: dict[int, list[RoleAssignment]] = {}
    held = RoleAssignment.objects.filter(account_id__in=account_ids, organisation__isnull=False)
    for row in held.select_related("organisation").order_by("-starts_on"):
        found.setdefault(row.account_id, []).append(row)
    return found


def _unit_on(held: list[RoleAssignment], day: date) -> str:
    for row in held:
        if row.starts_on <= day and (row.ends_on is None or row.ends_on >= day):
            return str(row.organisation)
    return ""


@dataclass(frozen=True, slots=True)
class LookRow:
    """A look to review: the person by code only, how often she was read and for what stated purposes."""

    look: Look
    code: str
    times: int
    purposes: list[str]


def look_rows(rows: Iterable[Look]) -> list[LookRow]:
    """The lines of the review page; two queries for a whole page. "" for a person who is gone."""
    some = list(rows)
    codes = dict(
        Person.objects.filter(public_id__in=[row.person_public_id for row in some]).values_list("public_id", "code")
    )
    read = audit.reads_of(some)
    lines = []
    for row in some:
        records = read.get((row.account_id, row.person_public_id), [])
        purposes = dict.fromkeys(purpose_in_words(record.purpose) for record in records if record.purpose)
        lines.append(LookRow(row, codes.get(row.person_public_id, ""), len(records), list(purposes)))
    return lines
