"""Reading the audit."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db.models import QuerySet

from .heads import Head
from .models import Record, Seal
from .states import READ_VERBS

READS = rf"^[a-z_]+\.({'|'.join(READ_VERBS)})_"


def records_of(public_id: uuid.UUID) -> QuerySet[Record]:
    """What was done to one object, newest first."""
    return Record.objects.filter(object_public_id=public_id).order_by("-at", "-id")


def records_in(
    municipality_id: int, *, object_public_id: uuid.UUID | None = None, action: str = ""
) -> QuerySet[Record]:
    """What was done in a municipality, by object and by the beginning of the action (`people.`); unordered.

    Row-level security shows the scope's rows only; the filter also makes the index by municipality serve.
    """
    found = Record.objects.filter(municipality_id=municipality_id)
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
