"""Ids of people in name order that match words and filters, found without asking an index what it may not answer.

Under row-level security only leakproof operators reach an index, and LIKE and @@ are not among them. So: read the
covering index (municipality, name_key, id) in order, WINDOW entries, and filter them as they come: a page of what is
common fills at once. What is rare enough not to fill a page from the window is found the other way round, from the
words (the function `people_by_words`, which runs as the owner and holds the scope) or from the closed participations;
other filters read on, in windows that grow.

A table filled a moment ago has no statistics, and the planner then sorts a whole municipality or joins it row by row.
So the plan is not left to it: sorting is off while the index is read in order, and a participation is looked up by a
scalar subquery, which no plan turns into a join.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from .rows import IS_OPEN

WINDOW = 5_000
GROWTH = 4
RARE = 100_000
Mark = tuple[str, int]

_CLOSED = """(SELECT true FROM people_participation c WHERE c.municipality_id = %(municipality)s
    AND c.person_id = s.id AND c.closed_at IS NOT NULL LIMIT 1)"""
_STATUS = {"open": IS_OPEN, "closed": f"{_CLOSED} AND {IS_OPEN} IS NULL"}
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
WITH closed AS MATERIALIZED (SELECT DISTINCT person_id FROM people_participation
    WHERE municipality_id = %(municipality)s AND closed_at IS NOT NULL)
SELECT s.id FROM closed JOIN people_person s ON s.id = closed.person_id
WHERE s.municipality_id = %(municipality)s AND (s.name_key, s.id) > (%(key)s, %(id)s)
"""
_ORDERED = (_IN_ORDER, _END_OF_WINDOW)


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
    window = WINDOW
    found = _run(_IN_ORDER, wanted, mark, window)
    end = _end_of_window(wanted, mark, window) if len(found) < wanted.count else None
    while end and len(found) < wanted.count:
        mark, end, window = end, None, window * GROWTH
        source = _source(wanted)
        found += _run(source, wanted, mark, window)
        if source is _IN_ORDER and len(found) < wanted.count:
            end = _end_of_window(wanted, mark, window)
    return found[: wanted.count]


def _source(wanted: Wanted) -> str:
    """Where rare people are found: by their words, by a closed participation, else further along the index."""
    if wanted.words:
        return _BY_WORDS
    return _BY_CLOSED if wanted.status == "closed" else _IN_ORDER


def _run(source: str, wanted: Wanted, mark: Mark, window: int) -> list[int]:
    conditions, values = _conditions(wanted)
    joiner = " AND " if source is _BY_CLOSED else " WHERE "
    sql = source + (joiner + " AND ".join(conditions) if conditions else "")
    rows = _fetched(source, sql + " ORDER BY s.name_key, s.id LIMIT %(count)s", {**values, **_at(mark, window)})
    return [person_id for (person_id,) in rows]


def _fetched(source: str, sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of a query; one that reads the index in order may not sort instead. One round trip."""
    is_ordered = source in _ORDERED
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL enable_sort = off; {sql}; SET LOCAL enable_sort = on" if is_ordered else sql, values)
        if is_ordered:
            cursor.nextset()
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _conditions(wanted: Wanted) -> tuple[list[str], dict[str, Any]]:
    values: dict[str, Any] = {
        "municipality": wanted.municipality_id,
        "count": wanted.count,
        "words": " & ".join(f"'{word}':*" for word in _telling(wanted.words)),
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


def _telling(words: tuple[str, ...]) -> list[str]:
    """The words to ask the word index for: one or two letters begin too many words, and the others suffice."""
    return [word for word in words if len(word) > 2] or list(words)


def _end_of_window(wanted: Wanted, mark: Mark, window: int) -> Mark | None:
    """The last (name_key, id) of the window, or None when the window reached the end."""
    values = {"municipality": wanted.municipality_id, **_at(mark, window)}
    rows = _fetched(_END_OF_WINDOW, _END_OF_WINDOW, values)
    return (rows[0][0], rows[0][1]) if rows else None


def _at(mark: Mark, window: int) -> dict[str, Any]:
    return {"key": mark[0], "id": mark[1], "window": window, "rare": RARE}
