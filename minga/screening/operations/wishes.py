"""Wishes to talk in private: noted beside the answers, attended by the specialised person, forgotten with the rest."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from minga.audit import operations as audit
from minga.audit.queries import records_in
from minga.kernel.actor import Actor
from minga.kernel.refusals import refuse_if
from minga.kernel.sealing import blind_index
from minga.people.operations.elsewhere import write_untraceable
from minga.screening.models import AnswerEnvelope, Submission, TalkWish
from minga.screening.permissions import visible_wishes, why_not_attend, why_not_evaluate_all
from minga.screening.states import TALK_PRIVATE, WISHED, AnswersClass

AT_ONCE = 2_000
"""Envelopes looked through in one transaction."""


def note_wishes(*, told: Iterable[tuple[Submission, Mapping[str, Any]]]) -> int:
    """Keep a wish for each finished interview whose answers tell one, in the caller's transaction; how many were told.

    From then on no other municipality is told of the person (`people.write_untraceable`).
    The same interview again changes nothing. No audit row of its own: it would name the interview.
    """
    wished = [(submission, answers) for submission, answers in told if answers.get(TALK_PRIVATE) in WISHED]
    wishes = [_wish(submission, str(answers[TALK_PRIVATE])) for submission, answers in wished]
    write_untraceable((each.municipality_id, each.person_id) for each, _answers in wished if each.person_id)
    TalkWish.objects.bulk_create(wishes, ignore_conflicts=True, batch_size=1000)
    return len(wishes)


def _wish(submission: Submission, answer: str) -> TalkWish:
    return TalkWish(
        municipality_id=submission.municipality_id,
        said=json.dumps({"submission": submission.pk, "answer": answer}),
        submission_index=_index(submission),
    )


def _index(submission: Submission) -> bytes:
    return blind_index("talk_wish", str(submission.public_id))


@transaction.atomic
def attend_wish(*, wish: TalkWish, actor: Actor, at: datetime) -> TalkWish:
    """Note that somebody's wish to talk in private was attended; nothing of what was said. Again changes nothing."""
    refuse_if(why_not_attend(actor))
    wish = visible_wishes(actor).select_for_update(of=("self",)).get(pk=wish.pk)
    if wish.attended_at is None:
        wish.attended_at, wish.attended_by_id = at, actor.account_id
        wish.save(update_fields=["attended_at", "attended_by"])
        audit.record(actor=actor, action="screening.attend_wish", obj=wish, fields=("attended_at",), at=at)
    return wish


def forget_wishes(*, submissions: Iterable[Submission]) -> int:
    """Delete the wishes told in these interviews, which are being erased; how many there were.

    No key of the database does it: which interview a wish belongs to stands nowhere unsealed.
    """
    indexes = [_index(submission) for submission in submissions]
    count, _of_what = TalkWish.objects.filter(submission_index__in=indexes).delete()
    return count


@transaction.atomic
def note_earlier_wishes(*, after_envelope: int, actor: Actor, at: datetime) -> tuple[int, int]:
    """Note the wishes of finished interviews from before they had a table, 2,000 protected envelopes by id.

    How many were told, and the last envelope looked through (0 at the end). Safe to repeat. Who attended one, and when,
    is taken from the audit.
    """
    refuse_if(why_not_evaluate_all(actor))
    part = list(
        AnswerEnvelope.objects.select_related("submission")
        .filter(pk__gt=after_envelope, answers_class=AnswersClass.PROTECTED, submission__finished_at__isnull=False)
        .order_by("pk")[:AT_ONCE]
    )
    told = [(envelope, answers) for envelope in part if (answers := json.loads(envelope.answers or "{}"))]
    count = note_wishes(told=[(envelope.submission, answers) for envelope, answers in told])
    _note_earlier_attention([envelope for envelope, answers in told if answers.get(TALK_PRIVATE) in WISHED], actor)
    if count:
        audit.record(actor=actor, action="screening.note_earlier_wishes", result=str(count), at=at)
    return count, part[-1].pk if part else 0


def _note_earlier_attention(envelopes: list[AnswerEnvelope], actor: Actor) -> None:
    by_public_id = {envelope.public_id: envelope.submission for envelope in envelopes}
    rows = records_in(actor.municipality_id or 0, action="screening.attend_wish")
    for row in rows.filter(object_public_id__in=list(by_public_id)) if by_public_id else ():
        if row.object_public_id is None:
            continue
        index = _index(by_public_id[row.object_public_id])
        TalkWish.objects.filter(submission_index=index, attended_at__isnull=True).update(
            attended_at=row.at, attended_by_id=row.account_id
        )
