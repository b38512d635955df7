"""The dates of a row: birth or age, arrival in the country and in the zone, and whether they can be true."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from .dates import OLDEST_AGE, age_on, birth_date_from_age, read_date, shown
from .row_result import RowResult, RowSettings
from .values import is_not_said

DATE_FIELDS = frozenset(
    {"birth_date", "arrived_country_on", "resides_zone_since", "document_expires_on", "registered_on"}
)


def read_dates(result: RowResult, cells: dict[str, Any], settings: RowSettings) -> None:
    """Every date of a row, an estimated birth date from the age, and whether they can be true together; under the
    minimum age is an error (`under_age`)."""
    for name in ("arrived_country_on", "resides_zone_since"):
        _date(result, cells, name, settings.today)
    _date(result, cells, "document_expires_on", date(settings.today.year + 30, 12, 31))
    _date(result, cells, "registered_on", settings.today)
    _date(result, cells, "birth_date", settings.today)
    if "birth_date" not in result.values:
        _estimate_birth_date(result, cells, settings)
    _check_order(result, settings)


def _date(result: RowResult, cells: dict[str, Any], name: str, latest: date) -> None:
    cell = cells.get(name)
    if cell is None or cell == "":
        return
    read = read_date(cell, today=latest)
    if read.value is None and isinstance(cell, str) and is_not_said(cell):
        return
    if read.value is None:
        result.error(read.problem, name, written=_written(cell))
        return
    result.values[name] = read.value
    if read.repair:
        result.repaired(read.repair, name, written=_written(cell), value=shown(read.value))
    if read.is_ambiguous:
        result.values.setdefault("ambiguous_dates", []).append(name)


def _estimate_birth_date(result: RowResult, cells: dict[str, Any], settings: RowSettings) -> None:
    text = str(cells.get("age") or "").removesuffix(" años").removesuffix(" anos")
    if not text or is_not_said(text) or any(problem.field == "birth_date" for problem in result.errors):
        return
    if not re.fullmatch(r"\d{1,3}", text) or not int(text) <= OLDEST_AGE:
        result.error("not_an_age", "age", written=text)
        return
    birth_date = birth_date_from_age(int(text), today=settings.today)
    result.values |= {"birth_date": birth_date, "is_birth_date_estimated": True}
    result.repaired("birth_date_estimated", "birth_date", written=text, value=shown(birth_date))


def _check_order(result: RowResult, settings: RowSettings) -> None:
    birth_date = result.values.get("birth_date")
    if birth_date is None:
        return
    age = age_on(birth_date, settings.today)
    if age > OLDEST_AGE:
        result.error("too_old", "birth_date", age=age)
    elif age < settings.minimum_age:
        result.error("under_age", "birth_date", age=age, minimum=settings.minimum_age)
    for name in ("arrived_country_on", "resides_zone_since"):
        if result.values.get(name) and result.values[name] < birth_date:
            result.error("before_birth", name)


def _written(cell: Any) -> str:
    return shown(cell) if isinstance(cell, date) else str(cell)
