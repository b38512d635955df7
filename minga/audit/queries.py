"""Reading the audit."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate

from .heads import Head
from .models import Look, Record, Seal
from .states import READ_VERBS

READS = rf"^[a-z_]+\.({'|'.join(READ_VERBS)})_"

PROTECTED = "cases."
"""How actions of protected cases begin; only the case role has reason to know of them, and it has the case itself."""


def records_of(public_id: uuid.UUID) -> QuerySet[Record]:
    """What was done to one object, newest first."""
    return Record.objects.filter(object_public_id=public_id).order_by("-at", "-id")


def records_in(
    municipality_id: int, *, object_public_id: uuid.UUID | None = None, action: str = ""
) -> QuerySet[Record]:
    """What was done in a municipality, by object and by the beginning of the action (`people.`); unordered.

    Without what was done in protected cases: a list of actions would tell that there is one. Row-level security shows
    the scope's rows only; the filter also makes the index by municipality serve.
    """
    found = Record.objects.filter(municipality_id=municipality_id).exclude(action__startswith=PROTECTED)
    if object_public_id is not None:
        found = found.filter(object_public_id=object_public_id)
    if action:
        found = found.filter(action__startswith=action)
    return found


def records_that_changed(municipality_id: int, *, after: datetime) -> QuerySet[Record]:
    """What was done in a municipality after an instant, without what only read, printed or took out."""
    return Record.objects.filter(municipality_id=municipality_id, at__gt=after).exclude(action__regex=READS)


def newest_head() -> Head | None:
    """The head of the last batch, or None before the first."""
    last = Seal.objects.order_by("-number").values_list("number", "last_position", "head").first()
    return Head(last[0], last[1], bytes(last[2])) if last else None


def newest_of(action: str, *, account_id: int, object_public_id: uuid.UUID, since: datetime) -> datetime | None:
    """When an account last did something with an object, not before an instant; None when it did not."""
    found = Record.objects.filter(object_public_id=object_public_id, at__gt=since, account_id=account_id, action=action)
    return found.order_by("-at").values_list("at", flat=True).first()


@dataclass(frozen=True, slots=True)
class Seen:
    """What one account did with a person's data on one day, `times` times; the account is for finding its unit only."""

    day: date
    account_id: int | None
    role: str
    action: str
    purpose: str
    times: int


def seen_by(person_public_id: uuid.UUID, *, most: int = 1000) -> list[Seen]:
    """Who saw or changed a person's data: role, day, action and purpose, newest first; no names.

    Days are those of the active time zone. The newest 1,000 at most. One query.
    """
    rows = (
        Record.objects.filter(object_public_id=person_public_id)
        .annotate(day=TruncDate("at"))
        .values_list("day", "account_id", "role", "action", "purpose")
        .annotate(times=Count("id"))
        .order_by("-day", "action", "role", "account_id", "purpose")
    )
    return [Seen(*row) for row in rows[:most]]


def looks(municipality_id: int, *, is_reviewed: bool) -> QuerySet[Look]:
    """Looks outside one's own tasks, to be reviewed or reviewed already; unordered."""
    found = Look.objects.filter(municipality_id=municipality_id)
    return found.exclude(outcome="") if is_reviewed else found.filter(outcome="")


def reads_of(rows: Iterable[Look]) -> dict[tuple[int, uuid.UUID], list[Record]]:
    """What the accounts of some looks read of their people, by (account, person), oldest first; one query."""
    some = list(rows)
    if not some:
        return {}
    found: dict[tuple[int, uuid.UUID], list[Record]] = {}
    records = Record.objects.filter(
        object_public_id__in={row.person_public_id for row in some},
        account_id__in={row.account_id for row in some},
        at__gte=min(row.first_at for row in some),
        action__regex=READS,
    )
    for record in records.order_by("at", "id"):
        if record.account_id and record.object_public_id:
            found.setdefault((record.account_id, record.object_public_id), []).append(record)
    return found
