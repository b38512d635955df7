"""The one sealer: batches of the chain."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from minga.kernel.keys import purpose_key
from minga.kernel.tenancy import scope, scope_of_transaction

from .. import rules
from ..models import Record, Seal, Waiting

BATCH = 5000
SEALER = 0x6D696E6761  # number of the advisory lock: one sealer at a time in a database


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
    links = rules.chained(purpose_key(rules.KEY), before, first, rows)
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
