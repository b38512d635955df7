"""The functions of the language: what each does with known values, how many it takes, and which are not
here yet.
"""

import math
import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from minga.screening.rules.language.values import NAN, Value, to_date, to_number, to_text, to_truth


@dataclass(frozen=True, slots=True)
class Function:
    """A function over known values with the least and most arguments; `gives_truth` spares a conversion."""

    call: Callable[..., Value]
    least: int
    most: int
    gives_truth: bool = False
    is_ours: bool = False


def is_selected(chosen: Value, code: Value) -> bool:
    """Whether a code is among the chosen ones (codes parted by spaces)."""
    return to_text(code) in to_text(chosen).split()


def _selected_at(chosen: Value, place: Value) -> str:
    codes, index = to_text(chosen).split(), to_number(place)
    return codes[int(index)] if 0 <= index < len(codes) else ""


def _count_selected(chosen: Value) -> float:
    return float(len(to_text(chosen).split()))


def _numbers(values: Sequence[Value]) -> list[float]:
    return [to_number(value) for value in values]


def _least(*values: Value) -> float:
    numbers = _numbers(values)
    return NAN if any(map(math.isnan, numbers)) else min(numbers)


def _greatest(*values: Value) -> float:
    numbers = _numbers(values)
    return NAN if any(map(math.isnan, numbers)) else max(numbers)


def _whole(value: Value) -> float:
    number = to_number(value)
    return float(math.trunc(number)) if math.isfinite(number) else number


def _round(value: Value, places: Value = 0.0) -> float:
    number, digits = to_number(value), to_number(places)
    if not math.isfinite(number) or not math.isfinite(digits):
        return NAN
    scale = 10.0 ** max(-9, min(9, int(digits)))
    return math.floor(number * scale + 0.5) / scale


def _power(base: Value, exponent: Value) -> float:
    try:
        result = to_number(base) ** to_number(exponent)
    except (OverflowError, ZeroDivisionError):
        return NAN
    return NAN if isinstance(result, complex) else result


def _join(separator: Value, *values: Value) -> str:
    return to_text(separator).join(to_text(value) for value in values)


def _substr(text: Value, start: Value, end: Value = NAN) -> str:
    whole, first, last = to_text(text), to_number(start), to_number(end)
    if math.isnan(first):
        return ""
    return whole[int(first) :] if math.isnan(last) else whole[int(first) : int(last)]


def _before(text: Value, mark: Value) -> str:
    head, found, _ = to_text(text).partition(to_text(mark) or "\0")
    return head if found else ""


def _after(text: Value, mark: Value) -> str:
    wanted = to_text(mark)
    if not wanted:
        return to_text(text)
    return to_text(text).partition(wanted)[2]


def _translate(text: Value, old: Value, new: Value) -> str:
    replacements = to_text(new)
    table: dict[int, str | None] = {}
    for place, sign in enumerate(to_text(old)):
        table.setdefault(ord(sign), replacements[place] if place < len(replacements) else None)
    return to_text(text).translate(table)


def matches(text: Value, pattern: Value) -> bool:
    """Whether the whole text fits a pattern (JavaRosa's `matches`); texts above 500 signs never do."""
    whole = to_text(text)
    return len(whole) <= 500 and re.fullmatch(to_text(pattern), whole) is not None


def is_safe_pattern(pattern: str) -> bool:
    """Whether a regular expression can be read and cannot run away (no repetition of a repetition)."""
    if re.search(r"[+*}]\)[+*{]", pattern):
        return False
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _decimal_date_time(value: Value) -> float:
    moment = to_date(value)
    return NAN if isinstance(moment, str) else to_number(moment)


_MARKS: dict[str, Callable[[date], str]] = {
    "Y": lambda day: f"{day.year:04}",
    "y": lambda day: f"{day.year % 100:02}",
    "m": lambda day: f"{day.month:02}",
    "n": lambda day: str(day.month),
    "d": lambda day: f"{day.day:02}",
    "e": lambda day: str(day.day),
    "H": lambda day: f"{getattr(day, 'hour', 0):02}",
    "h": lambda day: str(getattr(day, "hour", 0)),
    "M": lambda day: f"{getattr(day, 'minute', 0):02}",
    "S": lambda day: f"{getattr(day, 'second', 0):02}",
}


