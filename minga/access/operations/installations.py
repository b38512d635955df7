"""In which mode this database first served."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from minga.access.models import Installation


@transaction.atomic
def note_installation(*, mode: str, at: datetime) -> None:
    """Write the mode of the first start; later ones change nothing."""
    Installation.objects.get_or_create(pk=1, defaults={"mode": mode, "since": at})
