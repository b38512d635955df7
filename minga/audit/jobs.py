"""Background work of the audit: chain what waits every few seconds, keep the head outside the database."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from procrastinate.contrib.django import app

from minga.kernel import clock
from minga.kernel.keys import purpose_key

from . import operations, queries, rules
from .heads import append_head, last_head


@app.periodic(cron="* * * * * */5")
@app.task(name="audit.seal_waiting", queueing_lock="audit.seal_waiting")
def seal_waiting(timestamp: int) -> None:
    """Every five seconds: batches until nothing waits."""
    while operations.seal_waiting(at=clock.now()):
        pass


@app.periodic(cron="*/10 * * * *")
@app.task(name="audit.write_head", queueing_lock="audit.write_head")
def write_head(timestamp: int) -> None:
    """Every ten minutes: the head goes to the file outside."""
    keep_head(at=clock.now())


def keep_head(*, at: datetime) -> bool:
    """Add the newest head to the file outside unless it is its last line already; says whether it did."""
    folder = Path(settings.MINGA_AUDIT_HEADS)
    head = queries.newest_head()
    if head is None or head == last_head(folder):
        return False
    append_head(folder, head, key=purpose_key(rules.KEY), at=at)
    return True
