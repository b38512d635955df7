"""Sweeping what access no longer needs: old receipts of forms, ended sessions, past counts of attempts."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from minga.kernel import clock

from . import operations

RECEIPTS_KEPT = timedelta(days=30)


@app.periodic(cron="17 * * * *")
@app.task(name="access.sweep", queueing_lock="access.sweep")
def sweep(timestamp: int) -> None:
    """Every hour. Receipts are kept 30 days: a form left open longer comes as a new one."""
    at = clock.now()
    operations.forget_old_receipts(before=at - RECEIPTS_KEPT)
    operations.forget_ended_sessions(at=at)
    operations.forget_old_attempts(at=at)
