"""Background work of screening: arguments are ids only."""

from __future__ import annotations

from procrastinate.contrib.django import app

from minga.kernel import clock
from minga.kernel.actor import system_actor
from minga.kernel.tenancy import scope
from minga.screening import operations, queries

PEOPLE_A_JOB = 5_000
"""Few enough that several workers share a municipality, many enough that a job is worth its own row."""


@app.task(name="screening.evaluate_all")
def evaluate_all(municipality_id: int) -> None:
    """Ask for everybody of a municipality to be valued under the version in force, some thousands of people a job."""
    with scope(municipality_id):
        version = queries.version_in_force()
        if version is None:
            return
        for after_person, up_to_person in queries.ranges_of_people(PEOPLE_A_JOB):
            evaluate_range.defer(
                municipality_id=municipality_id,
                version_id=version.pk,
                after_person=after_person,
                up_to_person=up_to_person,
            )


@app.task(name="screening.evaluate_range")
def evaluate_range(municipality_id: int, version_id: int, after_person: int, up_to_person: int | None) -> None:
    """Value the people of a range of ids under a version, committing every 2,000.

    Safe to repeat after a worker was killed: what is valued already is left alone. Stops when another version has come
    into force, which has jobs of its own.
    """
    actor, person, at = system_actor(municipality_id), after_person, clock.now()
    while True:
        with scope(municipality_id):
            in_force = queries.version_in_force()
            if in_force is None or in_force.pk != version_id:
                return
            valued, person = operations.evaluate_part(
                version=in_force, after_person=person, up_to_person=up_to_person, actor=actor, at=at
            )
        if not valued:
            return
