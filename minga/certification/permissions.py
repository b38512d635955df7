"""Who may see, issue and revoke certificates."""

from __future__ import annotations

from django.db.models import QuerySet

from minga.access.permissions import may, why_not
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal
from minga.training.permissions import visible_class_groups

from .models import Certificate


def visible_certificates(actor: Actor) -> QuerySet[Certificate]:
    """Certificates of the classes the actor may see; nobody without `certificates.view` sees any."""
    if not may(actor, "certificates", "view"):
        return Certificate.objects.none()
    return Certificate.objects.filter(enrolment__class_group__in=visible_class_groups(actor))


def why_not_issue(actor: Actor) -> Refusal | None:
    """Why the actor may not issue certificates or note obligations."""
    return why_not(actor, "certificates", "issue")


def why_not_revoke(actor: Actor) -> Refusal | None:
    """Why the actor may not revoke a certificate."""
    return why_not(actor, "certificates", "revoke")
