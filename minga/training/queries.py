"""Reading courses, cycles, classes, sessions and places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from minga.kernel import clock, names
from minga.kernel.actor import Actor
from minga.kernel.timeline import Entry
from minga.people.models import Participation, Person
from minga.programmes.models import Programme
from minga.programmes.queries import setting
from minga.territory.models import Municipality

from . import rules
from .models import (
    ClassGroup,
    Course,
    Cycle,
    Enrolment,
    Facilitator,
    FacilitatorCertificate,
    HoursApproval,
    OpeningCheck,
    Session,
)
from .permissions import visible_class_groups, visible_enrolments, visible_sessions
from .states import OCCUPYING, CheckItem, ClassState, CycleState, EnrolmentState

__all__ = ["visible_class_groups", "visible_enrolments", "visible_sessions"]

_TAKEN = Q(enrolments__state__in=OCCUPYING)


def with_places(class_groups: QuerySet[ClassGroup]) -> QuerySet[ClassGroup]:
    """Classes with `taken`, `confirmed` and `free` places, in one query."""
    return class_groups.annotate(
        taken=Count("enrolments", filter=_TAKEN, distinct=True),
        confirmed=Count("enrolments", filter=Q(enrolments__state=EnrolmentState.CONFIRMED), distinct=True),
        free=F("cupo") + F("extra_places") - F("taken"),
    )


def free_places(class_group: ClassGroup) -> int:
    """How many places of a class nobody holds now: cupo and sobrecupo less held and confirmed."""
    taken = Enrolment.objects.filter(class_group=class_group, state__in=OCCUPYING).count()
    return class_group.capacity - taken


def classes_open_for_calls(programme: Programme) -> QuerySet[ClassGroup]:
    """Classes of a programme that people may still be called to, with `free` places, soonest cycle first.

    Not closed, in a cycle that is not closed; full ones are left out.
    """
    open_ones = ClassGroup.objects.filter(cycle__programme=programme).exclude(
        Q(state=ClassState.CLOSED) | Q(cycle__state=CycleState.CLOSED)
    )
    return (
        with_places(open_ones)
        .filter(free__gt=0)
        .select_related("cycle", "course", "venue", "facilitator")
        .order_by("cycle__starts_on", "name", "id")
    )


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


def enrolments_of(person: Person) -> QuerySet[Enrolment]:
    """Every enrolment of a person, newest first, with class, course and cycle."""
    return person.enrolments.select_related("class_group__course", "class_group__cycle", "class_group__venue").order_by(
        "-held_at", "-id"
    )


def roster_of(class_group: ClassGroup) -> QuerySet[Enrolment]:
    """Confirmed enrolments of a class, in the order of the list, each with its person."""
    return class_group.enrolments.filter(state=EnrolmentState.CONFIRMED).select_related("person").order_by("row_number")


def places_of(class_group: ClassGroup) -> QuerySet[Enrolment]:
    """All enrolments of a class, occupied places first, each with its person."""
    return class_group.enrolments.select_related("person").order_by(
        F("ended_at").asc(nulls_first=True), "row_number", "seat_number", "id"
    )


def short_name_of(person: Person) -> str:
    """How a class list calls somebody: the name they go by, or first name and initial."""
    return person.known_as or names.short_name(person.given_names, person.surnames)


def open_participation(person: Person, programme: Programme) -> Participation | None:
    """The person's participation in the programme that has not closed."""
    return Participation.objects.filter(person=person, programme=programme, closed_at__isnull=True).first()


def route_hours(participation: Participation, line: str, at: datetime) -> rules.RouteHours:
    """Hours of a route that a participation holds or took, with the limit that holds that day (FOR-2)."""
    municipality = participation.municipality
    taken = Enrolment.objects.filter(
        participation=participation,
        state__in=(*OCCUPYING, EnrolmentState.LEFT),
        class_group__course__line=line,
        class_group__course__counts_to_limit=True,
    ).aggregate(hours=Sum("class_group__course__hours"))["hours"]
    limit = setting(
        "route_hours_limit",
        on=clock.day_in_zone(at, municipality.time_zone),
        programme=participation.programme,
        municipality_id=municipality.pk,
    )
    approved = (
        HoursApproval.objects.filter(participation=participation, line=line)
        .order_by("-hours")
        .values_list("hours", flat=True)
        .first()
    )
    return rules.RouteHours(taken=taken or Decimal(0), limit=Decimal(str(limit)), approved=approved)


def clashing_class(person: Person, class_group: ClassGroup) -> ClassGroup | None:
    """Another class where the person has a place and a session at the hour of one of this class."""
    these = Session.objects.filter(
        class_group=class_group,
        cancelled_at__isnull=True,
        starts_at__lt=OuterRef("ends_at"),
        ends_at__gt=OuterRef("starts_at"),
    )
    session = (
        Session.objects.filter(
            Exists(these),
            cancelled_at__isnull=True,
            class_group__in=person.enrolments.filter(state__in=OCCUPYING).values("class_group"),
        )
        .exclude(class_group=class_group)
        .select_related("class_group")
        .first()
    )
    return session.class_group if session else None


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


def is_certified(facilitator: Facilitator | None, on: date) -> bool:
    """Whether a facilitator has a certificate that holds that day (ROL-9)."""
    if facilitator is None:
        return False
    return valid_certificates(facilitator, on).exists()


