"""How dates, money and phones read on screen, in Spanish and in English."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.utils import dateformat, timezone
from django.utils.translation import get_language

from minga.kernel import clock


def is_english() -> bool:
    """Whether the page is being shown in English; Spanish is what everything else means."""
    return (get_language() or "es").startswith("en")


def as_date(value: date, *, today: date) -> str:
    """«sábado 21 de noviembre»; with the year when it is not this one. `today` in the municipality's zone."""
    pattern = "l j F" if is_english() else r"l j \d\e F"
    if value.year != today.year:
        pattern += " Y" if is_english() else r" \d\e Y"
    return dateformat.format(value, pattern)


def as_full_date(value: date) -> str:
    """«21 de noviembre de 2026»: birth dates, deadlines, documents."""
    return _full_date(value, get_language(), is_english())


@lru_cache(maxsize=4096)  # a list says the same few days on every line; a day alone is nobody's
def _full_date(value: date, _language: str | None, is_in_english: bool) -> str:
    return dateformat.format(value, "j F Y" if is_in_english else r"j \d\e F \d\e Y")


def as_instant(value: datetime, *, now: datetime | None = None) -> str:
    """«sábado 21 de noviembre, 18:30», in the active zone (the municipality's)."""
    local = timezone.localtime(value)
    today = timezone.localtime(now or clock.now()).date()
    return f"{as_date(local.date(), today=today)}, {local:%H:%M}"


def as_natural_date(value: date | datetime, *, now: datetime | None = None) -> str:
    """«hoy», «mañana», «ayer», or the date as `as_date` says it; an hour follows when there is one."""
    today = timezone.localtime(now or clock.now()).date()
    instant = value if isinstance(value, datetime) else None
    day = timezone.localtime(instant).date() if instant else value
    words = ("yesterday", "today", "tomorrow") if is_english() else ("ayer", "hoy", "mañana")
    distance = (day - today).days
    text = words[distance + 1] if -1 <= distance <= 1 else as_date(day, today=today)
    return f"{text}, {timezone.localtime(instant):%H:%M}" if instant else text


def as_number(value: int | float | Decimal, decimals: int = 0) -> str:
    """«1.234,5» in Spanish, «1,234.5» in English; halves are rounded up."""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{exact:,.{decimals}f}"
    return text if is_english() else text.translate(str.maketrans(",.", ".,"))


def as_money(amount: Decimal | int, currency: str = "USD") -> str:
    """«USD 1.000,00»."""
    return f"{currency}\N{NO-BREAK SPACE}{as_number(amount, 2)}"


def as_number_or_text(value: object) -> str:
    """Figures as `as_number` (one decimal for fractions), other values as their own text."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return str(value)
    is_whole = value == int(value)
    return as_number(value, 0 if is_whole else 1)
