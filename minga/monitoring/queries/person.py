"""The same indicators for one person (MON-1: por persona)."""

from __future__ import annotations

from dataclasses import dataclass

from minga.attendance.queries import minutes_of, started_ids
from minga.certification.models import Certificate
from minga.people.models import Person
from minga.training.models import Enrolment

from ..rules import Figure


@dataclass(frozen=True, slots=True)
class PersonFigures:
    """Minutes over the classes that began, how many began, and certificates in force."""

    attendance: Figure
    started: int
    certificates: int


def figures_of_person(person: Person) -> PersonFigures:
    """Attendance, classes begun and certificates of one person, by the definitions of MON-2."""
    ids = list(
        Enrolment.objects.filter(person=person, confirmed_at__isnull=False)
        .exclude(state="released")
        .values_list("pk", flat=True)
    )
    started = started_ids(ids)
    minutes = minutes_of(list(started))
    return PersonFigures(
        attendance=Figure(sum(a for a, _ in minutes.values()), sum(o for _, o in minutes.values())),
        started=len(started),
        certificates=Certificate.objects.filter(enrolment__in=ids, revoked_at__isnull=True).count(),
    )
