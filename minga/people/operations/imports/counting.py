"""What became of the people of a big sheet, counted once and kept: a page cannot count everybody at each visit."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import translation

from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.refusals import refuse_if

from ...models import ImportBatch
from ...permissions import why_not_import
from ...queries.batches import batch_outcomes


@transaction.atomic
def count_import(*, batch: ImportBatch, actor: Actor, at: datetime) -> ImportBatch:
    """Count now what became of each person of a batch (PRG-23) and keep the counts with their moment.

    Work in proportion to the rows of the sheet. Refuses without `people.import`.
    """
    refuse_if(why_not_import(actor))
    with translation.override("es"):  # kept in the words of the source, shown in the reader's
        counts = [[str(each.label), each.count, each.is_parallel] for each in batch_outcomes(batch)]
    batch.outcomes, batch.counted_at = counts, at
    batch.save(update_fields=["outcomes", "counted_at"])
    audit.record(actor=actor, action="people.count_import", obj=batch, at=at)
    return batch
