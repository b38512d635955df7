"""Looks at people outside one's own tasks: noted once a week for each person, reviewed by somebody else."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from minga.kernel.actor import Actor
from minga.kernel.refusals import refuse_if

from ..models import Look
from ..permissions import why_not_review_look
from .records import record


@transaction.atomic
def note_look(*, actor: Actor, person_public_id: uuid.UUID, at: datetime) -> None:
    """Put a look outside one's own tasks on the week's list; nothing when it is there already."""
    if actor.municipality_id is None or actor.account_id is None:
        raise ValueError("A look is an account's, in a municipality")
    day = timezone.localdate(at)
    Look.objects.bulk_create(
        [
            Look(
                municipality_id=actor.municipality_id,
                account_id=actor.account_id,
                actor_label=actor.label,
                role=actor.role,
                person_public_id=person_public_id,
                week=day - timedelta(days=day.weekday()),
                first_at=at,
            )
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def review_look(*, look: Look, outcome: str, note: str, actor: Actor, at: datetime) -> Look:
    """Note what a review found. Refuses without `audit.review`, one's own look and one reviewed already."""
    row = Look.objects.select_for_update().get(pk=look.pk)
    refuse_if(why_not_review_look(actor, row))
    row.outcome, row.note = outcome, note
    row.reviewed_at, row.reviewed_by_id, row.reviewed_by_label = at, actor.account_id, actor.label
    row.save(update_fields=["outcome", "note", "reviewed_at", "reviewed_by_id", "reviewed_by_label"])
    record(actor=actor, action="audit.review_look", at=at, obj=row, fields=["outcome", "note"], result=outcome)
    return row
