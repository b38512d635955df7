"""Who may receive, read, answer and carry out what people ask about their data (`privacy` of the access table)."""

from __future__ import annotations

from django.db.models import QuerySet

from minga.access.permissions import may, why_not
from minga.kernel.actor import PUBLIC, Actor
from minga.kernel.refusals import Refusal

from .models import ImpactAssessment, Incident, RightsRequest
from .states import RequestOrigin


def visible_requests(actor: Actor) -> QuerySet[RightsRequest]:
    """Requests of the municipality in scope, for whoever may read them."""
    return RightsRequest.objects.all() if may(actor, "privacy", "view") else RightsRequest.objects.none()


def visible_incidents(actor: Actor) -> QuerySet[Incident]:
    """Incidents, for the data-protection delegate (programme administration)."""
    return Incident.objects.all() if may(actor, "privacy", "manage") else Incident.objects.none()


def visible_impact_assessments(actor: Actor) -> QuerySet[ImpactAssessment]:
    """Approved impact assessments."""
    return ImpactAssessment.objects.all() if may(actor, "privacy", "view") else ImpactAssessment.objects.none()


def why_not_receive(actor: Actor, origin: str) -> Refusal | None:
    """Anybody may ask on line, in their own words; at the desk the team writes it down."""
    if origin == RequestOrigin.PUBLIC and PUBLIC in actor.roles:
        return None
    return why_not(actor, "privacy", "receive")


def why_not_answer(actor: Actor) -> Refusal | None:
    """Identifying who asks, extending, answering."""
    return why_not(actor, "privacy", "answer")


def why_not_review(actor: Actor) -> Refusal | None:
    """Looking again at a challenged assessment: whoever may decide on assessments."""
    return why_not(actor, "screening", "confirm")


def why_not_erase(actor: Actor) -> Refusal | None:
    """Erasing a person."""
    return why_not(actor, "privacy", "erase")


def why_not_manage(actor: Actor) -> Refusal | None:
    """Incidents, impact assessments, retention."""
    return why_not(actor, "privacy", "manage")
