"""Noting attempts to reach people."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.messaging.channels import channel as known_channel
from minga.messaging.models import Message
from minga.messaging.states import MessageState

from ..models import ContactAttempt, Invitation
from ..permissions import why_not_record
from ..states import AttemptOutcome


@transaction.atomic
def record_attempt(
    *, invitation: Invitation, channel: str, outcome: str, next_step: str = "", actor: Actor, at: datetime
) -> ContactAttempt:
    """Note an attempt by whoever made it (CON-2). Refuses without `outreach.change`; `no_such_channel`, `not_called`.

    `at` is when it was made, which for a paper sheet is earlier than when it is typed in.
    """
    refuse_if(why_not_record(actor))
    if known_channel(channel) is None:
        raise Refused(Refusal("no_such_channel", _("Elija por qué medio lo intentó.")))
    if invitation.enrolment_id is None:
        raise Refused(Refusal("not_called", _("A esta persona no se la llamó en esta convocatoria.")))
    attempt = ContactAttempt.objects.create(
        municipality_id=invitation.municipality_id,
        invitation=invitation,
        channel=channel,
        outcome=outcome,
        at=at,
        by_id=actor.account_id,
        next_step=next_step,
    )
    audit.record(actor=actor, action="outreach.record_attempt", obj=attempt, fields=("outcome", "next_step"), at=at)
    return attempt


@transaction.atomic
def note_message(*, message: Message, actor: Actor, at: datetime) -> ContactAttempt | None:
    """Note the end of an automatic message as an attempt, once a message; one that is unknown counts for nothing.

    None when the message was about something else.
    """
    refuse_if(why_not_record(actor))
    invitation = Invitation.objects.filter(public_id=message.about).first()
    if invitation is None:
        return None
    went = message.state in (MessageState.ACCEPTED, MessageState.DELIVERED)
    attempt, _is_new = ContactAttempt.objects.update_or_create(
        municipality_id=message.municipality_id,
        message=message,
        defaults={
            "invitation": invitation,
            "channel": message.channel,
            "outcome": AttemptOutcome.SENT if went else AttemptOutcome.NOT_SENT,
            "at": at,
        },
    )
    audit.record(actor=actor, action="outreach.note_message", obj=attempt, fields=("outcome",), at=at)
    return attempt
