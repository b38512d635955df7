"""Background work: keep the figures fresh."""

from __future__ import annotations

from procrastinate.contrib.django import app

from minga.kernel import clock
from minga.kernel.tenancy import scope
from minga.programmes.queries import programme_of
from minga.territory.models import Municipality

from .operations import publish_figures, refresh_figures


@app.periodic(cron="* * * * *")
@app.task(name="monitoring.refresh_all", queueing_lock="monitoring.refresh_all")
def refresh_all(timestamp: int) -> None:
    """Every minute: count anew each municipality in which something happened."""
    for municipality in Municipality.objects.order_by("pk"):
        programme = programme_of(municipality)
        if programme is not None:
            with scope(municipality.pk):
                refresh_figures(municipality=municipality, programme=programme, at=clock.now())


@app.periodic(cron="23 9 * * *")
@app.task(name="monitoring.publish_all", queueing_lock="monitoring.publish_all")
def publish_all(timestamp: int) -> None:
    """Once a day: the figures that readers across cities see."""
    for municipality in Municipality.objects.order_by("pk"):
        programme = programme_of(municipality)
        if programme is not None:
            with scope(municipality.pk):
                publish_figures(municipality=municipality, programme=programme, at=clock.now())
