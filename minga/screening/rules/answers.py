"""What a person typed, to the answer that is stored; and what is wrong with it, as a code."""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from minga.screening.rules.instrument import NO_TEXT, Kind, Question, Text

_encoded = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
LONGEST_TEXT = 2_000
"""Most characters of a text answer."""

Answer = str | int | float

_LOCAL_DATE = re.compile(r"(\d{1,2})[/.\-\s](\d{1,2})[/.\-\s](\d{4})\Z")
_MONTHS = (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "january february march april may june july august september october november december",
)
_GROUPED = re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?\Z")


@dataclass(frozen=True, slots=True)
class AnswerFault:
    """Why an answer does not do. `message` is the instrument's own words where it has any."""

    name: str
    code: str
    message: Text = NO_TEXT


class NotAnAnswerError(Exception):
    """Typed text that is no answer to its question; `code` is a key of `wording.ANSWER_WORDS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def sealed_json(values: Any) -> str:
    """Answers or results as the text that is sealed: the same text for the same values."""
    return _encoded(values)


def read_answer(question: Question, typed: Sequence[str]) -> Answer:
    """The answer to store, from what was typed or ticked; the empty text when nothing was.

    Raises NotAnAnswerError: not_a_number, not_whole, not_a_date, not_a_time, not_a_choice, out_of_range,
    too_long. Dates are taken as ISO, as day/month/year, as three fields (day, month, year) or two (month,
    year: the first of that month); numbers with comma or point.
    """
    parts = [part.strip() for part in typed]
    if not any(parts):
        return ""
    match question.kind:
        case Kind.INTEGER | Kind.DECIMAL | Kind.RANGE:
            return _number(question, parts[0])
        case Kind.DATE:
            return _date(parts)
        case Kind.TIME:
            return _time(parts[0])
        case Kind.SELECT_ONE | Kind.SELECT_MULTIPLE:
            return _codes(question, parts)
        case Kind.ACKNOWLEDGE:
            return "OK"
        case _:
            return _text(parts[0])


def _text(typed: str) -> str:
    if len(typed) > LONGEST_TEXT:
        raise NotAnAnswerError("too_long")
    return typed.replace("\0", "")


def _number(question: Question, typed: str) -> int | float:
    plain = typed.replace(" ", "").replace("$", "").removeprefix("USD")
    if _GROUPED.match(plain) and question.kind is not Kind.INTEGER:
        plain = plain.replace(".", "")
    plain = plain.replace(",", ".")
    if not re.fullmatch(r"-?(\d{1,12}(\.\d{0,6})?|\.\d{1,6})", plain):
        raise NotAnAnswerError("not_a_number")
    number = float(plain)
    if question.kind is Kind.INTEGER:
        if number != int(number):
            raise NotAnAnswerError("not_whole")
        return int(number)
    if question.kind is Kind.RANGE and not _fits(question, number):
        raise NotAnAnswerError("out_of_range")
    return number


def _fits(question: Question, number: float) -> bool:
    start, end = (float(question.parameters.get(key, default)) for key, default in (("start", "0"), ("end", "10")))
    return math.isfinite(number) and min(start, end) <= number <= max(start, end)


def _date(parts: Sequence[str]) -> str:
    try:
        if len(parts) in (2, 3):
            year, month, day = [*parts[::-1], "1"][:3]
            return _iso(day, month, year)
        local = _LOCAL_DATE.match(parts[0])
        return _iso(*local.groups()) if local else date.fromisoformat(parts[0]).isoformat()
    except ValueError as fault:
        raise NotAnAnswerError("not_a_date") from fault


def _iso(day: str, month: str, year: str) -> str:
    if len(year) != 4:
        raise ValueError(year)
    return date(int(year), _month(month), int(day)).isoformat()


def _month(typed: str) -> int:
    """Number of a month written as a number or a word («marzo», «mar», "march")."""
    if typed.isdigit():
        return int(typed)
    found = {
        number
        for names in _MONTHS
        for number, name in enumerate(names.split(), 1)
        if len(typed) >= 3 and name.startswith(typed.lower())
    }
    if len(found) != 1:
        raise ValueError(typed)
    return found.pop()


def _time(typed: str) -> str:
    try:
        return time.fromisoformat(typed).isoformat("minutes")
    except ValueError as fault:
        raise NotAnAnswerError("not_a_time") from fault


def _codes(question: Question, parts: Sequence[str]) -> str:
    known = [choice.code for choice in question.choices]
    given = {code for part in parts for code in part.split()}
    if not given <= set(known) or (question.kind is Kind.SELECT_ONE and len(given) > 1):
        raise NotAnAnswerError("not_a_choice")
    return " ".join(code for code in known if code in given)
