"""Reading the territory."""

from __future__ import annotations

from .models import AdminArea, Municipality


def municipality_by_slug(slug: str) -> Municipality | None:
    """The tenant whose pages begin with this slug."""
    return Municipality.objects.filter(slug=slug).first()


def area_by_code(country: str, code: str) -> AdminArea | None:
    """The area with this official code or an old one (facts A); a lost leading zero is the reader's business."""
    areas = AdminArea.objects.filter(country__code=country)
    return areas.filter(code=code).first() or areas.filter(aliases__code=code).first()
