"""Aulas: planning, capacity, the opening checklist with its exceptions, opening and closing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from minga.audit import operations as audit
from minga.kernel import clock, codes
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refused, refuse_if
from minga.territory.models import Venue

from .. import queries, rules
from ..models import ClassGroup, Course, Cycle, Facilitator, OpeningCheck, SeatGrant
from ..permissions import why_not_approve, why_not_change
from ..states import OCCUPYING, CheckItem, ClassState, CycleState
from .sessions import save_without_clash


@transaction.atomic
def plan_class(
    *,
    cycle: Cycle,
    course: Course,
    name: str,
    modality: str,
    cupo: int,
    actor: Actor,
    at: datetime,
    venue: Venue | None = None,
    virtual_link: str = "",
    facilitator: Facilitator | None = None,
    is_pilot: bool = False,
) -> ClassGroup:
    """Plan an aula with its cupo and its code for paper (FOR-1, FOR-5).

    Refuses without `training.change`; `cycle_closed`, `name_taken`, `modality_not_offered`, `course_not_approved`
    (PRG-16), `venue_needed`, `link_needed`, `venue_too_small`.
    """
    refuse_if(why_not_change(actor))
    if cycle.state == CycleState.CLOSED:
        raise Refused(rules.refusal("cycle_closed"))
    refuse_if(
        rules.why_not_plan_class(
            modality=modality,
            offered=course.modalities,
            course_status=course.status,
            is_pilot=is_pilot,
            has_venue=venue is not None,
            has_link=bool(virtual_link),
        )
    )
    refuse_if(rules.why_not_capacity(places=cupo, room=venue.capacity if venue else None))
    if cycle.class_groups.filter(name=name.strip()).exists():
        raise Refused(rules.refusal("name_taken"))
    class_group = ClassGroup.objects.create(
        municipality_id=cycle.municipality_id,
        cycle=cycle,
        course=course,
        code=codes.new_code(cycle.municipality.code, length=5),
        name=name.strip(),
        modality=modality,
        venue=venue,
        virtual_link=virtual_link,
        facilitator=facilitator,
        cupo=cupo,
        is_pilot=is_pilot,
    )
    audit.record(actor=actor, action="training.plan_class", obj=class_group, fields=("name", "cupo", "modality"), at=at)
    return class_group


@transaction.atomic
def set_cupo(*, class_group: ClassGroup, cupo: int, actor: Actor, at: datetime) -> ClassGroup:
    """Change the cupo of a class. Refuses without `training.change`; `cupo_below_seats`, `venue_too_small`."""
    refuse_if(why_not_change(actor))
    class_group = _locked(class_group)
    places = cupo + class_group.extra_places
    highest = class_group.enrolments.filter(state__in=OCCUPYING).aggregate(n=Max("seat_number"))["n"] or 0
    if highest > places:
        raise Refused(rules.refusal("cupo_below_seats", highest=highest))
    refuse_if(rules.why_not_capacity(places=places, room=_room(class_group)))
    class_group.cupo = cupo
    class_group.save(update_fields=["cupo"])
    audit.record(actor=actor, action="training.set_cupo", obj=class_group, fields=("cupo",), at=at)
    return class_group


@transaction.atomic
def grant_extra_places(*, class_group: ClassGroup, places: int, reason: str, actor: Actor, at: datetime) -> ClassGroup:
    """Authorise sobrecupo: `places` more, with the reason (FOR-1).

    Refuses without `training.approve`; `reason_needed`, `venue_too_small`.
    """
    refuse_if(why_not_approve(actor))
    if not reason.strip():
        raise Refused(rules.refusal("reason_needed"))
    class_group = _locked(class_group)
    refuse_if(rules.why_not_capacity(places=class_group.capacity + places, room=_room(class_group)))
    SeatGrant.objects.create(
        municipality_id=class_group.municipality_id,
        class_group=class_group,
        places=places,
        reason=reason.strip(),
        granted_by_id=actor.account_id,
        granted_at=at,
    )
    class_group.extra_places += places
    class_group.save(update_fields=["extra_places"])
    audit.record(actor=actor, action="training.grant_extra_places", obj=class_group, fields=("extra_places",), at=at)
    return class_group


@transaction.atomic
def assign_facilitator(*, class_group: ClassGroup, facilitator: Facilitator, actor: Actor, at: datetime) -> ClassGroup:
    """Say who teaches an aula, also in its sessions that have not begun; the past keeps who taught.

    Refuses without `training.change`; `facilitator_busy` when one of those hours is taken.
    """
    refuse_if(why_not_change(actor))
    return write_facilitator(class_group=class_group, facilitator=facilitator, actor=actor, at=at)


def write_facilitator(*, class_group: ClassGroup, facilitator: Facilitator, actor: Actor, at: datetime) -> ClassGroup:
    """Write who teaches an aula from now on; the caller has asked. Refuses `facilitator_busy`."""
    class_group = _locked(class_group)
    class_group.facilitator = facilitator
    class_group.save(update_fields=["facilitator"])
    for session in class_group.sessions.filter(starts_at__gt=at, cancelled_at__isnull=True):
        session.facilitator = facilitator
        save_without_clash(session=session)
    audit.record(actor=actor, action="training.assign_facilitator", obj=class_group, fields=("facilitator",), at=at)
    return class_group


@transaction.atomic
def record_check(
    *, class_group: ClassGroup, item: str, is_met: bool, actor: Actor, at: datetime, note: str = ""
) -> OpeningCheck:
    """Note whether an item is met (FOR-6). Refuses without `training.change`; `item_not_of_modality`."""
    refuse_if(why_not_change(actor))
    return _keep_check(class_group, item, actor, at, "training.record_check", is_met=is_met, note=note)


@transaction.atomic
def record_checks(
    *, class_group: ClassGroup, looked_at: Mapping[str, tuple[bool, str]], actor: Actor, at: datetime
) -> int:
    """Note several items at once: item → whether it is met, and a note; what did not change is not written again.

    Returns how many changed. Refuses as `record_check`.
    """
    refuse_if(why_not_change(actor))
    known = {row.item: (row.is_met, row.note) for row in class_group.opening_checks.all()}
    changed = {item: said for item, said in looked_at.items() if said != known.get(item, (False, ""))}
    for item, (is_met, note) in changed.items():
        record_check(class_group=class_group, item=item, is_met=is_met, note=note, actor=actor, at=at)
    return len(changed)


@transaction.atomic
def except_item(
    *, class_group: ClassGroup, item: str, reason: str, regularise_by: date | None, actor: Actor, at: datetime
) -> OpeningCheck:
    """Let an aula open without an item, in writing and until a day (FOR-6, ROL-9).

    Refuses without `training.approve`; `exception_incomplete`, `item_not_of_modality`.
    """
    refuse_if(why_not_approve(actor))
    today = clock.day_in_zone(at, class_group.municipality.time_zone)
    refuse_if(rules.why_not_except(reason=reason, regularise_by=regularise_by, today=today))
    return _keep_check(
        class_group,
        item,
        actor,
        at,
        "training.except_item",
        is_met=False,
        exception_reason=reason.strip(),
        regularise_by=regularise_by,
    )


@transaction.atomic
def open_class(*, class_group: ClassGroup, actor: Actor, at: datetime) -> ClassGroup:
    """Open an aula once each item is met or excepted; opening again changes nothing (FOR-6, ROL-9).

    Refuses without `training.change`; `items_open`, `no_sessions`, `wrong_state`.
    """
    refuse_if(why_not_change(actor))
    class_group = _locked(class_group)
    if class_group.state == ClassState.OPEN:
        return class_group
    rows = queries.checklist_of(class_group, clock.day_in_zone(at, class_group.municipality.time_zone))
    refuse_if(
        rules.why_not_open_class(
            state=class_group.state,
            required=[row.item for row in rows],
            settled={row.item for row in rows if row.state != "open"},
            sessions=class_group.sessions.filter(cancelled_at__isnull=True).count(),
        )
    )
    class_group.state, class_group.opened_at, class_group.opened_by_id = ClassState.OPEN, at, actor.account_id
    class_group.save(update_fields=["state", "opened_at", "opened_by"])
    audit.record(actor=actor, action="training.open_class", obj=class_group, fields=("state",), at=at)
    return class_group


@transaction.atomic
def close_class(*, class_group: ClassGroup, actor: Actor, at: datetime) -> ClassGroup:
    """Close an aula: nobody new gets a place. Closing again changes nothing. Refuses without `training.change`."""
    refuse_if(why_not_change(actor))
    class_group = _locked(class_group)
    if class_group.state != ClassState.CLOSED:
        class_group.state, class_group.closed_at = ClassState.CLOSED, at
        class_group.save(update_fields=["state", "closed_at"])
        audit.record(actor=actor, action="training.close_class", obj=class_group, fields=("state",), at=at)
    return class_group


def _keep_check(
    class_group: ClassGroup, item: str, actor: Actor, at: datetime, action: str, **fields: object
) -> OpeningCheck:
    on = clock.day_in_zone(at, class_group.municipality.time_zone)
    required = queries.is_facilitator_required(class_group, on)
    if CheckItem(item) not in rules.required_items(class_group.modality, facilitator_required=required):
        raise Refused(rules.refusal("item_not_of_modality"))
    blank = {"is_met": False, "note": "", "exception_reason": "", "regularise_by": None}
    row, _ = OpeningCheck.objects.update_or_create(
        municipality_id=class_group.municipality_id,
        class_group=class_group,
        item=item,
        defaults=blank | fields | {"checked_by_id": actor.account_id, "checked_at": at},
    )
    audit.record(actor=actor, action=action, obj=row, fields=(item, *fields), at=at)
    return row


def _locked(class_group: ClassGroup) -> ClassGroup:
    return (
        ClassGroup.objects.select_for_update(no_key=True, of=("self",))
        .select_related("cycle__programme", "venue", "facilitator", "municipality")
        .get(pk=class_group.pk)
    )


def _room(class_group: ClassGroup) -> int | None:
    return class_group.venue.capacity if class_group.venue else None
