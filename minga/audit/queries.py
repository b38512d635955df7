"""Reading the audit."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet

from .models import Record


def records_of(public_id: uuid.UUID) -> QuerySet[Record]:
    """What was done to one object, newest first."""
    return Record.objects.filter(object_public_id=public_id).order_by("-at", "-id")
