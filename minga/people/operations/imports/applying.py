"""Writing a previewed sheet: everything or nothing, one INSERT … SELECT a table."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from minga.audit import operations as audit
from minga.kernel import events
from minga.kernel.actor import Actor
from minga.kernel.codes import new_code
from minga.kernel.refusals import Refusal, Refused, refuse_if

from ...events import ImportApplied
from ...models import ImportBatch
from ...permissions import why_not_import
from ..registering import CODE_LENGTH
from .filling import fill_people
from .matching import match_late
from .previewing import count_outcomes
from .staging import forget_file, locked
from .statements import INSERTS, LINK, NEW_CODE, REPEATED, REST, TAKEN_CODES

_NOT_PREVIEWED = _("Primero revise el archivo: todavía no se sabe qué haría.")


@transaction.atomic
def apply_import(*, batch: ImportBatch, actor: Actor, at: datetime) -> ImportBatch:
    """Write the rows of a previewed batch in one transaction (SCR-20); applied again it changes nothing.

    New people are registered with a participation and a code; certain matches get what they lacked, never a value
    overwritten; possible duplicates without a decision, repeats and rows with errors are left out and stay listed.
    The file is deleted. Publishes ImportApplied. Refuses without `people.import`, and `not_previewed`.
    """
    refuse_if(why_not_import(actor))
    known = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if known.applied_at:
        return known
    batch = locked(batch)
    if not batch.previewed_at:
        raise Refused(Refusal(code="not_previewed", message=_NOT_PREVIEWED))
    match_late(batch)
    values = _values(batch, actor, at)
    registered = _register_new(batch, values)
    fill_people(batch=batch, actor=actor, at=at)
    with connection.cursor() as cursor:
        cursor.execute(REST, values)
        cursor.execute(REPEATED, values)
    _close(batch, registered, actor, at)
    return batch


def _register_new(batch: ImportBatch, values: dict[str, Any]) -> int:
    """Write the new people of a batch and everything of theirs; how many."""
    with connection.cursor() as cursor:
        _renew_taken_codes(cursor, batch, values)
        for insert in INSERTS:
            cursor.execute(insert, values)
        cursor.execute(LINK, values)
        return int(cursor.rowcount)


def _close(batch: ImportBatch, registered: int, actor: Actor, at: datetime) -> None:
    batch.applied_at, batch.applied_by_id, batch.queued_at, batch.failure = at, actor.account_id, None, ""
    batch.counts = {**batch.counts, **count_outcomes(batch), "registered": registered}
    forget_file(batch)
    batch.save(update_fields=["applied_at", "applied_by", "queued_at", "failure", "counts", "file_id"])
    audit.record(actor=actor, action="people.apply_import", obj=batch, at=at)
    events.publish(ImportApplied(batch.pk, at))


def _values(batch: ImportBatch, actor: Actor, at: datetime) -> dict[str, Any]:
    return {
        "municipality": batch.municipality_id,
        "batch": batch.pk,
        "programme": batch.programme_id,
        "account": actor.account_id,
        "at": at,
    }


def _renew_taken_codes(cursor: Any, batch: ImportBatch, values: dict[str, Any]) -> None:
    """A random code can be somebody's already (once in some hundred thousand people): such rows get another."""
    while True:
        cursor.execute(TAKEN_CODES, values)
        taken = [row_id for (row_id,) in cursor.fetchall()]
        if not taken:
            return
        for row_id in taken:
            code = json.dumps(new_code(batch.municipality.code, CODE_LENGTH))
            cursor.execute(NEW_CODE, {"code": code, "row": row_id})
