"""Reading the registry of institutions."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from minga.territory.models import Municipality

from .models import Organisation


def organisations_for(municipality: Municipality, *, text: str = "", kind: str = "") -> QuerySet[Organisation]:
    """Institutions that act in a municipality or everywhere, by name; narrowed by part of a name and by kind."""
    found = Organisation.objects.filter(Q(municipality=municipality) | Q(municipality__isnull=True))
    if text:
        found = found.filter(Q(name__icontains=text) | Q(short_name__icontains=text))
    if kind:
        found = found.filter(kind=kind)
    return found.order_by("name", "id")
