"""Writing complaints: received from anybody, taken in hand, answered."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from minga.audit import operations as audit
from minga.kernel.actor import Actor, public_actor
from minga.kernel.codes import new_code
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.territory.models import Municipality

from . import rules
from .models import Complaint
from .permissions import why_not_answer
from .states import REFUSAL_WORDS

CODE_LENGTH = 11
"""Long enough that nobody guesses somebody else's."""


@transaction.atomic
def send_complaint(
    *, municipality: Municipality, kind: str, words: str, at: datetime, name: str = "", reply_to: str = ""
) -> Complaint:
    """Keep what somebody wrote; anybody may. Refuses `words_needed`.

    Recorded as the public's even when an official wrote it signed in: a complaint does not tell who wrote it.
    """
    _refuse(None if words.strip() else "words_needed")
    complaint = Complaint.objects.create(
        municipality=municipality,
        code=new_code(municipality.code, CODE_LENGTH),
        kind=kind,
        words=words,
        name=name,
        reply_to=reply_to,
        received_at=at,
    )
    audit.record(actor=public_actor(municipality.pk), action="feedback.send_complaint", obj=complaint, at=at)
    return complaint


@transaction.atomic
def take_complaint(*, complaint: Complaint, actor: Actor, at: datetime) -> Complaint:
    """Note that somebody looks into it; again changes nothing."""
    refuse_if(why_not_answer(actor))
    complaint = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint.pk)
    if complaint.taken_at is None:
        complaint.taken_at, complaint.taken_by_id = at, actor.account_id
        complaint.save(update_fields=["taken_at", "taken_by"])
        audit.record(actor=actor, action="feedback.take_complaint", obj=complaint, at=at)
    return complaint


@transaction.atomic
def answer_complaint(
    *, complaint: Complaint, decision: str, answer: str, change: str, actor: Actor, at: datetime
) -> Complaint:
    """Answer a complaint: words for whoever has the code, the decision, and what was changed because of it.

    Refuses `answered` and `answer_needed`.
    """
    refuse_if(why_not_answer(actor))
    complaint = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint.pk)
    _refuse(rules.why_not_answer(is_answered=complaint.answered_at is not None, answer=answer))
    complaint.decision, complaint.answer, complaint.change = decision, answer, change
    complaint.answered_at, complaint.answered_by_id = at, actor.account_id
    complaint.taken_at = complaint.taken_at or at
    complaint.save()
    audit.record(actor=actor, action="feedback.answer_complaint", obj=complaint, result=decision, at=at)
    return complaint


def _refuse(code: str | None) -> None:
    if code:
        raise Refused(Refusal(code, REFUSAL_WORDS[code]))
