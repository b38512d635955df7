"""The only place that reads the clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def day_in_zone(at: datetime, time_zone: str) -> date:
    """The date that people in this zone have at an instant: at 20:00 in Guayaquil UTC is a day ahead."""
    return at.astimezone(ZoneInfo(time_zone)).date()
