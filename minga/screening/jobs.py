"""Background work of screening: arguments are ids only."""

from __future__ import annotations

from procrastinate.contrib.django import app

from minga.kernel import clock
from minga.kernel.actor import system_actor
from minga.kernel.tenancy import scope
from minga.screening import operations, queries


@app.task(name="screening.evaluate_all")
def evaluate_all(municipality_id: int) -> None:
    """Value everybody of a municipality under the version in force, committing every 2,000 people; safe to repeat."""
    actor, person, at = system_actor(municipality_id), 0, clock.now()
    while True:
        with scope(municipality_id):
            version = queries.version_in_force()
            if version is None:
                return
            valued, person = operations.evaluate_part(version=version, after_person=person, actor=actor, at=at)
        if not valued:
            return
