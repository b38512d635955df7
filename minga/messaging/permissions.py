"""Who may see the outbox and change texts: whoever calls people in (`outreach`)."""

from __future__ import annotations

from django.db.models import QuerySet

from minga.access.permissions import may, why_not
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal

from .models import Message


def visible_messages(actor: Actor) -> QuerySet[Message]:
    """The messages of the municipality in scope, for whoever may see calls; nobody else sees one."""
    return Message.objects.all() if may(actor, "outreach", "view") else Message.objects.none()


def why_not_enqueue(actor: Actor) -> Refusal | None:
    """Writing to people is part of calling them."""
    return why_not(actor, "outreach", "change")


def why_not_enqueue_to_organisation(actor: Actor) -> Refusal | None:
    """Writing to a partner is part of referring."""
    return why_not(actor, "referrals", "change")


def why_not_send_again(actor: Actor, message: Message) -> Refusal | None:
    """Sending again what failed or is unknown is a decision of a named person."""
    return why_not(actor, "outreach", "change")


def why_not_change_template(actor: Actor) -> Refusal | None:
    """A city's texts are changed by whoever calls people in."""
    return why_not(actor, "outreach", "change")
