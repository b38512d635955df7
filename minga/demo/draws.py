"""Drawing one block of people: attributes with a source by quota, the others by chance. Pure and seeded."""

from random import Random
from typing import NamedTuple

from minga.demo import marginals as m
from minga.demo.marginals import Marginals, Mix, Share, Value

SCHOOL_STARTS_AT = 5  # years of age: nobody has passed more years than they have lived since then


class Draft(NamedTuple):
    """What was drawn for one person, before names and papers."""

    age: int
    schooling: int
    sex: str
    work_status: str
    underemployed: bool
    category: str
    origin: str
    now: str
    nationality: str
    condition: str
    document: str
    housing: str
    device: str
    internet: str
    availability: str
    modality: str
    expectation: str
    business_stage: str
    prior_courses: str
    care_hours: str
    wants_referral: bool
    lives_elsewhere: bool
    recent_in_zone: bool
    lone_parent: bool
    needs: tuple[str, ...]
    urgent_needs: tuple[str, ...]


def quota(mix: Mix[Value], size: int) -> list[Value]:
    """`size` values in the proportions of the mix, by largest remainder; in the order of the mix."""
    total = sum(mix.weights)
    exact = [weight * size / total for weight in mix.weights]
    counts = [int(amount) for amount in exact]
    by_remainder = sorted(range(len(exact)), key=lambda index: counts[index] - exact[index])
    for index in by_remainder[: size - sum(counts)]:
        counts[index] += 1
    return [value for value, count in zip(mix.values, counts, strict=True) for _ in range(count)]


def deal(rng: Random, mix: Mix[Value], size: int) -> list[Value]:
    """`size` values in the exact proportions of the mix, shuffled."""
    values = quota(mix, size)
    rng.shuffle(values)
    return values


def draw(rng: Random, mix: Mix[Value], size: int) -> list[Value]:
    """`size` values drawn independently."""
    return rng.choices(mix.values, mix.weights, k=size)


def flags(rng: Random, share: Share, size: int) -> list[bool]:
    """`size` truth values, true with the chance of `share`."""
    return [rng.random() < share.value for _ in range(size)]


def _deal_flags(rng: Random, share: Share, size: int) -> list[bool]:
    return deal(rng, Mix(share.source, ((True, share.value), (False, 1 - share.value))), size)


def _fit_schooling(rng: Random, ages: list[int], schooling: list[int]) -> None:
    """Exchange years of schooling until nobody has more than their age allows; the shares stay."""
    for index, age in enumerate(ages):
        tries = 0
        while schooling[index] > age - SCHOOL_STARTS_AT and tries < 1000:
            tries += 1
            other = int(rng.random() * len(ages))
            if schooling[other] < schooling[index] <= ages[other] - SCHOOL_STARTS_AT:
                schooling[index], schooling[other] = schooling[other], schooling[index]


def _sexes(rng: Random, sectors: list[str]) -> list[str]:
    return ["female" if rng.random() < m.WOMEN_BY_SECTOR[sector] else "male" for sector in sectors]


def _needs(rng: Random, marginals: Marginals, size: int) -> list[tuple[str, ...]]:
    names = [name for name, _ in marginals.needs]
    columns = [_deal_flags(rng, share, size) for _, share in marginals.needs]
    return [tuple(name for name, has in zip(names, row, strict=True) if has) for row in zip(*columns, strict=True)]


def _urgent_needs(rng: Random, size: int) -> list[tuple[str, ...]]:
    food, roof = flags(rng, m.NO_FOOD_TODAY, size), flags(rng, m.NOWHERE_TONIGHT, size)
    return [("food_today",) * hungry + ("safe_tonight",) * outside for hungry, outside in zip(food, roof, strict=True)]


class _Work(NamedTuple):
    status: list[str]
    underemployed: list[bool]
    category: list[str]
    origin: list[str]
    now: list[str]


def _work(rng: Random, marginals: Marginals, size: int) -> _Work:
    """Work today and in the country of origin; all the under-employed are among the occupied."""
    occupied = round(marginals.occupied.value * size)
    under = min(occupied, round(marginals.underemployed.value * size))
    idle = size - occupied
    moves = deal(rng, marginals.moves, occupied)
    rows = list(
        zip(
            ["occupied"] * occupied + draw(rng, marginals.not_working, idle),
            [True] * under + [False] * (size - under),
            deal(rng, marginals.categories, occupied) + [""] * idle,
            [origin for origin, _ in moves] + deal(rng, marginals.origins, idle),
            [now for _, now in moves] + [""] * idle,
            strict=True,
        )
    )
    rng.shuffle(rows)
    return _Work(*(list(column) for column in zip(*rows, strict=True)))


def drafts(rng: Random, marginals: Marginals, size: int) -> list[Draft]:
    """`size` people of one population group; what has a source meets its quota to the person."""
    if size == 0:
        return []
    ages, schooling = deal(rng, marginals.ages, size), deal(rng, marginals.schooling, size)
    _fit_schooling(rng, ages, schooling)
    work = _work(rng, marginals, size)
    columns = (
        ages,
        schooling,
        _sexes(rng, work.now),
        *work,
        draw(rng, marginals.nationalities, size),
        deal(rng, marginals.conditions, size),
        draw(rng, marginals.documents, size),
        deal(rng, marginals.housing, size),
        draw(rng, m.DEVICES, size),
        draw(rng, m.INTERNET, size),
        draw(rng, m.AVAILABILITY, size),
        draw(rng, m.MODALITIES, size),
        draw(rng, m.EXPECTATIONS, size),
        draw(rng, m.BUSINESS_STAGES, size),
        draw(rng, m.COURSES, size),
        draw(rng, m.CARE_HOURS, size),
        flags(rng, m.WANTS_REFERRAL, size),
        flags(rng, m.LIVES_ELSEWHERE, size),
        flags(rng, marginals.recent_in_zone, size),
        _deal_flags(rng, m.LONE_PARENTS, size),
        _needs(rng, marginals, size),
        _urgent_needs(rng, size),
    )
    return [Draft(*row) for row in zip(*columns, strict=True)]
