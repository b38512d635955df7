"""Background work: keep the figures fresh."""

from __future__ import annotations

from procrastinate.contrib.django import app

from minga.kernel import clock
from minga.kernel.tenancy import scope
from minga.programmes.queries import programme_of
from minga.territory.models import Municipality

from .operations import refresh_figures


@app.periodic(cron="* * * * *")
@app.task(name="monitoring.refresh_all", queueing_lock="monitoring.refresh_all")
def refresh_all(timestamp: int) -> None:
    """Every minute: count anew each municipality in which something happened."""
    for municipality in Municipality.objects.order_by("pk"):
        programme = programme_of(municipality)
        if programme is not None:
            with scope(municipality.pk):
                refresh_figures(municipality=municipality, programme=programme, at=clock.now())
