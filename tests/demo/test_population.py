"""The demo population recomputed: shares with a source, fictitious papers, and nothing planted that must not be."""

from collections import Counter
from datetime import date
from itertools import islice
from statistics import mean

import pytest
from stdnum.ec import ci

from minga.demo.marginals import CITIES, HOST, LONE_PARENTS, MOBILITY, SECTORS
from minga.demo.population import registrations
from minga.demo.records import Registration

ON = date(2026, 11, 21)
TOLERANCE = 0.02


def completed_years(birth_on: date, on: date = ON) -> int:
    return on.year - birth_on.year - ((on.month, on.day) < (birth_on.month, birth_on.day))


@pytest.fixture(scope="module", params=[1, 20261121])
def people(request) -> list[Registration]:
    return list(registrations(1600, seed=request.param, on=ON))


@pytest.fixture(scope="module")
def mobility(people) -> list[Registration]:
    return [person for person in people if person.group == "mobility"]


@pytest.fixture(scope="module")
def working(mobility) -> list[Registration]:
    return [person for person in mobility if person.livelihood.work_status == "occupied"]


def share(rows, condition) -> float:
    return sum(1 for row in rows if condition(row)) / len(rows)


def test_schooling_and_age_match_eniso(mobility):
    assert mean(p.livelihood.schooling_years for p in mobility) == pytest.approx(13, abs=0.2)
    assert share(mobility, lambda p: p.livelihood.schooling_years >= 14) == pytest.approx(0.30, abs=TOLERANCE)
    assert mean(completed_years(p.birth_on) for p in mobility) == pytest.approx(33, abs=0.5)


def test_occupation_matches_eniso(mobility, working):
    assert len(working) / len(mobility) == pytest.approx(0.69, abs=TOLERANCE)
    assert share(mobility, lambda p: p.livelihood.underemployed) == pytest.approx(0.21, abs=TOLERANCE)
    assert share(working, lambda p: p.livelihood.category == "private_employee") == pytest.approx(0.34, abs=TOLERANCE)
    own_account = share(working, lambda p: p.livelihood.category in ("own_account", "employer"))
    assert own_account == pytest.approx(0.60, abs=TOLERANCE)


@pytest.mark.parametrize(
    ("sector", "expected"),
    [
        *[("commerce", 0.31), ("food", 0.23), ("beauty", 0.05), ("beauty", 0.06), ("domestic", 0.07)],
        *[("construction", 0.03), ("agriculture", 0.02), ("bakery", 0.02)],
    ],
)
def test_sectors_of_today_match_eniso(working, sector, expected):
    assert share(working, lambda p: p.livelihood.sector_now == sector) == pytest.approx(expected, abs=TOLERANCE)


@pytest.mark.parametrize(("sector", "expected"), [("commerce", 0.24), ("food", 0.13)])
def test_sectors_of_origin_match_eniso_among_workers_and_among_all(mobility, working, sector, expected):
    for rows in (mobility, working):
        assert share(rows, lambda p: p.livelihood.sector_origin == sector) == pytest.approx(expected, abs=TOLERANCE)


@pytest.mark.parametrize(
    ("origin", "now", "expected"),
    [
        ("food", "food", 0.55),
        ("food", "commerce", 0.22),
        ("commerce", "commerce", 0.49),
        ("commerce", "food", 0.2),
        ("commerce", "beauty", 0.06),
        ("commerce", "construction", 0.03),
        ("commerce", "agriculture", 0.02),
        ("commerce", "bakery", 0.02),
    ],
)
def test_moves_from_origin_to_today_match_eniso(working, origin, now, expected):
    started = [p for p in working if p.livelihood.sector_origin == origin]
    assert share(started, lambda p: p.livelihood.sector_now == now) == pytest.approx(expected, abs=TOLERANCE)


