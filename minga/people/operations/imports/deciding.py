"""What somebody decides on the possible duplicates of a sheet before it is applied."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.refusals import refuse_if

from ...models import ImportBatch
from ...permissions import why_not_import
from ...states import RowDecision, RowOutcome
from .staging import locked


@transaction.atomic
def decide_rows(*, batch: ImportBatch, decisions: Mapping[int, str], actor: Actor, at: datetime) -> int:
    """Note decisions (row number → RowDecision, empty to take it back) on possible duplicates; how many changed.

    Rows that are no possible duplicate are left alone. Refuses without `people.import`, and on an applied batch.
    """
    refuse_if(why_not_import(actor))
    batch = locked(batch)
    changed = 0
    for decision in ("", *RowDecision.values):
        rows = [row_no for row_no, chosen in decisions.items() if chosen == decision]
        waiting = batch.rows.filter(outcome=RowOutcome.POSSIBLE, row_no__in=rows).exclude(decision=decision)
        changed += waiting.update(decision=decision)
    if changed:
        audit.record(actor=actor, action="people.decide_rows", obj=batch, fields=("decision",), at=at)
    return changed
