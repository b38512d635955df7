"""Fills the database of a benchmark: `python -m minga.demo.bench.fill --people N --seed S`. One commit a municipality.

Every person is imported, interviewed and valued; the largest municipality also has cycles, rounds and certificates,
so that lists and pages have their full size.
"""

import argparse
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

LARGEST = "1701"  # Quito
CONFIRMED = 300  # valuations that a person confirmed; the rest are advice


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


def _fill_city(municipality: Any, programme: Any, sheet: Any, at: datetime) -> None:
    from minga.demo.seeding.accounts import staff_of
    from minga.demo.seeding.interviews import seed_instrument, seed_interviews
    from minga.demo.seeding.people import import_sheet
    from minga.kernel.actor import system_actor
    from minga.kernel.tenancy import scope

    with scope(municipality.pk):
        actors = staff_of(municipality, system_actor(municipality.pk), at, home=LARGEST)
        technician = actors["technician"]
        version = seed_instrument(admin=system_actor(municipality.pk), at=at)
        batch = import_sheet(sheet=sheet.sheet, programme=programme, actor=technician, at=at)
        seed_interviews(sheet=sheet, batch=batch, version=version, actor=technician, at=at)
    if municipality.area.code == LARGEST:
        with scope(municipality.pk):
            _fill_cycles(municipality, programme, actors, at)


def _fill_cycles(municipality: Any, programme: Any, actors: Any, at: datetime) -> None:
    """Three cycles over ranked lists of everybody, as in the demonstration: one done, one running, one being filled."""
    from minga.demo.seeding import cohort
    from minga.demo.seeding.interviews import confirm_advice
    from minga.demo.seeding.training import Team, make_facilitator, open_aula, seed_training

    staff = cohort.Staff.of(actors)
    name, account_id = staff.facilitator.label, staff.facilitator.account_id or 0
    team = Team(
        staff.technician,
        staff.coordinator,
        make_facilitator(municipality, staff.technician, account_id, name, at - timedelta(days=140)),
    )
    confirm_advice(actor=staff.technician, at=at, at_most=CONFIRMED)
    schedule = seed_training(municipality=municipality, programme=programme, team=team, size=20, at=at)

    def rounds(aulas: Any, title: str, called_at: datetime) -> list[Any]:
        return cohort.call_in(
            municipality=municipality,
            programme=programme,
            aulas=aulas,
            staff=staff,
            name=title,
            at=called_at,
            includes_advised=True,
        )

    for aulas, title, days in ((schedule.done, "Primera", 70), (schedule.running, "Segunda", 20)):
        for round_ in rounds(aulas, title, at - timedelta(days=days)):
            cohort.settle_round(round_, staff, at - timedelta(days=days - 1))
        for aula in aulas:
            open_aula(aula, team, at - timedelta(days=days - 5))
            cohort.give_sessions(aula, staff, at - timedelta(days=1))
    for aula in schedule.done:
        cohort.finish_cycle(aula, staff, at - timedelta(days=30))
    for round_ in rounds(schedule.next, "Tercera", at - timedelta(hours=22)):
        cohort.begin_answers(round_, staff, at - timedelta(hours=19))


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
