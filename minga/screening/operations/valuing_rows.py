"""The tables of valuing, read and written for many people at once: plain rows, no instance and no statement a person.

Ids of a part go in as one array, and new assessments come out of one statement, whatever the number of people.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from minga.people.models import Person
from minga.screening.models import AnswerEnvelope, Assessment, Submission
from minga.screening.states import FOR_RULES

PERSONS = Person._meta.db_table
SUBMISSIONS = Submission._meta.db_table
ENVELOPES = AnswerEnvelope._meta.db_table
ASSESSMENTS = Assessment._meta.db_table


class Earlier(NamedTuple):
    """The assessment that counted for a person until now."""

    id: int
    public_id: str
    inputs_sha256: str
    submission_id: int
    advised_component: str
    state: str
    component: str
    decided_at: datetime | None
    decided_by_id: int | None
    reason: bytes


class Row(NamedTuple):
    """What is a person's own in a new assessment; `gates` is JSON, `detail` and `reason` are sealed."""

    public_id: str
    submission_id: int
    person_id: int
    inputs_sha256: str
    advised_component: str
    is_settled: bool
    is_urgent: bool
    component: str
    gates: str
    priority: float | None
    detail: bytes
    state: str
    decided_at: datetime | None
    decided_by_id: int | None
    reason: bytes


_TYPES = {
    "public_id": "uuid", "submission_id": "bigint", "person_id": "bigint", "inputs_sha256": "text",
    "advised_component": "text", "is_settled": "boolean", "is_urgent": "boolean", "component": "text",
    "gates": "text", "priority": "numeric", "detail": "text", "state": "text", "decided_at": "timestamptz",
    "decided_by_id": "bigint", "reason": "text",
}  # fmt: skip
"""Type of the array that brings each column; sealed bytes travel as hexadecimal digits."""

_READ = {"gates": "gates::jsonb", "detail": "decode(detail, 'hex')", "reason": "decode(reason, 'hex')"}


def interviews_in_turn(submission_ids: Sequence[int], columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """(interview, person, the columns of the person's record) by person, whom this transaction holds from now on.

    Two valuations of one person at once would both count: the second waits here for the first.
    """
    wanted = "".join(f", p.{column}" for column in columns)
    return _rows(
        f"SELECT s.id, p.id{wanted} FROM {SUBMISSIONS} s JOIN {PERSONS} p "  # noqa: S608 - own names
        "ON p.municipality_id = s.municipality_id AND p.id = s.person_id "
        "WHERE s.id = ANY(%s) ORDER BY p.id FOR NO KEY UPDATE OF p",
        [list(submission_ids)],
    )


def sealed_answers(submission_ids: Sequence[int]) -> list[tuple[int, str, bytes]]:
    """(interview, public id of the envelope, sealed answers) of the classes that rules may read."""
    return _rows(
        f"SELECT submission_id, public_id::text, answers FROM {ENVELOPES} "  # noqa: S608 - own names
        "WHERE submission_id = ANY(%s) AND answers_class = ANY(%s) AND answers <> ''",
        [list(submission_ids), [str(each) for each in FOR_RULES]],
    )


def earlier_assessments(person_ids: Sequence[int]) -> dict[int, Earlier]:
    """The assessment that counts for each person now."""
    columns = ", ".join("public_id::text" if name == "public_id" else name for name in Earlier._fields)
    rows = _rows(
        f"SELECT person_id, {columns} FROM {ASSESSMENTS} WHERE person_id = ANY(%s) AND is_current",  # noqa: S608
        [list(person_ids)],
    )
    return {row[0]: Earlier(*row[1:]) for row in rows}


def replace_assessments(
    *, rows: Sequence[Row], replaced: Sequence[int], municipality_id: int, version_id: int, on: date, at: datetime
) -> None:
    """Write these as the assessments that count, instead of `replaced`; one statement.

    The count over what is replaced makes the database end it first: a person never has two that count.
    """
    own = ", ".join(Row._fields)
    given = ", ".join(f"%s::{_TYPES[name]}[]" for name in Row._fields)
    read = ", ".join(_READ.get(name, name) for name in Row._fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH gone AS (UPDATE {ASSESSMENTS} SET is_current = false WHERE id = ANY(%s) RETURNING 1) "  # noqa: S608
            f"INSERT INTO {ASSESSMENTS} "
            f"(municipality_id, created_at, computed_at, version_id, as_of, is_current, {own}) "
            f"SELECT %s, %s, %s, %s, %s, true, {read} FROM unnest({given}) AS new ({own}) "
            "WHERE (SELECT count(*) FROM gone) >= 0",
            [list(replaced), municipality_id, at, at, version_id, on, *_columns(rows)],
        )


def _columns(rows: Sequence[Row]) -> list[str]:
    """The rows as one array a column, in PostgreSQL's own writing: a driver would adapt each of 30,000 values."""
    columns = dict(zip(Row._fields, zip(*rows, strict=True), strict=True))
    for name in ("detail", "reason"):
        columns[name] = tuple([value.hex() for value in columns[name]])
    return [_array(columns[name], quoted=_TYPES[name] in ("text", "timestamptz")) for name in Row._fields]


def _array(values: Sequence[Any], *, quoted: bool) -> str:
    if quoted:
        return "{" + ",".join(["NULL" if value is None else _quoted(str(value)) for value in values]) + "}"
    return "{" + ",".join(["NULL" if value is None else str(value) for value in values]) + "}"


def _quoted(text: str) -> str:
    if "\\" in text or '"' in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _rows(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
