"""Wishes to talk in private: what the specialised person sees."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from minga.kernel.actor import Actor
from minga.people.models import Person
from minga.screening.models import Submission, TalkWish
from minga.screening.permissions import visible_wishes


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody's wish to talk in private: `answer` is `yes` or `later`, `said_at` the end of the interview."""

    public_id: uuid.UUID
    person: Person
    answer: str
    said_at: datetime


def open_wishes(actor: Actor) -> QuerySet[TalkWish]:
    """Wishes that nobody has attended yet, for `read_page` by id; none for who may not see protected answers."""
    return visible_wishes(actor).filter(attended_at__isnull=True)


def opened_wishes(rows: Iterable[TalkWish]) -> list[Wish]:
    """Whose these wishes are, in their order: opens only these rows, one query. Gone interviews are left out."""
    said = [(row, json.loads(row.said)) for row in rows]
    found = Submission.objects.select_related("person").in_bulk([each["submission"] for _row, each in said])
    wishes = []
    for row, each in said:
        submission = found.get(each["submission"])
        if submission and submission.person and submission.finished_at:
            wishes.append(Wish(row.public_id, submission.person, each["answer"], submission.finished_at))
    return wishes


def my_day_wishes(actor: Actor, at_most: int) -> tuple[int, list[Wish]]:
    """How many wait, and the newest of them."""
    rows = open_wishes(actor).order_by("-id")
    return rows.count(), opened_wishes(rows[:at_most])
