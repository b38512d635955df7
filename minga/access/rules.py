"""Role × kind of data, as `minga.kernel.rights` holds it (areas below this one ask the same table); how long roles
last, and what a team lacks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from minga.kernel.rights import (
    ADVISER,
    ALL_STAFF,
    AUTHORITY,
    CASE_WORKER,
    COMMUNICATION,
    COORDINATOR,
    DONOR_VIEWER,
    FACILITATOR,
    MAY,
    PROGRAMME_ADMIN,
    TECHNICIAN,
    may,
)

__all__ = [
    "ADVISER",
    "ALL_STAFF",
    "AUTHORITY",
    "CASE_WORKER",
    "COMMUNICATION",
    "COORDINATOR",
    "DONOR_VIEWER",
    "FACILITATOR",
    "MAY",
    "PROGRAMME_ADMIN",
    "TECHNICIAN",
    "may",
]

YEAR = timedelta(days=364)
ALERT_DAYS = 30
"""How many days before its end a role is on the coordinator's day."""
CASE_WORKERS_NEEDED = 2
"""Who attends cases always has a deputy."""
DUTIES = ("unit_lead", "business", "employment")


def last_day_of_role(
    *, starts_on: date, ends_on: date | None, delegation_ends_on: date | None, may_be_open: bool
) -> date | None:
    """The last day of a role: what was said, no later than its delegation; a year unless it may be open (ROL-13, -19).

    `may_be_open`: career officials of the institution; everybody else's role ends.
    """
    if ends_on is None and delegation_ends_on is None and not may_be_open:
        return starts_on + YEAR
    said = [day for day in (ends_on, delegation_ends_on) if day is not None]
    return min(said) if said else None


def missing_duties(held: Iterable[str]) -> list[str]:
    """What a technical team must still have (ROL-3): somebody who answers for the unit of social and economic
    development, technical staff for emprendimiento and for empleabilidad."""
    there = set(held)
    return [duty for duty in DUTIES if duty not in there]
