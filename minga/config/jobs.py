"""Background work of the installation: a copy every night."""

from __future__ import annotations

from procrastinate.contrib.django import app

from minga.kernel import clock

from .backup import making, places


@app.periodic(cron="0 7 * * *")  # 02:00 in Guayaquil
@app.task(name="config.make_nightly_copy", queueing_lock="config.make_nightly_copy", queue="copies")
def make_nightly_copy(timestamp: int) -> None:
    """Copy database and files to the first place, carry the copy to the second, drop the old ones."""
    at = clock.now()
    copy = making.make_copy(places.first_place(), at=at)
    places.drop_old(places.first_place(), at=at)
    second = places.second_place()
    if second is not None:
        places.carry(copy, second)
        places.drop_old(second, at=at)
