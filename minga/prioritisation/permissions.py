"""Who may see and freeze orders of call (`priority` of the access table)."""

from __future__ import annotations

from django.db.models import QuerySet

from minga.access.permissions import may, why_not
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal

from .models import RankedList, RankedPlace


def visible_lists(actor: Actor) -> QuerySet[RankedList]:
    """Lists of the municipality in scope; none for whoever may not see priority."""
    return RankedList.objects.all() if may(actor, "priority", "view") else RankedList.objects.none()


def visible_places(actor: Actor) -> QuerySet[RankedPlace]:
    """Places of those lists."""
    return RankedPlace.objects.all() if may(actor, "priority", "view") else RankedPlace.objects.none()


def why_not_freeze(actor: Actor) -> Refusal | None:
    """Freezing an order of call."""
    return why_not(actor, "priority", "freeze")
