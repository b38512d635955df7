"""Courses, cycles, classes, sessions and places; the test must be inside the municipality's scope."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from minga.access.models import Account
from minga.programmes.models import Programme
from minga.territory.models import Municipality, Venue
from minga.training.models import (
    ClassGroup,
    Course,
    Cycle,
    Enrolment,
    Facilitator,
    FacilitatorCertificate,
    SeatGrant,
    Session,
)
from minga.training.states import ClassState, CourseStatus, EnrolmentState, Line, Modality, Topic

from .people import make_participation, make_person

_numbers = itertools.count(1)
OPENED = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
FIRST_SESSION = datetime(2026, 11, 7, 14, 0, tzinfo=UTC)  # a Saturday, 9:00 in Guayaquil


def make_venue(municipality: Municipality, **fields: Any) -> Venue:
    """A room for forty."""
    defaults = {"name": f"Casa comunal {next(_numbers)}", "capacity": 40}
    return Venue.objects.create(municipality=municipality, **(defaults | fields))


def make_course(municipality: Municipality, **fields: Any) -> Course:
    """An approved business course of ten hours that counts to the limit."""
    defaults = {
        "name": f"Ideas de negocio {next(_numbers)}",
        "line": Line.BUSINESS,
        "hours": Decimal(10),
        "topics": [Topic.IDEATION, Topic.MOBILITY, Topic.GENDER, Topic.INTEGRATION],
        "modalities": list(Modality.values),
        "status": CourseStatus.APPROVED,
    }
    return Course.objects.create(municipality=municipality, **(defaults | fields))


def make_cycle(municipality: Municipality, **fields: Any) -> Cycle:
    """A cycle of November and December 2026 of the reference programme."""
    defaults = {
        "name": f"Ciclo {next(_numbers)}",
        "programme": Programme.objects.get(slug="site"),
        "starts_on": date(2026, 11, 1),
        "ends_on": date(2026, 12, 31),
    }
    return Cycle.objects.create(municipality=municipality, **(defaults | fields))


def make_facilitator(
    municipality: Municipality, account: Account | None = None, is_certified: bool = True, **fields: Any
) -> Facilitator:
    """Somebody who teaches, certified since 2020 unless told otherwise."""
    defaults = {"name": f"Facilitadora {next(_numbers)}"}
    facilitator = Facilitator.objects.create(municipality=municipality, account=account, **(defaults | fields))
    if is_certified:
        FacilitatorCertificate.objects.create(
            municipality=municipality,
            facilitator=facilitator,
            methodology="IMESUN",
            issued_by="OIT",
            valid_from=date(2020, 1, 1),
        )
    return facilitator


def make_class(
    municipality: Municipality, *, is_open: bool = False, extra_places: int = 0, **fields: Any
) -> ClassGroup:
    """A class of 25 places without sessions; cycle, course and venue are made unless given."""
    number = next(_numbers)
    opened = {"state": ClassState.OPEN, "opened_at": OPENED} if is_open else {}
    defaults = {
        "code": f"{municipality.code}-AULA-{number}",
        "name": f"Aula {number}",
        "modality": Modality.PRESENCIAL,
        "cupo": 25,
        **opened,
    }
    for name, make in (("cycle", make_cycle), ("course", make_course), ("venue", make_venue)):
        if name not in fields:
            fields[name] = make(municipality)
    class_group = ClassGroup.objects.create(municipality=municipality, **(defaults | fields))
    if extra_places:
        SeatGrant.objects.create(
            municipality=municipality, class_group=class_group, places=extra_places, reason="Prueba", granted_at=OPENED
        )
        class_group.extra_places = extra_places
        class_group.save(update_fields=["extra_places"])
    return class_group


def make_session(class_group: ClassGroup, **fields: Any) -> Session:
    """A session of two hours, each a week after the last one of the class."""
    week = class_group.sessions.count()
    fields = {"starts_at": FIRST_SESSION + timedelta(weeks=week), "minutes": 120} | fields
    defaults = {
        "code": f"{class_group.municipality.code}-SES-{next(_numbers)}",
        "modality": Modality.PRESENCIAL,
        "venue": class_group.venue,
        "facilitator": class_group.facilitator,
        "ends_at": fields["starts_at"] + timedelta(minutes=fields["minutes"]),
    }
    return Session.objects.create(
        municipality_id=class_group.municipality_id, class_group=class_group, **(defaults | fields)
    )


def make_enrolment(class_group: ClassGroup, person: Any = None, **fields: Any) -> Enrolment:
    """A confirmed enrolment on the next seat; person and participation are made unless given."""
    person = person or make_person(class_group.municipality)
    if "participation" not in fields:
        participation = person.participations.filter(closed_at__isnull=True).first()
        fields["participation"] = participation or make_participation(person)
    number = class_group.enrolments.count() + 1
    defaults = {
        "state": EnrolmentState.CONFIRMED,
        "seat_number": number,
        "row_number": number,
        "held_at": OPENED,
        "confirmed_at": OPENED,
    }
    return Enrolment.objects.create(
        municipality_id=class_group.municipality_id, class_group=class_group, person=person, **(defaults | fields)
    )