def test_needs_of_mobility_match_the_joint_needs_assessment(mobility):
    for need, expected in (("food", 0.87), ("livelihoods", 0.65), ("housing", 0.53)):
        assert share(mobility, lambda p, need=need: need in p.household.needs) == pytest.approx(expected, abs=TOLERANCE)
    assert share(mobility, lambda p: p.household.is_lone_parent) == pytest.approx(LONE_PARENTS.value, abs=TOLERANCE)
    irregular = share(mobility, lambda p: p.condition in ("no_permit", "registered_no_permit"))
    assert irregular == pytest.approx(0.70, abs=TOLERANCE)


def test_only_underemployment_of_ecuadorians_claims_a_source(people):
    host = [p for p in people if p.group == "host"]
    assert share(host, lambda p: p.livelihood.underemployed) == pytest.approx(0.36, abs=TOLERANCE)
    sourced = [
        name
        for name in (
            "ages",
            "schooling",
            "occupied",
            "underemployed",
            "categories",
            "moves",
            "housing",
        )
        if getattr(HOST, name).source != "ASSUMPTION"
    ]
    assert sourced == ["underemployed"]
    assert all(need.source == "ASSUMPTION" for _, need in HOST.needs)


def test_nine_cities_with_a_quarter_in_the_largest(people):
    cities = Counter(p.city for p in people)
    assert set(cities) == {"1701", "0901", "0101", "1308", "2301", "0701", "1801", "1001", "2101"}
    assert max(cities.values()) / len(people) == pytest.approx(0.25, abs=0.005)
    assert all(cities[city] / len(people) == pytest.approx(CITIES.share(city), abs=0.01) for city in cities)


def test_same_seed_same_people_and_another_seed_others():
    first, again = (list(registrations(300, seed=7, on=ON)) for _ in range(2))
    assert first == again
    assert first != list(registrations(300, seed=8, on=ON))


def test_full_blocks_do_not_depend_on_how_many_follow():
    long_run = islice(registrations(5000, seed=7, on=ON), 1600)
    assert list(long_run) == list(registrations(1600, seed=7, on=ON))


def test_documents_were_never_issued_and_do_not_repeat(people):
    cedulas = [p.document_number for p in people if p.document_kind.startswith("cedula_e")]
    assert len(cedulas) > 400
    assert all(number[2] == "9" for number in cedulas)
    assert all(ci._checksum(number) == 0 for number in cedulas)
    numbers = [(p.document_kind, p.document_number) for p in people if p.document_number]
    assert len(set(numbers)) == len(numbers)


def test_phones_belong_to_no_operator_and_mails_to_no_one(people):
    phones = [p.phone for p in people if p.phone]
    assert all(len(phone) == 10 and phone.startswith("090") for phone in phones)
    assert len(set(phones)) / len(phones) > 0.95
    assert all(p.email.endswith("@example.org") for p in people if p.email)
    assert 0.05 < share(people, lambda p: not p.phone) < 0.11


def test_lives_are_possible(people):
    for p in people:
        age = completed_years(p.birth_on, p.registered_on)
        assert age >= 18
        assert p.livelihood.schooling_years <= completed_years(p.birth_on) - 5
        assert p.birth_on <= (p.arrived_on or p.resident_since) <= p.resident_since <= p.registered_on
        assert (p.livelihood.sector_now in SECTORS) == (p.livelihood.work_status == "occupied")
        assert p.household.children_to_bring <= p.household.dependants < p.household.size
        assert (p.nationality == "EC") == (p.group == "host")


def test_people_register_one_after_the_other(people):
    days = [p.registered_on for p in people if completed_years(p.birth_on) > 18]
    assert days == sorted(days)
    assert (ON - days[0]).days > 140


def test_some_do_not_yet_have_six_months_in_the_zone(mobility):
    recent = share(mobility, lambda p: (ON - p.resident_since).days < 183)
    assert recent == pytest.approx(MOBILITY.recent_in_zone.value, abs=0.04)


def test_nothing_on_violence_health_or_protection_is_planted(people):
    words = {word for p in people for word in (*p.household.needs, *p.household.urgent_needs)}
    assert words <= {
        "food",
        "livelihoods",
        "housing",
        "documents",
        "education",
        "childcare",
        "food_today",
        "safe_tonight",
    }
