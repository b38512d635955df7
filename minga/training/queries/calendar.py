"""Reading sessions: days, months, clashes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from minga.kernel import clock
from minga.kernel.actor import Actor
from minga.territory.models import Municipality

from ..models import (
    ClassGroup,
    Session,
)
from ..permissions import visible_sessions


def day_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """The first instant of a calendar day in a zone, and of the day after."""
    tz = ZoneInfo(zone)
    return datetime.combine(day, time(), tz), datetime.combine(day + timedelta(days=1), time(), tz)


def _zone_of(actor: Actor) -> str:
    return Municipality.objects.values_list("time_zone", flat=True).get(pk=actor.municipality_id or 0)


def sessions_on(actor: Actor, day: date) -> QuerySet[Session]:
    """Sessions of a day of the municipality's calendar that the actor may see, in order of hour; no cancelled ones."""
    begin, end = day_bounds(day, _zone_of(actor))
    return sessions_between(actor, begin, end)


def sessions_between(actor: Actor, begin: datetime, end: datetime) -> QuerySet[Session]:
    """Sessions that start in [begin, end) and the actor may see, with class, course, venue and facilitator."""
    return (
        visible_sessions(actor)
        .filter(starts_at__gte=begin, starts_at__lt=end, cancelled_at__isnull=True)
        .select_related("class_group__course", "venue", "facilitator")
        .order_by("starts_at", "id")
    )


def my_day_sessions(actor: Actor, at: datetime) -> QuerySet[Session]:
    """Sessions of today for "Mi día"."""
    zone = _zone_of(actor)
    begin, end = day_bounds(clock.day_in_zone(at, zone), zone)
    return sessions_between(actor, begin, end)


def session_in_the_way(session: Session, resource: str) -> Session | None:
    """The session that already has the `venue`, `facilitator` or `class_group` of this one at its hour."""
    return (
        Session.objects.filter(
            cancelled_at__isnull=True,
            starts_at__lt=session.ends_at,
            ends_at__gt=session.starts_at,
            **{f"{resource}_id": getattr(session, f"{resource}_id")},
        )
        .exclude(pk=session.pk)
        .select_related("class_group")
        .first()
    )


def sessions_of(class_group: ClassGroup) -> QuerySet[Session]:
    """Every session of a class in order, cancelled ones too."""
    return class_group.sessions.select_related("venue", "facilitator").order_by("starts_at", "id")


def months_away(month: date, number: int) -> date:
    """The first day of the month that is `number` months from the one of this day."""
    index = month.year * 12 + month.month - 1 + number
    return date(index // 12, index % 12 + 1, 1)


def month_of_sessions(actor: Actor, month: date, zone: str) -> list[tuple[date, list[Session]]]:
    """Sessions of a month that the actor may see, day by day in the zone's calendar; days without any are left out."""
    begin, _end = day_bounds(months_away(month, 0), zone)
    end, _after = day_bounds(months_away(month, 1), zone)
    days: dict[date, list[Session]] = {}
    for session in sessions_between(actor, begin, end):
        days.setdefault(clock.day_in_zone(session.starts_at, zone), []).append(session)
    return list(days.items())
