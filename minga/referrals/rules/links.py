"""Whether a partner's link may be opened, read or answered. One link, one device, 72 hours."""

from __future__ import annotations

from datetime import datetime

LINK_HOURS = 72
CODE_DIGITS = 6
WRONG_CODES = 5
"""Wrong second codes after which only a new link helps."""

FRESH, OPEN, DEAD = "fresh", "open", "dead"


def state_of_link(
    *, opened_at: datetime | None, expires_at: datetime, revoked_at: datetime | None, is_its_device: bool, at: datetime
) -> str:
    """FRESH until somebody presses «Abrir»; then OPEN on that device and DEAD on any other; DEAD once over."""
    if revoked_at is not None or at >= expires_at:
        return DEAD
    if opened_at is None:
        return FRESH
    return OPEN if is_its_device else DEAD


def is_locked(wrong_codes: int) -> bool:
    """Whether so many wrong second codes were typed that names stay hidden for good."""
    return wrong_codes >= WRONG_CODES
