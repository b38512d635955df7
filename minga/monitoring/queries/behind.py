"""The people behind a number, for those who serve them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from minga.attendance.models import Mark
from minga.attendance.states import PRESENT
from minga.certification.models import Certificate
from minga.kernel.actor import Actor
from minga.people.models import Participation, Person
from minga.people.permissions import visible_people
from minga.people.states import MOBILITY_GROUPS
from minga.programmes.models import Programme
from minga.training.models import Enrolment
from minga.training.states import EnrolmentState

from ..states import Indicator, Population


def people_behind(
    actor: Actor, indicator: str, programme: Programme, *, sex: str = "", population: str = ""
) -> QuerySet[Person]:
    """Persons in the numerator of an indicator, in name order; nobody for readers who may not see people."""
    people = visible_people(actor).filter(
        Exists(Participation.objects.filter(person=OuterRef("pk"), programme=programme))
    )
    if sex:
        people = people.filter(sex=sex)
    if population == Population.MOBILITY:
        people = people.filter(population_group__in=MOBILITY_GROUPS)
    elif population == Population.HOST:
        people = people.exclude(population_group__in=MOBILITY_GROUPS)
    enrolments = Enrolment.objects.filter(
        person=OuterRef("pk"), class_group__cycle__programme=programme, confirmed_at__isnull=False
    )
    present = Mark.objects.filter(enrolment=OuterRef("pk"), state__in=PRESENT)
    narrowed = {
        Indicator.REGISTERED: None,
        Indicator.STARTED: enrolments.filter(Exists(present)),
        Indicator.ATTENDANCE: enrolments.filter(Exists(present)),
        Indicator.DESERTION: enrolments.filter(Exists(present), state=EnrolmentState.LEFT),
        Indicator.NO_SHOW: enrolments.filter(state=EnrolmentState.NO_SHOW),
        Indicator.CERTIFIED: enrolments.filter(
            Exists(Certificate.objects.filter(enrolment=OuterRef("pk"), revoked_at__isnull=True))
        ),
    }[Indicator(indicator)]
    return (people if narrowed is None else people.filter(Exists(narrowed))).order_by("name_key", "id")
