"""Background work of screening: arguments are ids only."""

from __future__ import annotations

from procrastinate.contrib.django import app

from minga.kernel import clock
from minga.kernel.actor import system_actor
from minga.kernel.tenancy import scope
from minga.screening import operations, queries


@app.task(name="screening.evaluate_all")
def evaluate_all(municipality_id: int) -> None:
    """Value everybody of a municipality under the version in force; safe to repeat."""
    with scope(municipality_id):
        version = queries.version_in_force()
        if version is not None:
            operations.evaluate_all(version=version, actor=system_actor(municipality_id), at=clock.now())
