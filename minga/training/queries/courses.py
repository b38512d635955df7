"""Reading courses, cycles and who teaches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from minga.access.models import Account
from minga.access.queries import active_assignments
from minga.access.rules import FACILITATOR
from minga.programmes.models import Fund, Programme
from minga.territory.models import Municipality

from ..models import (
    ClassGroup,
    Course,
    Cycle,
    Enrolment,
    Facilitator,
    FacilitatorCertificate,
)
from ..states import OCCUPYING


def is_certified(facilitator: Facilitator | None, on: date) -> bool:
    """Whether a facilitator has a certificate that holds that day (ROL-9)."""
    if facilitator is None:
        return False
    return valid_certificates(facilitator, on).exists()


def valid_certificates(facilitator: Facilitator, on: date) -> QuerySet[FacilitatorCertificate]:
    """Certificates of a facilitator that hold on a day."""
    return facilitator.certificates.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), valid_from__lte=on)


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


def funds_of(programme: Programme) -> QuerySet[Fund]:
    """Funds that may pay for a cycle of the programme."""
    return Fund.objects.filter(project__programme=programme).order_by("name")


def accounts_that_may_teach(municipality: Municipality, on: date) -> QuerySet[Account]:
    """Accounts with the facilitator's role in a municipality on a day."""
    here = Q(municipality=municipality) | Q(municipality__isnull=True)
    held = active_assignments(on).filter(here, role=FACILITATOR)
    return Account.objects.filter(pk__in=held.values("account_id"), is_active=True).order_by("name")
