"""Role × kind of data, as `minga.kernel.rights` holds it (areas below this one ask the same table)."""

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
