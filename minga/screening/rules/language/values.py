"""Values of the language and how XPath turns one kind into another; the value that is not known.

Text, numbers (float), booleans, dates and instants. An empty answer is the empty text, whose
number is NaN, as in ODK. `Unknown` is ours: it stands for an answer that is missing, "no sabe" or "prefiero no
decirlo", and every operation hands it on instead of taking it for a no (facts K).
"""

import math
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

NAN = math.nan
_EPOCH = date(1970, 1, 1)
_NUMBER = re.compile(r"\s*-?(?:\d+(?:\.\d*)?|\.\d+)\s*\Z")
_DAY = re.compile(r"\s*\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?\s*\Z")


class Unknown:
    """A value nobody knows; `reason` is "unanswered", "dont_know" or "declined"."""

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def __repr__(self) -> str:
        return f"<{self.reason}>"

    def __bool__(self) -> bool:
        raise TypeError("an unknown value is neither true nor false")


UNANSWERED = Unknown("unanswered")
DONT_KNOW = Unknown("dont_know")
DECLINED = Unknown("declined")

Value = str | float | bool | date | Unknown
Environment = dict[str, Value]
Closure = Callable[[Environment], Value]


def to_text(value: Value) -> str:
    """Text of a known value: whole numbers without decimals, dates as ISO, truth as `true`/`false`."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number_text(value)
    raise TypeError("an unknown value has no text")


def _number_text(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return str(int(value)) if value == int(value) else repr(value)


def to_number(value: Value) -> float:
    """Number of a known value: NaN when it is none, days since 1970 for dates and ISO dates in text."""
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str):
        return _text_number(value)
    if isinstance(value, date):
        return _day_number(value)
    raise TypeError("an unknown value has no number")


def _text_number(text: str) -> float:
    if _NUMBER.match(text):
        return float(text)
    if _DAY.match(text):
        moment = to_date(text)
        return NAN if isinstance(moment, str) else _day_number(moment)
    return NAN


def _day_number(value: date) -> float:
    if isinstance(value, datetime):
        return (value.date() - _EPOCH).days + (value.hour * 3600 + value.minute * 60 + value.second) / 86400
    return float((value - _EPOCH).days)


def to_truth(value: Value) -> bool | Unknown:
    """Truth of a value as XPath has it; unknown stays unknown."""
    if isinstance(value, bool | Unknown):
        return value
    if isinstance(value, int | float):
        return value != 0 and not math.isnan(value)
    if isinstance(value, str):
        return value != ""
    return True


def to_date(value: Value) -> date | str:
    """Date or instant of a known value; the empty text when it is none."""
    if isinstance(value, date):
        return value
    if isinstance(value, bool | Unknown):
        return ""
    if isinstance(value, int | float):
        return "" if not math.isfinite(value) or abs(value) > 2_000_000 else _from_days(value)
    try:
        return datetime.fromisoformat(value.strip()) if "T" in value else date.fromisoformat(value.strip())
    except ValueError:
        return ""


def _from_days(days: float) -> date | str:
    try:
        return _EPOCH + timedelta(days=math.floor(days))
    except OverflowError:
        return ""


def equal(left: Value, right: Value) -> bool:
    """XPath equality: as truths when one is a truth, as numbers when one is a number, otherwise as text."""
    if isinstance(left, bool) or isinstance(right, bool):
        return to_truth(left) is to_truth(right)
    if isinstance(left, int | float) or isinstance(right, int | float):
        return to_number(left) == to_number(right)
    return to_text(left) == to_text(right)
