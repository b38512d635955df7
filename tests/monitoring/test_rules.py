"""Definitions and suppression."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga.monitoring.rules import Figure, age_band, hide_small_cells, may_show_total

CELLS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 30), min_size=1)


def test_share_needs_a_whole():
    assert Figure(3, 4).share == 0.75
    assert Figure(3).share is None
    assert Figure(0, 0).share is None
    assert Figure(1, 2) + Figure(2, 4) == Figure(3, 6)
    assert (Figure(1) + Figure(2)).denominator is None


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


@pytest.mark.parametrize(
    ("born", "band"),
    [(date(2008, 11, 21), "18-29"), (date(2008, 11, 22), "0-17"), (date(1960, 1, 1), "60+"), (None, "")],
)
def test_age_band_on_a_day(born, band):
    assert age_band(born, date(2026, 11, 21)) == band
