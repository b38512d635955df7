"""Reading the audit."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet

from .models import Record


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
