"""The demo population: a seeded stream of fictitious registrations, pure Python, the same for the same seed.

What has a source is dealt out by quota (so that 1,600 people meet the shares of ENISO), what has none by
chance; `marginals.py` says which is which. Nothing on violence, health or protection is planted. Scales to
1,000,000 people.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from unicodedata import normalize

from minga.demo import marginals as m
from minga.demo import papers
from minga.demo.draws import Draft, deal, drafts
from minga.demo.names import BY_NATIONALITY, NameStock
from minga.demo.records import Household, Livelihood, Registration
from minga.kernel.identity import DocumentKind

BLOCK = 1600  # ENISO's sample: quotas are exact, to the person, in every full block
RECENT_DAYS = 182  # less than six months in the zone (SCR-11)
REGISTERED_OVER_DAYS = 150  # people of a block registered one after the other over the last five months
YOUNGEST = 18  # completed years, on the day of registration
BASIC_SALARY = 482  # SBU of 2026 in USD (facts.md D); only shapes the made-up incomes


def registrations(people: int, *, seed: int, on: date) -> Iterator[Registration]:
    """`people` registrations, numbered from 0, made as of the day `on`. Same arguments, same people.

    Works in blocks, so memory does not grow with `people`. The shares with a source hold within two points in
    each full block of 1,600 and so for any multiple of it.
    """
    for start in range(0, people, BLOCK):
        size = min(BLOCK, people - start)
        yield from _block(Random(f"{seed}/{start}"), start, size, on)  # noqa: S311 - repeatable, not secret


def _placements() -> m.Mix[tuple[str, str]]:
    cells = tuple(
        ((city, group), city_weight * group_weight)
        for city, city_weight in m.CITIES.shares
        for group, group_weight in m.POPULATION_GROUPS.shares
    )
    return m.Mix(m.ASSUMPTION, cells)


def _block(rng: Random, start: int, size: int, on: date) -> Iterator[Registration]:
    placed = deal(rng, _placements(), size)
    streams = {
        group: iter(drafts(rng, marginals, sum(1 for _, placed_group in placed if placed_group == group)))
        for group, marginals in m.BY_GROUP.items()
    }
    for index, (city, group) in enumerate(placed):
        days_ago = int(REGISTERED_OVER_DAYS * (1 - (index + 0.5) / size))
        yield _registration(rng, start + index, city, group, next(streams[group]), on, days_ago)


def _pick(rng: Random, words: tuple[str, ...]) -> str:
    return words[int(rng.random() * len(words))]


def _full_name(rng: Random, stock: NameStock, sex: str) -> tuple[str, str]:
    """Given names and surnames: one or two of each, never the same given name twice."""
    given_stock = stock.women if sex == "female" else stock.men
    given = _pick(rng, given_stock)
    if rng.random() < m.TWO_GIVEN_NAMES.value:
        second = _pick(rng, given_stock)
        given = given if second == given else f"{given} {second}"
    surnames = _pick(rng, stock.surnames)
    if rng.random() < m.TWO_SURNAMES.value:
        surnames = f"{surnames} {_pick(rng, stock.surnames)}"
    return given, surnames


def _paper(draft: Draft, city: str, number: int) -> tuple[DocumentKind, str]:
    """Kind and number of the person's document; whoever has no other national card shows a passport."""
    kind = DocumentKind.PASAPORTE if draft.document == "national_id" else DocumentKind(draft.document)
    if draft.document == "national_id" and draft.nationality == "VE":
        return DocumentKind.CEDULA_VE, papers.venezuelan_id(number)
    if draft.document == "national_id" and draft.nationality == "CO":
        return DocumentKind.CEDULA_CO, papers.colombian_id(number)
    if kind in (DocumentKind.CEDULA_EC, DocumentKind.CEDULA_EXTRANJERIA):
        return kind, papers.cedula(city[:2], number)
    if kind == DocumentKind.PASAPORTE:
        return kind, papers.passport(draft.nationality, number)
    return kind, "" if kind == DocumentKind.SIN_DOCUMENTO else papers.certificate(number)


def _phone(rng: Random, number: int) -> str:
    if rng.random() >= m.HAS_PHONE.value:
        return ""
    shared = number > 0 and rng.random() < m.SHARES_PHONE.value
    return papers.phone(number - 1 if shared else number)


