"""Sectors and venues of a municipality."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.territory.models import Municipality, Sector, Venue
from minga.territory.permissions import why_not_change_places
from minga.territory.rules import without_repeats

Place = TypeVar("Place", Sector, Venue)
VENUE_FIELDS = ("name", "address", "sector", "capacity", "equipment", "is_accessible", "has_childrens_corner")


@transaction.atomic
def create_sector(*, municipality: Municipality, name: str, actor: Actor, at: datetime) -> Sector:
    """Add an area inside the city (MON-19). Refuses without `places.change` and a name that is there."""
    refuse_if(why_not_change_places(actor))
    sector = _saved(Sector(municipality=municipality, name=name.strip()))
    audit.record(actor=actor, action="territory.create_sector", obj=sector, fields=("name",), at=at)
    return sector


@transaction.atomic
def rename_sector(*, sector: Sector, name: str, actor: Actor, at: datetime) -> Sector:
    """Change the name of a sector; whoever lives there stays in it. Refuses as `create_sector` does."""
    refuse_if(why_not_change_places(actor))
    sector.name = name.strip()
    _saved(sector)
    audit.record(actor=actor, action="territory.rename_sector", obj=sector, fields=("name",), at=at)
    return sector


@transaction.atomic
def create_venue(*, municipality: Municipality, actor: Actor, at: datetime, **fields: Any) -> Venue:
    """Add a venue (`VENUE_FIELDS`, FOR-6): capacity in people, equipment as words. Refuses as `create_sector`."""
    refuse_if(why_not_change_places(actor))
    venue = _filled(Venue(municipality=municipality), fields)
    audit.record(actor=actor, action="territory.create_venue", obj=venue, fields=fields, at=at)
    return venue


@transaction.atomic
def update_venue(*, venue: Venue, actor: Actor, at: datetime, **fields: Any) -> Venue:
    """Change a venue. Classes keep their cupo; only new ones ask the capacity. Refuses as `create_sector` does."""
    refuse_if(why_not_change_places(actor))
    changed = [name for name, value in fields.items() if getattr(venue, name) != value]
    _filled(venue, fields)
    if changed:
        audit.record(actor=actor, action="territory.update_venue", obj=venue, fields=changed, at=at)
    return venue


def _filled(venue: Venue, fields: dict[str, Any]) -> Venue:
    if unknown := set(fields) - set(VENUE_FIELDS):
        raise TypeError(f"a venue has no {sorted(unknown)}")
    for name, value in fields.items():
        setattr(venue, name, without_repeats(value) if name == "equipment" else value)
    return _saved(venue)


def _saved(place: Place) -> Place:
    try:
        with transaction.atomic():
            place.save()
    except IntegrityError:
        message = _("Ya hay otro con ese nombre. Escriba un nombre que los distinga.")
        raise Refused(Refusal(code="name_taken", message=message)) from None
    return place
