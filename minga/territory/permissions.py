"""Who may change the territory."""

from __future__ import annotations

from minga.kernel.actor import Actor
from minga.kernel.permission import why_not
from minga.kernel.refusals import Refusal


def why_not_change_places(actor: Actor) -> Refusal | None:
    """Venues and sectors: technicians, coordination and administration of the municipality."""
    return why_not(actor, "places", "change")


def why_not_group_cities(actor: Actor) -> Refusal | None:
    """Zones span municipalities: the programme's administration."""
    return why_not(actor, "programme", "change")