def _ascii(text: str) -> str:
    return normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def _email(rng: Random, given: str, surnames: str, number: int) -> str:
    if rng.random() >= m.HAS_EMAIL.value:
        return ""
    return f"{_ascii(given.split()[0])}.{_ascii(surnames.split()[0])}.{number}@example.org"


def _stay(rng: Random, group: str, draft: Draft, birth_on: date, on: date, days_ago: int) -> tuple[date | None, date]:
    """Arrival in the country (None for the host community) and in the zone; after birth, before registering."""
    recent = days_ago + 5 + int(rng.random() * (RECENT_DAYS - 10 - days_ago))
    if group == "host":
        settled = max(int((on - birth_on).days * rng.random() ** 0.3), RECENT_DAYS + 5)
        return None, on - timedelta(days=recent if draft.recent_in_zone else settled)
    oldest = min((on - birth_on).days, 365 * 10)
    in_country = 200 + int((oldest - 200) * (0.15 + 0.7 * rng.random()))
    if draft.recent_in_zone:
        in_zone = recent
        in_country = in_zone if rng.random() < 0.35 else in_country
    else:
        in_zone = in_country if rng.random() < 0.6 else 190 + int((in_country - 190) * rng.random())
    return on - timedelta(days=in_country), on - timedelta(days=in_zone)


def _income(rng: Random, draft: Draft) -> int:
    """Monthly income in USD: nothing without work, below the basic salary when under-employed."""
    if draft.work_status != "occupied" or draft.category == "unpaid_family":
        return 0
    if draft.underemployed:
        return 60 + int(rng.random() * (BASIC_SALARY - 100))
    return 240 + int(rng.random() * 420)


def _hours(rng: Random, draft: Draft) -> int:
    """Hours of work a week: under 40 for the under-employed, 40 or more for the others who work."""
    if draft.work_status != "occupied":
        return 0
    return 8 + int(rng.random() * 32) if draft.underemployed else 40 + int(rng.random() * 21)


def _livelihood(rng: Random, draft: Draft) -> Livelihood:
    owns = draft.category in ("own_account", "employer")
    return Livelihood(
        draft.schooling,
        draft.work_status,
        draft.underemployed,
        _hours(rng, draft),
        draft.category,
        draft.origin,
        draft.now,
        _income(rng, draft),
        draft.work_status == "occupied" or draft.origin not in ("", "none") or rng.random() < 0.5,
        draft.business_stage if owns else "",
        draft.expectation,
        draft.prior_courses,
        draft.availability,
        draft.modality,
    )


def _household(rng: Random, draft: Draft) -> Household:
    dependants = int(rng.random() * 4)
    if draft.lone_parent:
        dependants = max(1, dependants)
    size = 1 + dependants + (0 if draft.lone_parent else int(rng.random() * 3))
    brings = "childcare" in draft.needs or draft.lone_parent
    return Household(
        size,
        dependants,
        min(dependants, 1 + int(rng.random() * 2)) if brings else 0,
        draft.care_hours,
        draft.lone_parent or size == 1 or rng.random() < 0.45,
        draft.lone_parent,
        draft.housing,
        draft.needs,
        draft.urgent_needs,
        draft.wants_referral,
        draft.lives_elsewhere,
        draft.device,
        draft.internet,
    )


def _registration(
    rng: Random, number: int, city: str, group: str, draft: Draft, on: date, days_ago: int
) -> Registration:
    given, surnames = _full_name(rng, BY_NATIONALITY[draft.nationality], draft.sex)
    since_birthday = int(rng.random() * 365)
    birth_on = _birthday(on, draft.age, since_birthday)
    if draft.age == YOUNGEST:
        days_ago = min(days_ago, since_birthday)
    kind, document = _paper(draft, city, number)
    arrived_on, resident_since = _stay(rng, group, draft, birth_on, on, days_ago)
    return Registration(
        number,
        city,
        group,
        given,
        surnames,
        draft.sex,
        birth_on,
        draft.nationality,
        kind,
        document,
        _phone(rng, number),
        _email(rng, given, surnames, number),
        draft.condition,
        arrived_on,
        resident_since,
        on - timedelta(days=days_ago),
        _livelihood(rng, draft),
        _household(rng, draft),
    )


def _birthday(on: date, age: int, days: int) -> date:
    """The birth date of somebody whose birthday number `age` was `days` (0-364) days before `on`."""
    last = on - timedelta(days=days)
    day = 28 if (last.month, last.day) == (2, 29) else last.day
    return date(last.year - age, last.month, day)
