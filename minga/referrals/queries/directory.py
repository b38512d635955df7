"""Reading the directory of services and the agreements with partners."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from minga.kernel.actor import Actor
from minga.organisations.models import Organisation

from ..models import Agreement, Service
from ..permissions import visible_agreements, visible_services
from ..states import Need, ProtectionCategory, ServiceStatus


def services_for(actor: Actor, *, text: str = "", need: str = "", status: str = "") -> QuerySet[Service]:
    """Services by name with their organisation; narrowed by part of either name, by need, by status (else not closed).

    For `read_page` by (name, id).
    """
    found = visible_services(actor).select_related("organisation")
    found = found.filter(status=status) if status else found.exclude(status=ServiceStatus.CLOSED)
    if text:
        found = found.filter(
            Q(name__icontains=text)
            | Q(organisation__name__icontains=text)
            | Q(organisation__short_name__icontains=text)
        )
    if need:
        found = found.filter(needs__contains=[need])
    return found


def referable_services(actor: Actor, text: str = "") -> QuerySet[Service]:
    """Services that may get referrals: they attend now and are no specialised entity; for `read_page` by (name, id)."""
    return services_for(actor, text=text, status=ServiceStatus.ACTIVE).filter(protection=[])


def specialised_services(actor: Actor, category: str = "") -> QuerySet[Service]:
    """Specialised entities that attend now, those for the category first asked; only ever called by phone."""
    found = visible_services(actor).filter(status=ServiceStatus.ACTIVE).exclude(protection=[])
    if category:
        found = found.filter(protection__contains=[category])
    return found.select_related("organisation").order_by("name", "id")


def agreements_with(actor: Actor) -> QuerySet[Agreement]:
    """Agreements by the day they end, those that end last first; for `read_page`."""
    return visible_agreements(actor).select_related("organisation", "recorded_by")


def agreements_of(organisation_ids: Iterable[int], on: date) -> dict[int, Agreement]:
    """The agreement in force with each of these organisations on a day; the newest where there are several."""
    rows = Agreement.objects.filter(
        organisation_id__in=list(organisation_ids), starts_on__lte=on, ends_on__gte=on, ended_at__isnull=True
    )
    return {row.organisation_id: row for row in rows.order_by("starts_on", "id")}


def agreement_in_force(organisation: Organisation, on: date) -> Agreement | None:
    """The agreement in force with an organisation on a day, or None."""
    return agreements_of([organisation.pk], on).get(organisation.pk)


def directory_for_export(actor: Actor) -> QuerySet[Service]:
    """Every service of the city with what hangs on it; three queries."""
    return visible_services(actor).select_related("organisation").prefetch_related("places").order_by("name", "id")


@dataclass
class HelpGroup:
    """Services of one need, for the public page."""

    title: Any
    services: list[Service] = field(default_factory=list)


def help_services() -> tuple[list[tuple[Service, list[Any]]], list[HelpGroup]]:
    """The public services of the city in scope: (each specialised entity with what it attends, services by need).

    A service stands under each need it attends; needs without one are left out. Two queries.
    """
    rows = list(
        Service.objects.filter(is_public=True, status=ServiceStatus.ACTIVE)
        .select_related("organisation")
        .prefetch_related("places")
        .order_by("name", "id")
    )
    lines = [(row, [ProtectionCategory(kind).label for kind in row.protection]) for row in rows if row.protection]
    needs = {need: HelpGroup(need.label) for need in Need}
    for row in rows:
        for need in row.needs:
            needs[Need(need)].services.append(row)
    return lines, [each for each in needs.values() if each.services]
