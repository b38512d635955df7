"""Processes of `bin/bench faults`: `prepare` makes staff and people, `enqueue` fills the outbox until stdin closes,
`give_up` calls unknown what a killed worker had in hand.
"""

import select
import sys
import time
from itertools import count
from typing import Any

import django

PEOPLE = 300
SEED = 7
BETWEEN_SECONDS = 0.1


def main(what: str) -> None:
    """Do the one thing named."""
    django.setup()
    {"prepare": prepare, "enqueue": enqueue_until_stopped, "give_up": give_up}[what]()


def prepare() -> None:
    """Nine municipalities, staff and 300 people of Quito, no quiet hours. Safe to repeat."""
    from datetime import date
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from minga.demo.population import registrations
    from minga.demo.seeding.accounts import seed_accounts, staff_of
    from minga.demo.seeding.frame import seed_frame
    from minga.demo.seeding.people import import_sheet
    from minga.demo.sheets import write_csv
    from minga.kernel import clock
    from minga.kernel.actor import system_actor
    from minga.kernel.tenancy import scope
    from minga.programmes.models import Programme
    from minga.programmes.operations import set_setting

    at = clock.now()
    programme = Programme.objects.get(slug="site")
    municipalities = seed_frame(programme=programme, actor=system_actor(), at=at)
    seed_accounts(municipalities=municipalities, actor=system_actor(), at=at, home="1701")
    quito = municipalities["1701"]
    with scope(quito.pk), TemporaryDirectory() as folder:
        actor = staff_of(quito, system_actor(quito.pk), at, home="1701")["technician"]
        set_setting(
            programme=programme,
            key="quiet_hours",
            value=["00:00", "00:00"],
            valid_from=date(2026, 1, 1),
            source="Medición",
            municipality=quito,
            actor=system_actor(quito.pk),
            at=at,
        )
        sheet = Path(folder) / "inscripciones.csv"
        write_csv(registrations(PEOPLE, seed=SEED, on=date(2026, 1, 1)), sheet)
        import_sheet(sheet=sheet, programme=programme, actor=actor, at=at)


def enqueue_until_stopped() -> None:
    """One message every tenth of a second, each tried until the database took it.

    Prints "ready" when it begins and how many there were at the end.
    """
    from minga.kernel.actor import system_actor
    from minga.kernel.tenancy import scope
    from minga.people.models import ContactPoint
    from minga.territory.models import Municipality

    quito = Municipality.objects.get(slug="quito")
    with scope(quito.pk):
        points = list(ContactPoint.objects.filter(kind="email").select_related("person"))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for number in count():
        if select.select([sys.stdin], [], [], BETWEEN_SECONDS)[0]:
            sys.stdout.write(f"{number}\n")
            return
        _enqueue_for_certain(points[number % len(points)], number, system_actor(quito.pk))


def give_up() -> None:
    """What the product does a quarter of an hour after a worker died with letters in hand, without that wait."""
    from minga.kernel import clock
    from minga.kernel.actor import system_actor
    from minga.kernel.tenancy import scope
    from minga.messaging.operations import give_up_stalled
    from minga.messaging.rules.timing import STALLED_AFTER
    from minga.territory.models import Municipality

    for municipality in Municipality.objects.all():
        with scope(municipality.pk):
            give_up_stalled(actor=system_actor(municipality.pk), at=clock.now() + STALLED_AFTER)


def _enqueue_for_certain(point: Any, number: int, actor: Any) -> None:
    """Put message `number` into the outbox; again while the database is away, which the dedupe key makes harmless."""
    from uuid import uuid4

    from django.db import Error, connection

    from minga.kernel import clock
    from minga.kernel.tenancy import scope
    from minga.messaging.jobs import ask_for_drain
    from minga.messaging.operations import enqueue

    while True:
        try:
            with scope(actor.municipality_id):
                enqueue(
                    person=point.person,
                    contact_point=point,
                    channel="email",
                    purpose="invitation",
                    about=uuid4(),
                    subject=f"Aviso {number}",
                    body="Prueba de fallas.",
                    dedupe_key=f"faults:{number}",
                    actor=actor,
                    at=clock.now(),
                )
            ask_for_drain(actor.municipality_id)
            return
        except Error:
            connection.close()
            time.sleep(0.2)


if __name__ == "__main__":
    main(sys.argv[1])
