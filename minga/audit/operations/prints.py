"""Copies on paper: numbered, with the day by which they must be destroyed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from minga.kernel.actor import Actor

from ..models import PrintCopy
from .records import record


@transaction.atomic
def print_copy(*, actor: Actor, action: str, at: datetime, days: int, obj: Any = None) -> PrintCopy:
    """Note a copy of a sheet and return it for the sheet's foot (context `copy` of `ui/print.html`).

    `action` is `area.print_sheet`, `obj` what the sheet is of (its copies are counted apart), `days` after how many
    days it must be destroyed, 0 for today. Two at once get different numbers. Also the row of the audit. On a GET
    nothing else is written.
    """
    place = actor.municipality_id
    if place is None:
        raise ValueError("A sheet is printed in a municipality")
    public_id = getattr(obj, "public_id", None)
    with connection.cursor() as cursor:  # one number at a time for a sheet
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{place}:{action}:{public_id}"])
    before = PrintCopy.objects.filter(municipality_id=place, action=action, object_public_id=public_id).aggregate(
        last=Max("number")
    )["last"]
    copy = PrintCopy.objects.create(
        municipality_id=place,
        action=action,
        object_public_id=public_id,
        number=(before or 0) + 1,
        printed_at=at,
        account_id=actor.account_id,
        actor_label=actor.label,
        destroy_by=timezone.localdate(at) + timedelta(days=days),
    )
    record(actor=actor, action=action, at=at, obj=obj, fields=[f"copy_{copy.number}"])
    return copy
