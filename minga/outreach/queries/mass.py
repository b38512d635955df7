"""Reading who asked to call many people in an electoral period, and what that allows."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from minga.kernel import clock
from minga.kernel.actor import Actor
from minga.programmes.queries import electoral_period, setting

from ..models import Invitation, MassRequest, Round
from ..permissions import visible_mass_requests
from ..states import InvitationState, MassState


def mass_requests(actor: Actor) -> QuerySet[MassRequest]:
    """What was asked, the newest first; for `read_page`."""
    found = visible_mass_requests(actor).select_related("asked_by", "decided_by", "round")
    return found.order_by("-asked_at", "-id")


def limit_of_mass(round_: Round, at: datetime) -> int | None:
    """How many people may be called in 24 hours without leave now; None outside an electoral period."""
    today = clock.day_in_zone(at, round_.municipality.time_zone)
    if electoral_period(round_.municipality, today) is None:
        return None
    programme = round_.ranked_list.programme
    return int(setting("mass_message_people", on=today, programme=programme, municipality_id=round_.municipality_id))


def people_called_without_leave(at: datetime) -> int:
    """How many were called in the 24 hours before, in rounds that spent no request: many small rounds are one big."""
    called = Invitation.objects.filter(invited_at__gt=at - timedelta(hours=24), round__mass_requests__isnull=True)
    return called.exclude(state=InvitationState.SKIPPED).count()


def leave_for(round_: Round, people: int) -> MassRequest | None:
    """The approved request that lets a round call so many more: its own while it lasts, else one not used; locked."""
    approved = MassRequest.objects.select_for_update(of=("self",)).filter(state=MassState.APPROVED)
    own = approved.filter(round=round_).order_by("-people").first()
    if own is not None:
        called = round_.invitations.exclude(state=InvitationState.SKIPPED).count()
        return own if called + people <= own.people else None
    return approved.filter(round__isnull=True, people__gte=people).order_by("people", "id").first()
