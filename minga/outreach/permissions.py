"""Who may see rounds, note contacts and open rounds (`outreach` of the access table)."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from minga.access.permissions import may, why_not
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal

from .models import Invitation, MassRequest, Round


def visible_rounds(actor: Actor) -> QuerySet[Round]:
    """Rounds of the municipality in scope, for whoever may see calls."""
    return Round.objects.all() if may(actor, "outreach", "view") else Round.objects.none()


def visible_invitations(actor: Actor) -> QuerySet[Invitation]:
    """Invitations of those rounds."""
    return Invitation.objects.all() if may(actor, "outreach", "view") else Invitation.objects.none()


def why_not_open(actor: Actor) -> Refusal | None:
    """Opening a round, calling the next ones, closing it."""
    return why_not(actor, "outreach", "open")


def visible_mass_requests(actor: Actor) -> QuerySet[MassRequest]:
    """What was asked about calling many people, for who asks and who approves."""
    return MassRequest.objects.all() if may(actor, "mass", "view") else MassRequest.objects.none()


def why_not_request_mass(actor: Actor) -> Refusal | None:
    """Asking leave to call many people in an electoral period."""
    return why_not(actor, "mass", "request")


def why_not_decide_mass(actor: Actor, request: MassRequest) -> Refusal | None:
    """The programme's administration decides, never on what the same account asked (SEC-4)."""
    if refusal := why_not(actor, "mass", "approve"):
        return refusal
    if request.asked_by_id is not None and request.asked_by_id == actor.account_id:
        return Refusal("own_request", _("Lo que usted pidió lo aprueba otra persona de la administración."))
    return None


def why_not_record(actor: Actor) -> Refusal | None:
    """Noting attempts and answers."""
    return why_not(actor, "outreach", "change")
