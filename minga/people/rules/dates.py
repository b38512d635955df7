"""Dates as sheets carry them: day/month/year, year-month-day, the day number of a spreadsheet (facts K)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

EXCEL_EPOCH = date(1899, 12, 30)
EARLIEST = date(1900, 1, 1)
OLDEST_AGE = 115

_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt ].*)?$")
_DAY_FIRST = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?:\s.*)?$")
_YEAR_FIRST = re.compile(r"^(\d{4})[/.](\d{1,2})[/.](\d{1,2})$")
_TWO_DIGIT_YEAR = re.compile(r"^\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2}$")
_MONTH_YEAR = re.compile(r"^(\d{1,2})[/\-](\d{4})$")
_IN_WORDS = re.compile(r"^(\d{1,2})\s*(?:de|-|/|\s)\s*([a-záéíóú]{3,10})\.?\s*(?:de|del|-|/|\s)\s*(\d{4})$")
_SERIAL = re.compile(r"^\d{5}(?:\.\d+)?$")
_MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")


@dataclass(frozen=True, slots=True)
class DateRead:
    """`value` with an optional `repair` (how it was understood) and `is_ambiguous`, or the `problem` code.

    `is_ambiguous` is true for 05/06/1990, read as 5 June: wrong in a sheet that is written month first.
    """

    value: date | None = None
    repair: str = ""
    problem: str = ""
    is_ambiguous: bool = False
    is_estimated: bool = False


def read_date(raw: Any, *, today: date) -> DateRead:
    """The date in a cell; never guesses between day/month and month/day: day first is the rule.

    Problems: `month_first` (25 where the month goes), `two_digit_year`, `year_only`, `no_such_day`,
    `in_future`, `too_long_ago`, `not_a_date`. Repairs: `excel_serial`, `month_only` (its first day is taken).
    """
    read = _read(raw)
    if read.value is None:
        return read
    if read.value > today:
        return DateRead(problem="in_future")
    if read.value < EARLIEST:
        return DateRead(problem="too_long_ago")
    return read


def age_on(birth_date: date, day: date) -> int:
    """Whole years lived on a day; somebody born on 29 February turns a year older on 1 March."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def birth_date_from_age(age: int, *, today: date) -> date:
    """An estimated birth date: the 1 July that gives that age or the nearest to it, never a later age."""
    middle = date(today.year - age, 7, 1)
    return middle if age_on(middle, today) == age else date(today.year - age - 1, 7, 1)


def shown(value: date) -> str:
    """Day/month/year, as people write it."""
    return f"{value.day:02d}/{value.month:02d}/{value.year}"


def _read(raw: Any) -> DateRead:
    if isinstance(raw, datetime):
        return DateRead(raw.date())
    if isinstance(raw, date):
        return DateRead(raw)
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _read_number(float(raw))
    return _read_text(" ".join(str(raw).split()).lower())


def _read_number(number: float) -> DateRead:
    if 1900 <= number <= 2100 and number == int(number):
        return DateRead(problem="year_only")
    if 2100 < number < 100_000:
        return DateRead(EXCEL_EPOCH + timedelta(days=int(number)), repair="excel_serial")
    return DateRead(problem="not_a_date")


def _read_text(text: str) -> DateRead:
    for pattern, order in ((_DAY_FIRST, (2, 1, 0)), (_ISO, (0, 1, 2)), (_YEAR_FIRST, (0, 1, 2))):
        found = pattern.match(text)
        if found:
            parts = [int(part) for part in found.groups()]
            return _built(*(parts[i] for i in order), is_day_first=pattern is _DAY_FIRST)
    if _SERIAL.match(text):
        return _read_number(float(text))
    if re.match(r"^(19|20)\d\d$", text):
        return DateRead(problem="year_only")
    if _TWO_DIGIT_YEAR.match(text):
        return DateRead(problem="two_digit_year")
    return _read_words(text)


def _read_words(text: str) -> DateRead:
    month_year = _MONTH_YEAR.match(text)
    if month_year:
        built = _built(int(month_year[2]), int(month_year[1]), 1)
        return DateRead(built.value, "month_only", built.problem) if built.value else built
    words = _IN_WORDS.match(text)
    if words and words[2][:3] in _MONTHS:
        return _built(int(words[3]), _MONTHS.index(words[2][:3]) + 1, int(words[1]))
    return DateRead(problem="not_a_date")


def _built(year: int, month: int, day: int, *, is_day_first: bool = False) -> DateRead:
    if is_day_first and month > 12 >= day:
        return DateRead(problem="month_first")
    try:
        value = date(year, month, day)
    except ValueError:
        return DateRead(problem="no_such_day")
    return DateRead(value, is_ambiguous=is_day_first and day <= 12 and day != month)
