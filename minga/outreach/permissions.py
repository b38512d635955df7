"""Who may see rounds, note contacts and open rounds (`outreach` of the access table)."""

from __future__ import annotations

from django.db.models import QuerySet

from minga.access.permissions import may, why_not
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal

from .models import Invitation, Round


def visible_rounds(actor: Actor) -> QuerySet[Round]:
    """Rounds of the municipality in scope, for whoever may see calls."""
    return Round.objects.all() if may(actor, "outreach", "view") else Round.objects.none()


def visible_invitations(actor: Actor) -> QuerySet[Invitation]:
    """Invitations of those rounds."""
    return Invitation.objects.all() if may(actor, "outreach", "view") else Invitation.objects.none()


def why_not_open(actor: Actor) -> Refusal | None:
    """Opening a round, calling the next ones, closing it."""
    return why_not(actor, "outreach", "open")


def why_not_record(actor: Actor) -> Refusal | None:
    """Noting attempts and answers."""
    return why_not(actor, "outreach", "change")
