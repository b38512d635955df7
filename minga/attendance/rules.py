"""Attendance over plain values: minutes of a mark, row numbers as people write them, when a list may be written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from minga.kernel.names import short_name
from minga.kernel.refusals import Refusal, Refused

from .states import PRESENT, REFUSAL_WORDS, MarkState

_RANGE = re.compile(r"(\d{1,3})(?:\s*[-–a]\s*(\d{1,3}))?")


def refusal(code: str, **details: Any) -> Refusal:
    """A refusal of this area in its words; an unknown code is an error."""
    return Refusal(code=code, message=REFUSAL_WORDS[code], details=details)


Seen = tuple[str, int]
"""State and minutes of a mark as somebody saw them; no state where there was no mark."""
NOT_MARKED: Seen = ("", 0)
_SEEN = re.compile(r"(\d{1,4}) ([a-z]+) (\d{1,3})")


@dataclass(frozen=True, slots=True)
class Marking:
    """What is said of one enrolment in one session; `minutes` None means as the state implies.

    `seen`: the mark that whoever says it had before their eyes; None asks nothing about that.
    """

    enrolment_id: int
    state: str
    minutes: int | None = None
    seen: Seen | None = None


def seen_text(marks: Iterable[tuple[int, str, int]]) -> str:
    """Marks of a list (row number, state, minutes) as a form carries them: "3 late 90, 4 absent 0"."""
    return ", ".join(f"{row} {state} {minutes}" for row, state, minutes in marks)


def read_seen(text: str) -> dict[int, Seen]:
    """What `seen_text` wrote, by row number; what is not understood was not seen."""
    found = (_SEEN.fullmatch(piece.strip()) for piece in text.split(","))
    return {int(match[1]): (match[2], int(match[3])) for match in found if match}


def minutes_of_mark(state: str, minutes: int | None, session_minutes: int) -> int:
    """Minutes that a mark counts: none for absences, justified or not; the whole session unless fewer are written.

    Raises Refused `minutes_beyond_session` for minutes that are not between 1 and the session's.
    """
    if state not in PRESENT:
        return 0
    if minutes is None:
        return session_minutes
    if not 1 <= minutes <= session_minutes:
        raise Refused(refusal("minutes_beyond_session", minutes=session_minutes))
    return minutes


def has_started(states: Collection[str]) -> bool:
    """Whether somebody began a class: at least one session attended, late or not."""
    return any(state in PRESENT for state in states)


def why_not_mark(*, class_is_open: bool, is_cancelled: bool, session_on: date, today: date) -> Refusal | None:
    """Why nobody may take attendance of a session now (days in the municipality's zone)."""
    if not class_is_open:
        return refusal("class_not_open")
    if is_cancelled:
        return refusal("session_cancelled")
    if session_on > today:
        return refusal("session_ahead", day=f"{session_on:%d/%m/%Y}")
    return None


def needs_reason(*, session_on: date, today: date, corrections: int) -> bool:
    """Whether changing marks needs words: corrections after the day of the session do, late first lists do not."""
    return corrections > 0 and today > session_on


def read_rows(text: str) -> list[int]:
    """Row numbers as people write them: "1-12, 14 20" is 1 to 12, 14 and 20, each once and in order.

    Raises Refused `rows_unreadable` with the piece that is not understood.
    """
    rows: set[int] = set()
    for piece in re.split(r"[,;\n]+|(?<=\d)\s+(?=\d)", text):
        piece = piece.strip().rstrip(".")
        if not piece:
            continue
        match = _RANGE.fullmatch(piece)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if first > last:
            raise Refused(refusal("rows_unreadable", text=piece))
        rows.update(range(first, last + 1))
    return sorted(rows)


def markings_from_rows(
    rows_by_state: Mapping[str, Collection[int]],
    enrolment_by_row: Mapping[int, int],
    *,
    rest: str = "",
    seen: Mapping[int, Seen] | None = None,
) -> list[Marking]:
    """Markings of a signed sheet: rows per state, and for the rows not named the state `rest` (or nothing).

    `seen`: the marks that the page showed, by row; None asks nothing about them.

    Raises Refused `rows_twice`, `rows_unknown`, `nothing_marked`.
    """
    named: dict[int, str] = {}
    twice: set[int] = set()
    for state, rows in rows_by_state.items():
        twice.update(row for row in rows if row in named)
        named.update(dict.fromkeys(rows, state))
    if twice:
        raise Refused(refusal("rows_twice", rows=_listed(twice)))
    unknown = set(named) - set(enrolment_by_row)
    if unknown:
        raise Refused(refusal("rows_unknown", rows=_listed(unknown)))
    if not named and not rest:
        raise Refused(refusal("nothing_marked"))
    states = {row: named.get(row, rest) for row in enrolment_by_row}
    return [
        Marking(enrolment_by_row[row], state, seen=None if seen is None else seen.get(row, NOT_MARKED))
        for row, state in states.items()
        if state
    ]


def class_names(people: Collection[tuple[str, str, str]]) -> list[str]:
    """What a list calls each (given names, surnames, known as): the short name, or more of it where two would be equal.

    "María P." and "María P." become "María Pérez" and "María Peña"; the row number tells equal ones apart.
    """
    short = [short_name(known_as or given, surnames) for given, surnames, known_as in people]
    return [
        f"{(known_as or given).split()[0]} {_first_surname(surnames)}"
        if short.count(name) > 1 and (known_as or given).split() and surnames.split()
        else name
        for name, (given, surnames, known_as) in zip(short, people, strict=True)
    ]


def _first_surname(surnames: str) -> str:
    words = surnames.split()
    own = next((number for number, word in enumerate(words) if word[0].isupper()), 0)
    return " ".join(words[: own + 1])


def percent(part: int, whole: int) -> int:
    """Whole percent of minutes, rounded down so that 79.9 % never reads as 80 %; 0 of nothing."""
    return part * 100 // whole if whole else 0


def is_mark_state(text: str) -> bool:
    """Whether a posted value is a state of a mark."""
    return text in MarkState.values


def _listed(rows: Collection[int]) -> str:
    return ", ".join(str(row) for row in sorted(rows))
