"""The demonstration as a whole: which part comes after which."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from minga.demo.seeding.accounts import seed_accounts, staff_of
from minga.demo.seeding.frame import seed_frame
from minga.demo.seeding.interviews import confirm_advice, seed_instrument, seed_interviews
from minga.demo.seeding.people import CitySheet, import_sheet, write_city_sheets
from minga.kernel.actor import system_actor
from minga.kernel.tenancy import scope
from minga.programmes.models import Programme
from minga.territory.models import Municipality

LABEL = "Demostración"
NOT_INTERVIEWED_YET = 0.06  # the newest of each city wait for their interview


@transaction.atomic
def seed_demonstration(*, people: int, seed: int, at: datetime, say: Callable[[str], object]) -> None:
    """Fill an empty database; one transaction, so that a killed run leaves nothing. `say` hears of each part."""
    actor = system_actor(label=LABEL)
    programme = Programme.objects.get(slug="site")
    municipalities = seed_frame(programme=programme, actor=actor, at=at)
    say(f"{len(municipalities)} municipalities")
    accounts = seed_accounts(municipalities=municipalities, actor=actor, at=at)
    say(f"{len(accounts)} accounts")
    with TemporaryDirectory(prefix="minga-demo-") as folder:
        sheets = write_city_sheets(people=people, seed=seed, on=at.date(), folder=Path(folder))
        for canton, sheet in sheets.items():
            municipality = municipalities[canton]
            with scope(municipality.pk):
                say(_seed_city(municipality, programme, sheet, at))


def _seed_city(municipality: Municipality, programme: Programme, sheet: CitySheet, at: datetime) -> str:
    """People, interviews and a cohort at every step in one municipality; what was made, in words."""
    system = system_actor(municipality.pk, label=LABEL)
    staff = staff_of(municipality, system, at)
    technician = staff["technician"]
    version = seed_instrument(admin=system, at=at)
    batch = import_sheet(sheet=sheet.sheet, programme=programme, actor=technician, at=at)
    count = seed_interviews(
        sheet=sheet, batch=batch, version=version, actor=technician, at=at, share=1 - NOT_INTERVIEWED_YET
    )
    confirmed = confirm_advice(actor=technician, at=at)
    return f"{municipality.name}: {batch.rows.count()} registrations, {count} interviews, {confirmed} valuations"
