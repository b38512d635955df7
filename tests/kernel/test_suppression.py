"""No hidden figure can be worked out from what is published: lines, margins, indicators and earlier releases.

The attacker of these tests knows every number that was ever published, that persons are whole and only come in (the
counts of registered and certified persons grow), that a hidden count is at least one, and solves for the least and the
most that each hidden count can be (linear programming).
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from minga.kernel.suppression import (
    SMALL_CELL,
    Subject,
    hide_small_cells,
    may_follow,
    may_show_total,
    protect,
    rounded,
    threshold_for,
)
from minga.monitoring.rules import Cell, Figure, may_publish, published

CELLS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 30), min_size=1)
GROUPS = {
    "sex": ("female", "male", "intersex", "undisclosed"),
    "population": ("mobility", "host"),
    "age": ("0-17", "18-29", "30-44", "45-59", "60+", ""),
}
ATOMS = list(itertools.product(*GROUPS.values()))


def test_small_cells_are_hidden_with_the_next_smallest():
    assert hide_small_cells({"a": 3, "b": 20, "c": 9}) == {"a": None, "b": 20, "c": None}
    assert hide_small_cells({"a": 3, "b": 4, "c": 9}) == {"a": None, "b": None, "c": 9}
    assert hide_small_cells({"a": 0, "b": 9}) == {"a": 0, "b": 9}
    assert hide_small_cells({"a": 3}) == {"a": None}
    assert not may_show_total({"a": 3})
    assert may_show_total({"a": 3, "b": 20})


@given(CELLS)
def test_no_hidden_cell_can_be_solved_for(cells):
    shown = hide_small_cells(cells)
    assert all(count is None or count == cells[key] for key, count in shown.items())
    assert not any(count is not None and 0 < count < 5 for count in shown.values())
    if not may_show_total(cells):
        return
    hidden = [cells[key] for key, count in shown.items() if count is None]
    rest = sum(cells.values()) - sum(count for count in shown.values() if count is not None)
    least = 0 if len(hidden) == len(cells) else 1
    for _ in hidden:
        assert rest - least * (len(hidden) - 1) > least


def test_where_every_cell_is_one_zeros_are_hidden_too():
    cells = dict.fromkeys("abcde", 1) | {"f": 0}
    assert hide_small_cells(cells) == dict.fromkeys("abcdef")
    assert may_show_total(cells)


def test_some_subjects_need_more_persons():
    assert threshold_for(Subject.ANY) == SMALL_CELL
    assert threshold_for(Subject.PROTECTION) == 10
    assert threshold_for(Subject.MIGRATORY_CONDITION_BY_CANTON) == 10
    assert threshold_for(Subject.PROTECTION, setting=20) == 20


def test_a_share_hides_those_without_it_too():
    assert protect([{"a": 50, "b": 60}, {"a": 48, "b": 30}, {"a": 2, "b": 30}]).hidden == {"a", "b"}


def test_what_few_persons_would_change_does_not_follow():
    before = [{"a": 20, "b": 30, "c": 40}]
    assert may_follow(before, before)
    assert not may_follow(before, [{"a": 21, "b": 30, "c": 40}])
    assert not may_follow(before, [{"a": 22, "b": 33, "c": 45}])
    assert may_follow(before, [{"a": 25, "b": 30, "c": 46}])
    assert may_follow([{"a": 2, "b": 8, "c": 40}], [{"a": 3, "b": 12, "c": 40}])  # both hidden, five more together
    assert not may_follow([{"a": 0, "b": 20, "c": 30}], [{"a": 1, "b": 20, "c": 34}])


def test_a_count_over_cities_is_rounded():
    assert [rounded(count) for count in (0, 4, 5, 14, 15, 1234)] == [0, 0, 10, 10, 20, 1230]


counts = st.lists(
    st.one_of(st.integers(0, 3), st.integers(0, 12), st.just(0)), min_size=len(ATOMS), max_size=len(ATOMS)
)
cities = st.lists(st.lists(counts, min_size=1, max_size=4), min_size=1, max_size=2)


def table_of(atoms) -> dict[str, dict[str, Cell]]:
    """The table of a city from the counts of its smallest groups."""
    table = {dimension: {} for dimension in GROUPS}
    for atom, count in zip(ATOMS, atoms, strict=True):
        for dimension, key in zip(GROUPS, atom, strict=True):
            cell = Cell(Figure(int(count)), int(count))
            table[dimension][key] = table[dimension][key] + cell if key in table[dimension] else cell
    return table


def row(releases: int, release: int, dimension: str, key: str) -> np.ndarray:
    """The coefficients of one published number over the smallest groups of every release."""
    place = list(GROUPS).index(dimension)
    coefficients = np.zeros((releases, len(ATOMS)))
    coefficients[release] = [atom[place] == key for atom in ATOMS]
    return coefficients.ravel()


class Knowledge:
    """What an attacker who kept every release knows, as equations over the smallest groups."""

    def __init__(self, tables: list[dict[str, dict[str, Cell]]], threshold: int):
        self.releases = len(tables)
        self.equal, self.equals, self.below, self.at_most = [], [], [], []
        self.hidden: list[tuple[str, np.ndarray]] = []
        for release, table in enumerate(tables):
            self._read(release, table, published(table, is_share_of_persons=False, threshold=threshold))
            if release:
                self._persons_only_come_in(release)

    def _read(self, release, table, lines) -> None:
        for dimension, key in [(dimension, key) for dimension, cells in table.items() for key in cells]:
            coefficients = row(self.releases, release, dimension, key)
            if key not in lines[dimension].hidden:
                self._know(coefficients, table[dimension][key].people)
                continue
            self.hidden.append((f"{release} {dimension} {key}", coefficients))
            if len(lines[dimension].hidden) < len(table[dimension]):  # zeros are shown: it is one at least
                self.below.append(-coefficients)
                self.at_most.append(-1.0)
        if all(line.shows_total for line in lines.values()):
            everybody = np.zeros((self.releases, len(ATOMS)))
            everybody[release] = 1
            self._know(everybody.ravel(), sum(cell.people for cell in table["sex"].values()))

    def _know(self, coefficients, number: int) -> None:
        self.equal.append(coefficients)
        self.equals.append(number)

    def _persons_only_come_in(self, release: int) -> None:
        for atom in range(len(ATOMS)):
            growth = np.zeros((self.releases, len(ATOMS)))
            growth[release - 1, atom], growth[release, atom] = 1, -1
            self.below.append(growth.ravel())
            self.at_most.append(0.0)

    def end(self, coefficients, sign: int) -> float:
        """The least (1) or the most (-1) that a hidden number can be."""
        solved = linprog(
            sign * coefficients,
            A_ub=np.array(self.below) if self.below else None,
            b_ub=self.at_most or None,
            A_eq=np.array(self.equal) if self.equal else None,
            b_eq=self.equals or None,
            method="highs",
        )
        assert solved.status in (0, 3), solved.message  # 3: there is no end
        return sign * solved.fun if solved.status == 0 else float("inf")


def attack(tables: list[dict[str, dict[str, Cell]]], threshold: int) -> list[tuple[str, float, float]]:
    """(what, least, most) of each hidden number of each release."""
    known = Knowledge(tables, threshold)
    return [(what, known.end(coefficients, 1), known.end(coefficients, -1)) for what, coefficients in known.hidden]


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(cities, st.sampled_from([5, 10]))
def test_no_hidden_cell_of_a_generated_city_can_be_solved_for(city, threshold):
    for history in city:
        released = []
        for atoms in itertools.accumulate(
            history, lambda before, more: [a + b for a, b in zip(before, more, strict=True)]
        ):
            table = table_of(atoms)
            if may_publish(table, released, is_share_of_persons=False, threshold=threshold):
                released.append(table)
        for what, least, most in attack(released, threshold):
            assert most - least >= 1 - 1e-6, (what, least, most)


def test_the_attack_finds_what_naive_hiding_lets_through():
    """The attacker can do it: with only the small cell hidden beside its total, the number comes out."""
    atoms = [0] * len(ATOMS)
    atoms[0], atoms[20], atoms[40] = 2, 30, 40
    table = table_of(atoms)
    shown = [row(1, 0, "sex", key) for key in ("female", "intersex", "undisclosed")]
    everybody = np.ones(len(ATOMS))
    total = sum(cell.people for cell in table["sex"].values())
    seen = [table["sex"][key].people for key in ("female", "intersex", "undisclosed")]
    wanted = row(1, 0, "sex", "male")
    ends = [
        sign * linprog(sign * wanted, A_eq=np.array([*shown, everybody]), b_eq=[*seen, total]).fun for sign in (1, -1)
    ]
    assert ends[0] == pytest.approx(ends[1]) == pytest.approx(table["sex"]["male"].people)
    assert all(most - least >= 1 for _what, least, most in attack([table], 5))
