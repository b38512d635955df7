"""Reading places: who has one, hours of a route, clashes of a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Sum
from django.utils.translation import gettext as _

from minga.access.permissions import may
from minga.kernel import clock, names
from minga.kernel.actor import Actor
from minga.kernel.timeline import Entry
from minga.people.models import Participation, Person
from minga.programmes.models import Programme
from minga.programmes.queries import setting

from .. import rules
from ..models import (
    ClassGroup,
    Enrolment,
    HoursApproval,
    Session,
)
from ..permissions import visible_enrolments
from ..states import OCCUPYING, EnrolmentState


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
    return names.short_name(person.known_as or person.given_names, person.surnames)


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


def enrolments(actor: Actor) -> QuerySet[Enrolment]:
    """Enrolments the actor may see, each with class and person."""
    return visible_enrolments(actor).select_related("class_group__cycle", "class_group__course", "person")


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A place of a class for its page: the full name only for who may see people, the short one for facilitators."""

    enrolment: Enrolment
    name: str
    access_needs: str
    safe_contact_note: str


def roster_page(actor: Actor, class_group: ClassGroup) -> list[RosterRow]:
    """Places that are held or confirmed, by row; empty for who may not see rosters. One query."""
    rows = enrolments(actor).filter(class_group=class_group, state__in=OCCUPYING)
    shows_names = may(actor, "people", "view")
    return [
        RosterRow(
            enrolment=row,
            name=str(row.person) if shows_names else short_name_of(row.person),
            access_needs=row.person.access_needs,
            safe_contact_note=row.person.safe_contact_note,
        )
        for row in rows.order_by(F("row_number").asc(nulls_last=True), "seat_number")
    ]


def invitation_hours(class_group: ClassGroup, at: datetime) -> int:
    """For how many hours a place is held: setting `invitation_hours`."""
    return int(
        setting(
            "invitation_hours",
            on=clock.day_in_zone(at, class_group.municipality.time_zone),
            programme=class_group.cycle.programme,
            municipality_id=class_group.municipality_id,
        )
    )
