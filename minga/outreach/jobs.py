"""Background work of outreach."""

from __future__ import annotations

from procrastinate.contrib.django import app

from minga.kernel import clock
from minga.kernel.actor import system_actor
from minga.kernel.refusals import Refused
from minga.kernel.tenancy import scope
from minga.territory.models import Municipality

from . import operations, queries
from .models import Invitation


@app.periodic(cron="*/10 * * * *")
@app.task(name="outreach.free_silent_places", queueing_lock="outreach.free_silent_places")
def free_silent_places(timestamp: int) -> None:
    """Every ten minutes: places whose invitation ended in silence go to the next in order, city by city."""
    for municipality in Municipality.objects.all():
        free_in(municipality)


def free_in(municipality: Municipality) -> int:
    """Free what the rule lets go in one municipality; each in its own transaction. Returns how many were freed."""
    with scope(municipality.pk):
        silent = queries.silent_invitations(municipality, clock.now())
    return sum(_freed(municipality, invitation) for invitation in silent)


def _freed(municipality: Municipality, invitation: Invitation) -> bool:
    """Whether this place was freed; somebody may have answered since the list was read."""
    try:
        with scope(municipality.pk):
            operations.release_silent_invitation(
                invitation=invitation,
                zone=municipality.time_zone,
                actor=system_actor(municipality.pk),
                at=clock.now(),
            )
    except Refused as refused:
        if refused.refusal.code != "not_pending":
            raise
        return False
    return True
