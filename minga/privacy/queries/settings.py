"""The dated settings of this area."""

from __future__ import annotations

from datetime import date

from minga.programmes.queries import programme_of, setting
from minga.programmes.rules import DEFAULTS
from minga.territory.models import Municipality


def days_of(key: str, *, municipality: Municipality, on: date) -> int:
    """A number of days (or months) on a day: the city's, else the programme's, else the starting one."""
    programme = programme_of(municipality)
    if programme is None:
        return int(DEFAULTS[key])
    return int(setting(key, on=on, programme=programme, municipality_id=municipality.pk))
