"""Rows of the audit: written beside the change, in its transaction, signed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from minga.kernel.actor import Actor
from minga.kernel.ids import uuid7
from minga.kernel.keys import purpose_key

from .. import rules
from ..models import Record

AT_ONCE = 5000


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
    """Add the row of one action; `obj` is a model instance with `public_id`, `fields` the names that changed.

    Reads, prints and exports are rows too: their verb is one of `states.READ_VERBS` (`people.reveal_identity`).
    """
    row = _row(actor, action, at, obj, fields, result, purpose)
    row.save(force_insert=True)
    return row


def record_each(
    *, actor: Actor, action: str, at: datetime, objs: Iterable[Any], fields: Iterable[str] = (), purpose: str = ""
) -> None:
    """Add one row for each object, in one statement: a page or sheet that shows many people was a read of each."""
    names = tuple(fields)
    Record.objects.bulk_create(
        [_row(actor, action, at, obj, names, "done", purpose) for obj in objs], batch_size=AT_ONCE
    )


def _row(actor: Actor, action: str, at: datetime, obj: Any, fields: Iterable[str], result: str, purpose: str) -> Record:
    row = Record(
        public_id=uuid7(),
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
    row.signature = rules.signature(purpose_key(rules.KEY), rules.canonical(signed_values(row)))
    return row


def signed_values(row: Record) -> list[Any]:
    """The values of `rules.COLUMNS` of a row, as the canonical form writes them."""
    values = {name: getattr(row, name) for name in rules.COLUMNS}
    values["at"] = rules.instant(row.at)
    values["public_id"] = str(row.public_id)
    values["object_public_id"] = str(row.object_public_id) if row.object_public_id else None
    return [values[name] for name in rules.COLUMNS]
