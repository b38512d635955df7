"""Background work of this area: letting go of what was kept long enough, and the file of the ledger."""

from __future__ import annotations

from datetime import datetime

from procrastinate.contrib.django import app

from minga.kernel import clock
from minga.kernel.actor import system_actor
from minga.kernel.tenancy import scope
from minga.territory.models import Municipality

from . import ledger_file, operations
from .models import ErasureEntry
from .rules.retention import CLASSES

MOST_PARTS = 1_000


@app.periodic(cron="41 3 * * *")
@app.task(name="privacy.let_go_of_old_data", queueing_lock="privacy.let_go_of_old_data")
def let_go_of_old_data(timestamp: int) -> None:
    """Every night, city by city and class by class: what was kept long enough."""
    for municipality in Municipality.objects.all():
        run_retention(municipality, clock.now())
        write_ledger_file(municipality)


def run_retention(municipality: Municipality, at: datetime) -> dict[str, int]:
    """Let go of everything that is due in a municipality, 1,000 rows a transaction; how many by class."""
    actor = system_actor(municipality.pk)
    gone = {}
    for each in CLASSES:
        gone[each.code] = 0
        for _part in range(MOST_PARTS):
            with scope(municipality.pk):
                count = operations.let_go(code=each.code, municipality=municipality, actor=actor, at=at)
            gone[each.code] += count
            if not count:
                break
    return gone


def write_ledger_file(municipality: Municipality) -> None:
    """Add to the file what a crash kept from being written after its commit."""
    with scope(municipality.pk):
        entries = list(ErasureEntry.objects.order_by("id"))
    known = {line.person_hash for line in ledger_file.lines()}
    for entry in entries:
        if entry.person_hash not in known:
            ledger_file.append(operations.line_of(entry=entry, slug=municipality.slug))
