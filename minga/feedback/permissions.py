"""Who reads and answers complaints: programme administration, never the team of the city (ACC-4)."""

from __future__ import annotations

from django.db.models import QuerySet

from minga.access.permissions import may, why_not
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal

from .models import Complaint


def visible_complaints(actor: Actor) -> QuerySet[Complaint]:
    """Complaints of the municipality in scope, for whoever may read them."""
    return Complaint.objects.all() if may(actor, "feedback", "view") else Complaint.objects.none()


def why_not_answer(actor: Actor) -> Refusal | None:
    """Taking a complaint in hand and answering it."""
    return why_not(actor, "feedback", "answer")
