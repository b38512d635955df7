"""When messages may leave and when one that surely did not leave is tried again."""

from __future__ import annotations

from datetime import datetime, time, timedelta

FIRST_PAUSE = timedelta(minutes=5)
WINDOW = timedelta(hours=24)
STALLED_AFTER = timedelta(minutes=15)


def is_quiet(at_local: time, starts: time, ends: time) -> bool:
    """Whether a local time falls into the quiet hours, which may pass midnight; equal limits mean none."""
    if starts <= ends:
        return starts <= at_local < ends
    return at_local >= starts or at_local < ends


def read_hours(value: list[str]) -> tuple[time, time]:
    """The setting `quiet_hours`, such as ["20:00", "08:00"], as times."""
    return time.fromisoformat(value[0]), time.fromisoformat(value[1])


def next_attempt_at(*, attempts: int, queued_at: datetime, at: datetime) -> datetime | None:
    """When to try again what surely was not sent: after 5, 10, 20… minutes; None once a day has passed."""
    after = at + FIRST_PAUSE * 2 ** (min(attempts, 8) - 1)
    return after if after <= queued_at + WINDOW else None
