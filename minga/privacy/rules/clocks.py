"""How days are counted. Our reading of the law, to be confirmed by a lawyer.

Requests (LOPDP arts. 13-17 say «quince días» without more): calendar days, since that answers sooner than working days
would; the first is the day after the request, in the municipality's own time; a last day that is no working day moves
to the next one. Incidents (arts. 43 and 46): working days, counted from the day after it became known.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

SATURDAY = 5
WARN_DAYS = 5


def is_working_day(day: date, holidays: Collection[date] = ()) -> bool:
    """Whether offices work on a day: Monday to Friday, and no holiday."""
    return day.weekday() < SATURDAY and day not in holidays


def next_working_day(day: date, holidays: Collection[date] = ()) -> date:
    """The day itself when offices work, else the next one they do."""
    while not is_working_day(day, holidays):
        day += timedelta(days=1)
    return day


def due_after_days(start: date, days: int, holidays: Collection[date] = ()) -> date:
    """The last day to answer: so many calendar days after the start, moved to a working day."""
    return next_working_day(start + timedelta(days=days), holidays)


def due_after_working_days(start: date, days: int, holidays: Collection[date] = ()) -> date:
    """The last of so many working days, the first being the one after the start."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day, holidays)
    return day


def days_left(due_on: date, today: date) -> int:
    """Days until the deadline; negative when it has passed."""
    return (due_on - today).days


def urgency(due_on: date, today: date) -> str:
    """`late`, `soon` (five days or less), or `calm`."""
    left = days_left(due_on, today)
    if left < 0:
        return "late"
    return "soon" if left <= WARN_DAYS else "calm"


def months_before(day: date, months: int) -> date:
    """The same day so many months before, or the last of that month."""
    total = day.year * 12 + day.month - 1 - months
    year, month = divmod(total, 12)
    return _clamped(year, month + 1, day.day)


def _clamped(year: int, month: int, day: int) -> date:
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            day -= 1
