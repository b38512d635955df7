"""Fills the database of a benchmark: `python -m minga.demo.bench.fill --people N --seed S`. One commit a municipality.

Every person is imported, interviewed and valued, and each valuation confirmed by the system's account, so that
lists and pages have their full size.
"""

import argparse
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

LARGEST = "1701"  # Quito


def fill(*, people: int, seed: int, at: datetime) -> None:
    """Nine municipalities, staff in each, and `people` people with interviews. The database must be empty."""
    from minga.demo.seeding.accounts import seed_accounts
    from minga.demo.seeding.frame import seed_frame
    from minga.demo.seeding.people import write_city_sheets
    from minga.kernel.actor import system_actor
    from minga.programmes.models import Programme

    programme = Programme.objects.get(slug="site")
    municipalities = seed_frame(programme=programme, actor=system_actor(), at=at)
    seed_accounts(municipalities=municipalities, actor=system_actor(), at=at, home=LARGEST)
    today = at.astimezone(ZoneInfo("America/Guayaquil")).date()
    with TemporaryDirectory(prefix="minga-bench-") as folder:
        sheets = write_city_sheets(people=people, seed=seed, on=today, folder=Path(folder))
        for canton, (sheet,) in sheets.items():
            _fill_city(municipalities[canton], programme, sheet, at)


def _fill_city(municipality, programme, sheet, at: datetime) -> None:  # type: ignore[no-untyped-def]
    from minga.demo.seeding.accounts import staff_of
    from minga.demo.seeding.interviews import seed_instrument, seed_interviews
    from minga.demo.seeding.people import import_sheet
    from minga.kernel.actor import system_actor
    from minga.kernel.tenancy import scope

    with scope(municipality.pk):
        system = system_actor(municipality.pk)
        technician = staff_of(municipality, system, at, home=LARGEST)["technician"]
        version = seed_instrument(admin=system, at=at)
        batch = import_sheet(sheet=sheet.sheet, programme=programme, actor=technician, at=at)
        seed_interviews(sheet=sheet, batch=batch, version=version, actor=technician, at=at)


def main() -> None:
    """Read the arguments, set Django up, fill."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    options = parser.parse_args()
    import django

    django.setup()
    from minga.kernel import clock

    fill(people=options.people, seed=options.seed, at=clock.now())


if __name__ == "__main__":
    main()
