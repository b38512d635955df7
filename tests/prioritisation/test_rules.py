from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from minga.prioritisation import rules
from minga.prioritisation.rules import Candidate
from minga.prioritisation.states import LeftOut

DAY = date(2026, 11, 21)


def candidate(number, priority):
    return Candidate(number, number, number, UUID(int=number), None if priority is None else Decimal(priority))


def ids(placed):
    return [each.candidate.person_id for each in placed]


def test_higher_priority_comes_first_and_none_last():
    people = [candidate(1, None), candidate(2, "0.2"), candidate(3, "0.9"), candidate(4, "0")]
    placed = rules.in_order_of_call(people, "seed")
    assert ids(placed) == [3, 2, 4, 1]
    assert [each.position for each in placed] == [1, 2, 3, 4]


def test_ties_follow_the_draw_and_not_arrival():
    people = [candidate(number, "0.5") for number in range(1, 60)]
    first = ids(rules.in_order_of_call(people, "a"))
    assert first == ids(rules.in_order_of_call(reversed(people), "a"))
    assert first != sorted(first)
    assert first != ids(rules.in_order_of_call(people, "b"))


@pytest.mark.parametrize(("size", "counts"), [(9, [3, 3, 3]), (10, [4, 3, 3]), (11, [4, 4, 3]), (2, [1, 1]), (1, [1])])
def test_thirds_differ_by_one_at_most(size, counts):
    thirds = [rules.third_of(position, size) for position in range(1, size + 1)]
    assert [thirds.count(third) for third in sorted(set(thirds))] == counts
    assert thirds == sorted(thirds)
    first, second = rules.third_bounds(size)
    assert [1 if p <= first else 2 if p <= second else 3 for p in range(1, size + 1)] == thirds


@pytest.mark.parametrize(
    ("gate", "reason"),
    [
        ({"outcome": "met", "opens_on": None}, None),
        ({"outcome": "unknown", "opens_on": None}, None),
        ({"outcome": "not_met", "opens_on": None}, LeftOut.NOT_MET),
        ({"outcome": "not_yet", "opens_on": "2026-11-22"}, LeftOut.NOT_YET),
        ({"outcome": "not_yet", "opens_on": "2026-11-21"}, None),
        ({"outcome": "not_yet", "opens_on": None}, LeftOut.NOT_YET),
        (None, None),
    ],
)
def test_condition_opens_on_its_day_and_a_missing_answer_closes_nothing(gate, reason):
    found = rules.why_left_out(gate=gate, is_decided=True, includes_advised=False, takes_part=True, as_of=DAY)
    assert found == reason


def test_advice_enters_only_when_asked_for_and_who_left_never():
    given = {"gate": None, "as_of": DAY}
    assert rules.why_left_out(is_decided=False, includes_advised=False, takes_part=True, **given) == LeftOut.ADVISED
    assert rules.why_left_out(is_decided=False, includes_advised=True, takes_part=True, **given) is None
    left = rules.why_left_out(is_decided=True, includes_advised=True, takes_part=False, **given)
    assert left == LeftOut.NOT_TAKING_PART


def test_reading_names_at_most_two_that_weigh_most():
    dimensions = [
        {"code": "needs", "state": "scored", "score": 0.5},
        {"code": "social", "state": "scored", "score": 0.6},
        {"code": "economic", "state": "scored", "score": 0.4},
        {"code": "time", "state": "scored", "score": 0.0},
        {"code": "migratory", "state": "not_applicable", "score": None},
        {"code": "vulnerability", "state": "unknown", "score": None},
    ]
    read = rules.reading_of(dimensions, {"needs": 1, "social": 1, "economic": 2, "time": 5})
    assert read.leading == ("economic", "social")
    assert read.not_applicable == ("migratory",)
    assert read.unanswered == ("vulnerability",)