def _format_date(value: Value, pattern: Value) -> str:
    moment = to_date(value)
    if isinstance(moment, str):
        return ""
    return re.sub(r"%(\w)", lambda found: _mark(found, moment), to_text(pattern))


def _mark(found: re.Match[str], moment: date) -> str:
    write = _MARKS.get(found.group(1))
    return found.group() if write is None else write(moment)


def _add_months(value: Value, months: Value) -> date | str:
    moment, count = to_date(value), to_number(months)
    if isinstance(moment, str) or not math.isfinite(count) or abs(count) > 2_400:
        return ""
    year, month = divmod(moment.year * 12 + moment.month - 1 + int(count), 12)
    if not 1 <= year <= 9999:
        return ""
    return date(year, month + 1, min(moment.day, monthrange(year, month + 1)[1]))


def _months_between(start: Value, end: Value) -> float:
    first, last = to_date(start), to_date(end)
    if isinstance(first, str) or isinstance(last, str):
        return NAN
    months = (last.year - first.year) * 12 + last.month - first.month
    is_last_day = last.day == monthrange(last.year, last.month)[1]
    return float(months if last.day >= first.day or is_last_day else months - 1)


def _day(value: Value) -> Value:
    moment = to_date(value)
    return moment.date() if isinstance(moment, datetime) else moment


_MANY = 64
FUNCTIONS: dict[str, Function] = {
    "selected": Function(is_selected, 2, 2, gives_truth=True),
    "selected-at": Function(_selected_at, 2, 2),
    "count-selected": Function(_count_selected, 1, 1),
    "int": Function(_whole, 1, 1),
    "number": Function(to_number, 1, 1),
    "string": Function(to_text, 1, 1),
    "round": Function(_round, 1, 2),
    "abs": Function(lambda value: abs(to_number(value)), 1, 1),
    "pow": Function(_power, 2, 2),
    "min": Function(_least, 1, _MANY),
    "max": Function(_greatest, 1, _MANY),
    "sum": Function(lambda *values: math.fsum(_numbers(values)), 1, _MANY),
    "concat": Function(lambda *values: "".join(map(to_text, values)), 1, _MANY),
    "join": Function(_join, 2, _MANY),
    "contains": Function(lambda text, part: to_text(part) in to_text(text), 2, 2, gives_truth=True),
    "starts-with": Function(lambda text, part: to_text(text).startswith(to_text(part)), 2, 2, gives_truth=True),
    "ends-with": Function(lambda text, part: to_text(text).endswith(to_text(part)), 2, 2, gives_truth=True),
    "string-length": Function(lambda text: float(len(to_text(text))), 1, 1),
    "normalize-space": Function(lambda text: " ".join(to_text(text).split()), 1, 1),
    "substr": Function(_substr, 2, 3),
    "substring-before": Function(_before, 2, 2),
    "substring-after": Function(_after, 2, 2),
    "translate": Function(_translate, 3, 3),
    "regex": Function(matches, 2, 2, gives_truth=True),
    "date": Function(_day, 1, 1),
    "date-time": Function(to_date, 1, 1),
    "format-date": Function(_format_date, 2, 2),
    "format-date-time": Function(_format_date, 2, 2),
    "decimal-date-time": Function(_decimal_date_time, 1, 1),
    "boolean": Function(to_truth, 1, 1, gives_truth=True),
    "boolean-from-string": Function(lambda text: to_text(text) in ("true", "1"), 1, 1, gives_truth=True),
    "true": Function(lambda: True, 0, 0, gives_truth=True),
    "false": Function(lambda: False, 0, 0, gives_truth=True),
    "add-months": Function(_add_months, 2, 2, is_ours=True),
    "months-between": Function(_months_between, 2, 2, is_ours=True),
}
"""Functions over known values; an unknown argument makes the result unknown. The special forms are in
`forms.py`.
"""

UNSUPPORTED: dict[str, str] = {
    "position": "repeats",
    "indexed-repeat": "repeats",
    "count": "repeats",
    "count-non-empty": "repeats",
    "pulldata": "external_data",
    "instance": "external_data",
    "random": "chance",
    "uuid": "chance",
    "randomize": "chance",
    "area": "maps",
    "distance": "maps",
    "version": "device",
    "property": "device",
}
"""Functions of XLSForm that this program does not have, with the reason (a key of `wording.REASON_WORDS`)."""
