"""Zones: groupings of cities for monitoring."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.refusals import refuse_if
from minga.territory.models import Municipality, Zone
from minga.territory.permissions import why_not_group_cities


@transaction.atomic
def create_zone(*, name: str, actor: Actor, at: datetime) -> Zone:
    """Add a grouping (MON-1, MON-19); the same name again returns what there is. Refuses without `programme.change`."""
    refuse_if(why_not_group_cities(actor))
    zone, is_new = Zone.objects.get_or_create(name=name.strip())
    if is_new:
        audit.record(actor=actor, action="territory.create_zone", obj=zone, fields=("name",), at=at)
    return zone


@transaction.atomic
def group_cities(*, zone: Zone, municipalities: Iterable[Municipality], actor: Actor, at: datetime) -> Zone:
    """Say which cities a zone holds; a city may stand in several. Refuses without `programme.change`."""
    refuse_if(why_not_group_cities(actor))
    zone.municipalities.set(municipalities)
    audit.record(actor=actor, action="territory.group_cities", obj=zone, fields=("municipalities",), at=at)
    return zone
