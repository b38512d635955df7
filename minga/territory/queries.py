"""Reading the territory."""

from __future__ import annotations

import uuid

from django.db.models import Count, Q, QuerySet

from minga.kernel import names
from minga.kernel.rows import first_row

from .models import AdminArea, Municipality, Sector, Venue, Zone


def municipality_by_slug(slug: str) -> Municipality | None:
    """The tenant whose pages begin with this slug."""
    return first_row(Municipality, "t.slug = %(slug)s", {"slug": slug})


def area_by_code(country: str, code: str) -> AdminArea | None:
    """The area with this official code or an old one (facts A); a lost leading zero is the reader's business."""
    areas = AdminArea.objects.filter(country__code=country)
    return areas.filter(code=code).first() or areas.filter(aliases__code=code).first()


def areas_called(text: str, *, country: str = "", at_most: int = 50) -> list[AdminArea]:
    """Areas whose name begins with the words typed (accents and case aside), or with this code or old code.

    Each comes with its country and parents, to tell homonyms apart (Bolívar of Carchi, of Manabí, the province).
    """
    key = names.name_key(text)
    areas = AdminArea.objects.select_related("country", "parent", "parent__parent")
    if country:
        areas = areas.filter(country__code=country)
    code = text.strip()
    if code.isdigit():
        return list(areas.filter(Q(code=code) | Q(aliases__code=code)).distinct().order_by("code")[:at_most])
    if not key:
        return []
    begins = Q(name_key__startswith=key) | Q(name_key__contains=f" {key}")
    return list(areas.filter(begins).order_by("name_key", "level", "code")[:at_most])


def municipalities() -> QuerySet[Municipality]:
    """Every municipality that runs minga, by name."""
    return Municipality.objects.order_by("name")


def venues() -> QuerySet[Venue]:
    """Venues of the municipality in scope, by name, each with its sector."""
    return Venue.objects.select_related("sector").order_by("name")


def sectors() -> QuerySet[Sector]:
    """Sectors of the municipality in scope, by name, with how many venues each has (`venue_count`)."""
    return Sector.objects.annotate(venue_count=Count("venues")).order_by("name")


def zones() -> QuerySet[Zone]:
    """Groupings of cities, by name, each with its municipalities loaded (MON-19)."""
    return Zone.objects.prefetch_related("municipalities").order_by("name")


def municipalities_of_zone(public_id: str) -> QuerySet[Municipality]:
    """The cities of a zone, by name; none when there is no such zone."""
    try:
        return municipalities().filter(zones__public_id=uuid.UUID(public_id))
    except ValueError:
        return Municipality.objects.none()