def valid_certificates(facilitator: Facilitator, on: date) -> QuerySet[FacilitatorCertificate]:
    """Certificates of a facilitator that hold on a day."""
    return facilitator.certificates.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), valid_from__lte=on)


def is_facilitator_required(class_group: ClassGroup, on: date) -> bool:
    """Whether an aula of this programme needs a certified facilitator (setting `facilitator_required`, ROL-9)."""
    return bool(
        setting(
            "facilitator_required",
            on=on,
            programme=class_group.cycle.programme,
            municipality_id=class_group.municipality_id,
        )
    )


@dataclass(frozen=True, slots=True)
class ChecklistRow:
    """An item of the opening checklist and how it stands; `state` is `met`, `excepted` or `open`."""

    item: CheckItem
    state: str
    note: str = ""
    exception_reason: str = ""
    regularise_by: date | None = None


def checklist_of(class_group: ClassGroup, on: date) -> list[ChecklistRow]:
    """The opening checklist of a class; the facilitator's item follows from the certificates (FOR-6, ROL-9)."""
    rows = {row.item: row for row in class_group.opening_checks.all()}
    required = rules.required_items(class_group.modality, facilitator_required=is_facilitator_required(class_group, on))
    certified = is_certified(class_group.facilitator, on)
    return [_checklist_row(item, rows.get(item), certified) for item in required]


def _checklist_row(item: CheckItem, row: OpeningCheck | None, certified: bool) -> ChecklistRow:
    is_met = certified if item == CheckItem.FACILITATOR else bool(row and row.is_met)
    if is_met:
        return ChecklistRow(item, "met", note=row.note if row else "")
    if row is not None and row.exception_reason:
        return ChecklistRow(item, "excepted", exception_reason=row.exception_reason, regularise_by=row.regularise_by)
    return ChecklistRow(item, "open", note=row.note if row else "")


def courses() -> QuerySet[Course]:
    """The library: courses that are given, by line and name (FOR-15)."""
    return Course.objects.filter(retired_at__isnull=True).order_by("line", "name", "id")


def facilitators(on: date) -> QuerySet[Facilitator]:
    """Who teaches, with `is_certified_now`."""
    valid = FacilitatorCertificate.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on), facilitator=OuterRef("pk"), valid_from__lte=on
    )
    return Facilitator.objects.filter(retired_at__isnull=True).annotate(is_certified_now=Exists(valid))


def cycles() -> QuerySet[Cycle]:
    """Cycles, newest first, each with how many classes, places and people it has (FOR-1)."""
    return Cycle.objects.select_related("programme", "fund").order_by("-starts_on", "-id")


@dataclass(frozen=True, slots=True)
class CycleSummary:
    """What a cycle offers (FOR-1): aulas, places with and without sobrecupo, and how many are taken."""

    classes: int
    cupo: int
    extra_places: int
    taken: int

    @property
    def capacity(self) -> int:
        """Places in all."""
        return self.cupo + self.extra_places

    @property
    def free(self) -> int:
        """Places nobody holds."""
        return self.capacity - self.taken


def summaries_of(cycle_list: Iterable[Cycle]) -> dict[int, CycleSummary]:
    """The summary of each cycle by its id, in two queries whatever their number."""
    ids = [cycle.pk for cycle in cycle_list]
    offered = {
        row["cycle"]: row
        for row in ClassGroup.objects.filter(cycle__in=ids)
        .values("cycle")
        .order_by("cycle")
        .annotate(classes=Count("id"), places=Sum("cupo"), extra=Sum("extra_places"))
    }
    taken = dict(
        Enrolment.objects.filter(class_group__cycle__in=ids, state__in=OCCUPYING)
        .values_list("class_group__cycle")
        .order_by("class_group__cycle")
        .annotate(n=Count("id"))
    )
    return {
        pk: CycleSummary(
            classes=offered[pk]["classes"] if pk in offered else 0,
            cupo=offered[pk]["places"] if pk in offered else 0,
            extra_places=offered[pk]["extra"] if pk in offered else 0,
            taken=taken.get(pk, 0),
        )
        for pk in ids
    }


def timeline_of(person: Person, actor: Actor) -> list[Entry]:
    """What training tells of a person: places apart, confirmed and ended, of the classes the actor may see."""
    entries: list[Entry] = []
    rows = visible_enrolments(actor).filter(person=person).select_related("class_group__course", "class_group__cycle")
    for row in rows:
        place: dict[str, Any] = {
            "url_name": "training:class-detail",
            "url_args": {"public_id": row.class_group.public_id},
        }
        detail = f"{row.class_group.course} · {row.class_group} · {row.class_group.cycle}"
        entries.append(Entry(row.held_at, "training", _("Cupo apartado"), detail, **place))
        if row.confirmed_at:
            entries.append(Entry(row.confirmed_at, "training", _("Matrícula confirmada"), detail, **place))
        if row.ended_at:
            reason = row.get_leave_reason_display() or row.get_release_reason_display()
            words = f"{detail} · {reason}" if reason else detail
            entries.append(Entry(row.ended_at, "training", row.get_state_display(), words, **place))
    return entries
