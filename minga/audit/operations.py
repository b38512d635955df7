"""Writing to the audit: rows beside the change, in its transaction; batches of the chain by the one sealer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from minga.kernel.actor import Actor
from minga.kernel.ids import uuid7
from minga.kernel.keys import purpose_key
from minga.kernel.tenancy import scope, scope_of_transaction

from . import rules
from .models import Record, Seal, Waiting

BATCH = 5000
SEALER = 0x6D696E6761  # number of the advisory lock: one sealer at a time in a database
KEY = "audit"


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
    Record.objects.bulk_create([_row(actor, action, at, obj, names, "done", purpose) for obj in objs], batch_size=BATCH)


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
    row.signature = rules.signature(purpose_key(KEY), rules.canonical(signed_values(row)))
    return row


def signed_values(row: Record) -> list[Any]:
    """The values of `rules.COLUMNS` of a row, as the canonical form writes them."""
    values = {name: getattr(row, name) for name in rules.COLUMNS}
    values["at"] = rules.instant(row.at)
    values["public_id"] = str(row.public_id)
    values["object_public_id"] = str(row.object_public_id) if row.object_public_id else None
    return [values[name] for name in rules.COLUMNS]


@transaction.atomic
def seal_waiting(*, at: datetime) -> Seal | None:
    """Chain up to 5,000 committed rows that no batch holds; None when nothing waits or another sealer is at work.

    Writers neither fork the chain nor queue behind it: they only insert, into the audit and (by trigger) into what
    waits; the lock is the sealer's alone. What an open transaction wrote is not visible yet and waits for a later
    batch, whatever its ids; positions are given here, so order in the chain is order of sealing. A row that waits but
    is gone is chained without signature: the verifier then names it as removed. RuntimeError inside a scope.
    """
    if scope_of_transaction() is not None:
        raise RuntimeError("The sealer chains rows of every municipality: call it outside a scope")
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [SEALER])
        if not cursor.fetchone()[0]:
            return None
        cursor.execute(
            f"delete from {Waiting._meta.db_table} where record_id in "  # noqa: S608 - names of our own table
            f"(select record_id from {Waiting._meta.db_table} order by record_id limit %s) "
            "returning record_id, municipality_id",
            [BATCH],
        )
        waiting = cursor.fetchall()
    return _sealed(waiting, at) if waiting else None


def _sealed(waiting: list[tuple[int, int | None]], at: datetime) -> Seal:
    signatures = _signatures(waiting)
    ids = sorted(record_id for record_id, _ in waiting)
    last = Seal.objects.order_by("-number").first()
    before = bytes(last.head) if last else rules.START
    first = last.last_position + 1 if last else 1
    rows = [(record_id, signatures.get(record_id, rules.NO_SIGNATURE)) for record_id in ids]
    links = rules.chained(purpose_key(KEY), before, first, rows)
    return Seal.objects.create(
        number=last.number + 1 if last else 1,
        first_position=first,
        last_position=first + len(ids) - 1,
        record_ids=ids,
        digests=b"".join(links),
        before=before,
        head=links[-1],
        sealed_at=at,
    )


def _signatures(waiting: list[tuple[int, int | None]]) -> dict[int, bytes]:
    """Signatures by id, read municipality by municipality: the sealer has no right that a page does not have."""
    by_municipality: dict[int | None, list[int]] = {}
    for record_id, municipality_id in waiting:
        by_municipality.setdefault(municipality_id, []).append(record_id)
    found: dict[int, bytes] = {}
    for municipality_id, ids in by_municipality.items():
        rows = Record.objects.filter(pk__in=ids).values_list("pk", "signature")
        if municipality_id is None:
            found |= {pk: bytes(signed) for pk, signed in rows}
            continue
        with scope(municipality_id):
            found |= {pk: bytes(signed) for pk, signed in rows}
    return found
