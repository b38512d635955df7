"""Background work on sheets: arguments are ids only, each run in a scoped transaction of its own."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from minga.access.models import Account
from minga.access.queries import actor_for
from minga.kernel import clock, files
from minga.kernel.actor import Actor, system_actor
from minga.kernel.refusals import Refused
from minga.kernel.tenancy import scope
from minga.territory.models import Municipality

from . import operations, queries
from .models import ImportBatch

COUNTED_DAYS = 366
_STEPS = {
    "preview": operations.preview_import,
    "apply": operations.apply_import,
    "undo": operations.undo_import,
}


def ask_for(step: str, batch: ImportBatch, actor: Actor) -> None:
    """Queue `preview`, `apply` or `undo` of a batch, in the caller's transaction, in the name of who asked."""
    run_import.configure(lock=f"import-{batch.pk}").defer(
        step=step, municipality_id=batch.municipality_id, batch_id=batch.pk, account_id=actor.account_id
    )


@app.task(name="people.run_import")
def run_import(step: str, municipality_id: int, batch_id: int, account_id: int | None) -> None:
    """Preview, apply or undo a sheet; a refusal (the file is gone, the role was taken) stays on the batch, in words."""
    at = clock.now()
    municipality = Municipality.objects.get(pk=municipality_id)
    try:
        with scope(municipality_id):
            batch = ImportBatch.objects.get(pk=batch_id)
            actor = _actor(account_id, municipality)
            batch = _STEPS[step](batch=batch, actor=actor, at=at)
            if step == "apply":
                operations.count_import(batch=batch, actor=actor, at=at)
    except (Refused, files.CannotOpen) as error:
        with scope(municipality_id):
            ImportBatch.objects.filter(pk=batch_id).update(failure=str(error), queued_at=None)


@app.periodic(cron="41 3 * * *")
@app.task(name="people.count_big_sheets", queueing_lock="people.count_big_sheets")
def count_big_sheets(timestamp: int) -> None:
    """Every night: count again what became of the people of the last year's big sheets, one transaction a sheet."""
    at = clock.now()
    for municipality in Municipality.objects.all():
        with scope(municipality.pk):
            applied = ImportBatch.objects.filter(applied_at__gte=at - timedelta(days=COUNTED_DAYS), undone_at=None)
            batches = [batch for batch in applied if not queries.is_counted_live(batch)]
        for batch in batches:
            with scope(municipality.pk):
                operations.count_import(batch=batch, actor=system_actor(municipality.pk), at=at)


@app.periodic(cron="37 3 * * *")
@app.task(name="people.expire_transfers", queueing_lock="people.expire_transfers")
def expire_transfers(timestamp: int) -> None:
    """Every night: end the offers of data that no municipality accepted in time, and forget what was in them."""
    at = clock.now()
    for municipality in Municipality.objects.all():
        with scope(municipality.pk):
            operations.expire_transfers(actor=system_actor(municipality.pk), at=at)


def _actor(account_id: int | None, municipality: Municipality) -> Actor:
    account = Account.objects.filter(pk=account_id).first()
    return actor_for(account, municipality, clock.now().date())
