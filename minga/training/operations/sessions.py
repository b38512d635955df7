"""Sessions of an aula in the calendar; the database refuses clashes of venue, facilitator and class."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from minga.audit import operations as audit
from minga.kernel import clock, codes
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refused, refuse_if
from minga.territory.models import Venue

from .. import queries, rules
from ..models import ClassGroup, Facilitator, Session
from ..permissions import why_not_change
from ..states import NEEDS_VENUE, ClassState, Modality

CLASHES = {
    "session_venue_once_at_a_time": ("venue", "venue_busy"),
    "session_facilitator_once_at_a_time": ("facilitator", "facilitator_busy"),
    "session_class_group_once_at_a_time": ("class_group", "class_busy"),
}


@transaction.atomic
def add_session(
    *,
    class_group: ClassGroup,
    starts_at: datetime,
    minutes: int,
    actor: Actor,
    at: datetime,
    modality: str = "",
    venue: Venue | None = None,
    facilitator: Facilitator | None = None,
    topic: str = "",
) -> Session:
    """Add a session; modality, venue and facilitator are the class's unless given.

    Refuses without `training.change`; `class_closed`, `session_outside_cycle`, `venue_busy`, `facilitator_busy`,
    `class_busy`.
    """
    refuse_if(why_not_change(actor))
    if class_group.state == ClassState.CLOSED:
        raise Refused(rules.refusal("class_closed"))
    modality = modality or (Modality.PRESENCIAL if class_group.modality == Modality.MIXED else class_group.modality)
    session = Session(
        municipality_id=class_group.municipality_id,
        class_group=class_group,
        code=codes.new_code(class_group.municipality.code, length=6),
        starts_at=starts_at,
        minutes=minutes,
        modality=modality,
        venue=venue or (class_group.venue if modality in NEEDS_VENUE else None),
        facilitator=facilitator or class_group.facilitator,
        topic=topic,
    )
    _refuse_outside_cycle(session)
    save_without_clash(session=session)
    audit.record(actor=actor, action="training.add_session", obj=session, fields=("starts_at", "minutes"), at=at)
    return session


@transaction.atomic
def add_weekly_sessions(
    *, class_group: ClassGroup, starts_at: datetime, minutes: int, weeks: int, actor: Actor, at: datetime
) -> list[Session]:
    """Add a session a week at the same local hour, all or none; returns them in order. Refuses as `add_session`."""
    zone = ZoneInfo(class_group.municipality.time_zone)
    first = starts_at.astimezone(zone)
    return [
        add_session(
            class_group=class_group, starts_at=first + timedelta(weeks=week), minutes=minutes, actor=actor, at=at
        )
        for week in range(weeks)
    ]


@transaction.atomic
def move_session(
    *,
    session: Session,
    starts_at: datetime,
    minutes: int,
    has_marks: bool,
    actor: Actor,
    at: datetime,
    venue: Venue | None = None,
) -> Session:
    """Give a session another hour, length or venue.

    Whoever calls says whether attendance was taken (`has_marks`): then it refuses with `session_has_marks`.
    Refuses as `add_session`; `session_cancelled`.
    """
    refuse_if(why_not_change(actor))
    session = Session.objects.select_for_update(of=("self",)).select_related("class_group__cycle").get(pk=session.pk)
    if session.cancelled_at:
        raise Refused(rules.refusal("session_cancelled"))
    if has_marks:
        raise Refused(rules.refusal("session_has_marks"))
    session.starts_at, session.minutes = starts_at, minutes
    session.venue = venue or session.venue
    _refuse_outside_cycle(session)
    save_without_clash(session=session)
    audit.record(
        actor=actor, action="training.move_session", obj=session, fields=("starts_at", "minutes", "venue"), at=at
    )
    return session


@transaction.atomic
def cancel_session(*, session: Session, reason: str, actor: Actor, at: datetime, has_marks: bool) -> Session:
    """Cancel a session with a reason; its venue and facilitator are free again. Cancelling again changes nothing.

    Whoever calls says whether attendance was taken (`has_marks`): then it refuses with `session_has_marks`.
    Refuses without `training.change`; `reason_needed`.
    """
    refuse_if(why_not_change(actor))
    session = Session.objects.select_for_update().get(pk=session.pk)
    if session.cancelled_at:
        return session
    if has_marks:
        raise Refused(rules.refusal("session_has_marks"))
    if not reason.strip():
        raise Refused(rules.refusal("reason_needed"))
    session.cancelled_at, session.cancel_reason = at, reason.strip()
    session.save(update_fields=["cancelled_at", "cancel_reason"])
    audit.record(actor=actor, action="training.cancel_session", obj=session, fields=("cancelled_at",), at=at)
    return session


def _refuse_outside_cycle(session: Session) -> None:
    cycle = session.class_group.cycle
    day = clock.day_in_zone(session.starts_at, session.class_group.municipality.time_zone)
    if not cycle.starts_on <= day <= cycle.ends_on:
        raise Refused(
            rules.refusal(
                "session_outside_cycle",
                starts_on=f"{cycle.starts_on:%d/%m/%Y}",
                ends_on=f"{cycle.ends_on:%d/%m/%Y}",
            )
        )


def save_without_clash(*, session: Session) -> None:
    """Write a session; what the database refuses as a clash is said in words (`venue_busy`, `facilitator_busy`…)."""
    session.ends_at = session.starts_at + timedelta(minutes=session.minutes)
    try:
        with transaction.atomic():
            session.save()
    except IntegrityError as error:
        constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if constraint not in CLASHES:
            raise
        resource, code = CLASHES[constraint]
        other = queries.session_in_the_way(session, resource)
        if other and other.class_group_id == session.class_group_id:
            code = "class_busy"
        raise Refused(rules.refusal(code, class_name=other.class_group.name if other else "")) from error
