"""Who may ask for exports, decide on them and take the file."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from minga.access.permissions import may, why_not
from minga.kernel.actor import Actor
from minga.kernel.refusals import FORBIDDEN, Refusal

from . import rules
from .models import Export
from .registry import Dataset, may_read
from .states import ExportState


def visible_exports(actor: Actor) -> QuerySet[Export]:
    """One's own exports; who may approve sees those of others too."""
    if not may(actor, "exports", "view"):
        return Export.objects.none()
    own = Q(requested_by_id=actor.account_id)
    return Export.objects.all() if may(actor, "exports", "approve") else Export.objects.filter(own)


def why_not_request(actor: Actor, dataset: Dataset) -> Refusal | None:
    """Asking needs `exports.request` and the right to read the table."""
    refused = why_not(actor, "exports", "request")
    return refused if refused or may_read(actor, dataset.right) else why_not(actor, *dataset.right.split("."))


def why_not_decide(actor: Actor, export: Export) -> Refusal | None:
    """Deciding needs `exports.approve` and another account than the one that asked."""
    refused = why_not(actor, "exports", "approve")
    if refused:
        return refused
    if actor.account_id == export.requested_by_id:
        own = rules.refusal("own_request")
        return Refusal(own.code, own.message, own.details, FORBIDDEN)
    return None if export.state == ExportState.WAITING else rules.refusal("not_waiting")


def why_not_download(actor: Actor, export: Export) -> Refusal | None:
    """The file goes only to the account that asked, while it lives."""
    if actor.account_id != export.requested_by_id:
        other = rules.refusal("not_yours")
        return Refusal(other.code, other.message, other.details, FORBIDDEN)
    return None if export.state == ExportState.READY else rules.refusal("not_ready")
