"""Ids of people in name order that match words and filters, found without asking an index what it may not answer.

Under row-level security only leakproof operators reach an index, and LIKE and @@ are not among them. So: read the
covering index (municipality, name_key, id) in order, WINDOW entries, and filter them as they come: a page of what is
common fills at once. What is rare enough not to fill a page from the window is found the other way round, from the
words (the function `people_by_words`, which runs as the owner and holds the scope) or from the closed participations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

WINDOW = 20_000
RARE = 2_000
Mark = tuple[str, int]

_OPEN = """EXISTS (SELECT FROM people_participation o WHERE o.municipality_id = %(municipality)s
    AND o.person_id = s.id
    AND o.closed_at IS NULL)"""
_CLOSED = """EXISTS (SELECT FROM people_participation c WHERE c.municipality_id = %(municipality)s
    AND c.person_id = s.id
    AND c.closed_at IS NOT NULL)"""
_STATUS = {"open": _OPEN, "closed": f"{_CLOSED} AND NOT {_OPEN}"}
_IN_ORDER = """
SELECT s.id FROM (SELECT id, name_key, population_group FROM people_person
    WHERE municipality_id = %(municipality)s AND (name_key, id) > (%(key)s, %(id)s)
    ORDER BY name_key, id LIMIT %(window)s) s
"""
_END_OF_WINDOW = """
SELECT name_key, id FROM people_person WHERE municipality_id = %(municipality)s AND (name_key, id) > (%(key)s, %(id)s)
ORDER BY name_key, id OFFSET %(window)s - 1 LIMIT 1
"""
_BY_WORDS = """
SELECT s.id FROM people_by_words(to_tsquery('simple', %(words)s), %(key)s, %(id)s, %(rare)s) f
JOIN people_person s ON s.municipality_id = %(municipality)s AND s.id = f.id
"""
_BY_CLOSED = """
SELECT s.id FROM people_person s WHERE s.municipality_id = %(municipality)s AND (s.name_key, s.id) > (%(key)s, %(id)s)
  AND s.id IN (SELECT person_id FROM people_participation WHERE municipality_id = %(municipality)s
               AND closed_at IS NOT NULL)
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: folded beginnings of words, all of which must be there, and filters; `count` ids at most."""

    municipality_id: int | None
    words: tuple[str, ...]
    status: str
    population_group: str
    count: int


def find_ids(wanted: Wanted, mark: Mark) -> list[int]:
    """Ids in name order after the mark (name_key, id), at most `wanted.count`."""
    found = _run(_IN_ORDER, wanted, mark)
    if len(found) >= wanted.count:
        return found
    end = _end_of_window(wanted, mark)
    while end and len(found) < wanted.count:
        source, end, mark = _source(wanted), None, end
        found += _run(source, wanted, mark)
        if source is _IN_ORDER and len(found) < wanted.count:
            end = _end_of_window(wanted, mark)
    return found[: wanted.count]


def _source(wanted: Wanted) -> str:
    """Where rare people are found: by their words, by a closed participation, else further along the index."""
    if wanted.words:
        return _BY_WORDS
    return _BY_CLOSED if wanted.status == "closed" else _IN_ORDER


def _run(source: str, wanted: Wanted, mark: Mark) -> list[int]:
    conditions, values = _conditions(wanted)
    joiner = " AND " if " WHERE " in source.rpartition(") s")[2] or source is _BY_CLOSED else " WHERE "
    sql = source + (joiner + " AND ".join(conditions) if conditions else "")
    with connection.cursor() as cursor:
        cursor.execute(sql + " ORDER BY s.name_key, s.id LIMIT %(count)s", {**values, **_at(mark)})
        return [person_id for (person_id,) in cursor.fetchall()]


def _conditions(wanted: Wanted) -> tuple[list[str], dict[str, Any]]:
    values: dict[str, Any] = {
        "municipality": wanted.municipality_id,
        "count": wanted.count,
        "words": " & ".join(f"'{word}':*" for word in wanted.words),
        "population": wanted.population_group,
    }
    conditions = []
    for number, word in enumerate(wanted.words):
        conditions.append(f"' ' || s.name_key LIKE %(word{number})s")
        values[f"word{number}"] = f"% {word}%"
    if wanted.population_group:
        conditions.append("s.population_group = %(population)s")
    if wanted.status:
        conditions.append(_STATUS[wanted.status])
    return conditions, values


def _end_of_window(wanted: Wanted, mark: Mark) -> Mark | None:
    """The last (name_key, id) of the window, or None when the window reached the end."""
    with connection.cursor() as cursor:
        cursor.execute(_END_OF_WINDOW, {"municipality": wanted.municipality_id, **_at(mark)})
        return cursor.fetchone()


def _at(mark: Mark) -> dict[str, Any]:
    return {"key": mark[0], "id": mark[1], "window": WINDOW, "rare": RARE}
