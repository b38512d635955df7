"""The demonstration as a whole: nine cities, each with three waves of people and three cycles."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from django.db import transaction

from minga.demo.seeding.accounts import seed_accounts, staff_of
from minga.demo.seeding.cohort import Staff, begin_answers, call_in, finish_cycle, give_sessions, settle_round
from minga.demo.seeding.frame import seed_frame
from minga.demo.seeding.interviews import confirm_advice, seed_instrument, seed_interviews
from minga.demo.seeding.people import CitySheet, import_sheet, write_city_sheets
from minga.demo.seeding.referrals import seed_referrals
from minga.demo.seeding.rights import seed_rights
from minga.demo.seeding.training import Schedule, Team, make_facilitator, open_aula, seed_training
from minga.kernel.actor import system_actor
from minga.kernel.tenancy import scope
from minga.monitoring.operations import refresh_figures
from minga.programmes.models import Programme
from minga.screening.models import InstrumentVersion
from minga.territory.models import Municipality

LABEL = "Demostración"
WAVES = (76, 24, 0)  # days before today until which the people of each wave registered
NOT_INTERVIEWED_YET = 0.12  # of the last wave
UNDECIDED = 8  # valuations of the last wave that wait for a person ("Mi día")
LARGEST_AULA, SMALLEST_AULA = 20, 6


@dataclass(frozen=True)
class City:
    """What the waves of one municipality need. `at` is nine in the morning of today; all happens on earlier days."""

    municipality: Municipality
    programme: Programme
    version: InstrumentVersion
    staff: Staff
    schedule: Schedule
    at: datetime


@transaction.atomic
def seed_demonstration(*, people: int, seed: int, at: datetime, say: Callable[[str], object]) -> None:
    """Fill an empty database; one transaction, so that a killed run leaves nothing. `say` hears of each part."""
    actor = system_actor(label=LABEL)
    programme = Programme.objects.get(slug="site")
    municipalities = seed_frame(programme=programme, actor=actor, at=at)
    say(f"{len(municipalities)} municipalities")
    accounts = seed_accounts(municipalities=municipalities, actor=actor, at=at)
    say(f"{len(accounts)} accounts")
    today = at.astimezone(ZoneInfo("America/Guayaquil")).date()
    with TemporaryDirectory(prefix="minga-demo-") as folder:
        sheets = write_city_sheets(people=people, seed=seed, on=today, folder=Path(folder), waves=WAVES)
        for canton, waves in sheets.items():
            municipality = municipalities[canton]
            with scope(municipality.pk):
                say(_seed_city(municipality, programme, waves, at))


def _office_opens(at: datetime, municipality: Municipality) -> datetime:
    """Nine in the morning of the local day of `at`, so that what is counted from it falls in working hours."""
    return at.astimezone(ZoneInfo(municipality.time_zone)).replace(hour=9, minute=0, second=0, microsecond=0)


def _seed_city(municipality: Municipality, programme: Programme, waves: list[CitySheet], at: datetime) -> str:
    """A cohort at every step in one municipality, in the order of time; what was made, in words."""
    system = system_actor(municipality.pk, label=LABEL)
    actors = staff_of(municipality, system, at)
    staff = Staff.of(actors)
    morning = _office_opens(at, municipality)
    long_ago = morning - timedelta(days=140)
    version = seed_instrument(admin=system, at=long_ago)
    account_id = staff.facilitator.account_id or 0
    facilitator = make_facilitator(municipality, staff.technician, account_id, staff.facilitator.label, long_ago)
    team = Team(staff.technician, staff.coordinator, facilitator)
    expected = sum(1 for wave in waves[:1] for _ in wave.answers())
    size = max(SMALLEST_AULA, min(LARGEST_AULA, expected // 5))
    schedule = seed_training(municipality=municipality, programme=programme, team=team, size=size, at=morning)
    city = City(municipality, programme, version, staff, schedule, morning)
    certified = _first_wave(city, waves[0], team)
    _second_wave(city, waves[1], team)
    _third_wave(city, waves[2])
    seed_referrals(municipality=municipality, technician=staff.technician, coordinator=staff.coordinator, at=morning)
    seed_rights(municipality=municipality, technician=staff.technician, coordinator=staff.coordinator, at=morning)
    refresh_figures(municipality=municipality, programme=programme, at=at, force=True)
    return f"{municipality.name}: {certified} certificates in the first cycle"


def _register(city: City, wave: CitySheet, days_ago: int, *, share: float = 1, undecided: int = 0) -> None:
    """Import a wave's sheet so many days ago, interview a day later and confirm the next."""
    if not any(True for _ in wave.answers()):
        return  # in a small demonstration nobody came to this city in this wave: there is no sheet to import
    at = city.at - timedelta(days=days_ago)
    actor = city.staff.technician
    batch = import_sheet(sheet=wave.sheet, programme=city.programme, actor=actor, at=at)
    interviewed_at = at + timedelta(hours=24)
    seed_interviews(sheet=wave, batch=batch, version=city.version, actor=actor, at=interviewed_at, share=share)
    confirm_advice(actor=actor, at=at + timedelta(hours=25), pending=undecided)


def _first_wave(city: City, wave: CitySheet, team: Team) -> int:
    """The cycle that is over: called in, given, certified. How many certificates."""
    _register(city, wave, 74)
    _call_and_settle(city, city.schedule.done, "Primera convocatoria", 70)
    for aula in city.schedule.done:
        open_aula(aula, team, city.at - timedelta(days=64))
        give_sessions(aula, city.staff, city.at)
    return sum(finish_cycle(aula, city.staff, city.at - timedelta(days=30)) for aula in city.schedule.done)


def _second_wave(city: City, wave: CitySheet, team: Team) -> None:
    """The cycle under way: two sessions were given, one is today."""
    _register(city, wave, 23)
    _call_and_settle(city, city.schedule.running, "Segunda convocatoria", 20)
    for aula in city.schedule.running:
        open_aula(aula, team, city.at - timedelta(days=15))
        give_sessions(aula, city.staff, city.at - timedelta(days=1))


def _third_wave(city: City, wave: CitySheet) -> None:
    """The newest people, some without interview or decision, and a round that has just begun."""
    _register(city, wave, 2, share=1 - NOT_INTERVIEWED_YET, undecided=UNDECIDED)
    opened_at = city.at - timedelta(hours=22)
    for round_ in call_in(
        municipality=city.municipality,
        programme=city.programme,
        aulas=city.schedule.next,
        staff=city.staff,
        name="Tercera convocatoria",
        at=opened_at,
    ):
        begin_answers(round_, city.staff, opened_at + timedelta(hours=3))


def _call_and_settle(city: City, aulas: list, name: str, days_ago: int) -> None:
    at = city.at - timedelta(days=days_ago)
    rounds = call_in(
        municipality=city.municipality, programme=city.programme, aulas=aulas, staff=city.staff, name=name, at=at
    )
    for round_ in rounds:
        settle_round(round_, city.staff, at + timedelta(hours=2))
