"""Writing to the audit: one function, called by every operation inside its transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from minga.kernel.actor import Actor

from .models import Record


def record(
    *,
    actor: Actor,
    action: str,
    at: datetime,
    obj: Any = None,
    fields: Iterable[str] = (),
    result: str = "done",
    purpose: str = "",
) -> Record:
    """Add the row of one action; `obj` is a model instance with `public_id`, `fields` the names that changed."""
    return Record.objects.create(
        at=at,
        municipality_id=actor.municipality_id,
        account_id=actor.account_id,
        role=actor.role,
        actor_label=actor.label,
        action=action,
        object_table=obj._meta.db_table if obj is not None else "",
        object_public_id=getattr(obj, "public_id", None),
        fields=sorted(fields),
        result=result,
        purpose=purpose,
    )
