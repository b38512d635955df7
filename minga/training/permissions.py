"""Who may see and change courses, classes and places."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from minga.access import rules as roles
from minga.access.permissions import may, why_not
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal

from .models import ClassGroup, Enrolment, Session


def is_only_facilitator(actor: Actor) -> bool:
    """Whether the actor's classes are only the ones they teach: a facilitator without a role of the municipal team."""
    team = {roles.TECHNICIAN, roles.COORDINATOR, roles.CASE_WORKER}
    return roles.FACILITATOR in actor.roles and not actor.roles & team


def visible_class_groups(actor: Actor) -> QuerySet[ClassGroup]:
    """Classes the actor may see: a facilitator only the ones they teach, nobody without `training.view` any."""
    if not may(actor, "training", "view"):
        return ClassGroup.objects.none()
    if is_only_facilitator(actor):
        return ClassGroup.objects.filter(facilitator__account_id=actor.account_id or 0)
    return ClassGroup.objects.all()


def visible_sessions(actor: Actor) -> QuerySet[Session]:
    """Sessions of the classes the actor may see, and those a facilitator gives in place of another."""
    if not may(actor, "training", "view"):
        return Session.objects.none()
    if is_only_facilitator(actor):
        return Session.objects.filter(
            Q(facilitator__account_id=actor.account_id or 0)
            | Q(class_group__facilitator__account_id=actor.account_id or 0)
        )
    return Session.objects.all()


def visible_enrolments(actor: Actor) -> QuerySet[Enrolment]:
    """Enrolments, with who they are of: needs `roster.view`; a facilitator's own classes only."""
    if not may(actor, "roster", "view"):
        return Enrolment.objects.none()
    if is_only_facilitator(actor):
        return Enrolment.objects.filter(class_group__facilitator__account_id=actor.account_id or 0)
    return Enrolment.objects.all()


def why_not_change(actor: Actor) -> Refusal | None:
    """Why the actor may not plan courses, cycles, classes and sessions."""
    return why_not(actor, "training", "change")


def why_not_enrol(actor: Actor) -> Refusal | None:
    """Why the actor may not give, confirm or free places."""
    return why_not(actor, "training", "enrol")


def why_not_approve(actor: Actor) -> Refusal | None:
    """Why the actor may not authorise: sobrecupo, exceptions, hours above the limit, courses (FOR-1, FOR-2, ROL-9)."""
    return why_not(actor, "training", "approve")
