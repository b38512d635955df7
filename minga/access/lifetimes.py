"""How long a session and a proof of identity hold; plain values (ASVS 7.3, NIST SP 800-63B)."""

from __future__ import annotations

from datetime import datetime, timedelta

IDLE = timedelta(minutes=30)
IDLE_OF_CASE_WORK = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=12)
FRESH = timedelta(minutes=10)
SEEN_EVERY = timedelta(minutes=1)


def is_over(*, began_at: datetime, seen_at: datetime, at: datetime, is_case_work: bool) -> bool:
    """Whether a session ended: 12 hours after it began, or 30 minutes (15 for case work) without a request."""
    idle = IDLE_OF_CASE_WORK if is_case_work else IDLE
    return at - began_at >= ABSOLUTE or at - seen_at >= idle


def is_fresh(proved_at: datetime | None, at: datetime) -> bool:
    """Whether somebody proved who they are within the last 10 minutes."""
    return proved_at is not None and timedelta(0) <= at - proved_at < FRESH
