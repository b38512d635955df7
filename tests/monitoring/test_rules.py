"""Definitions."""

from datetime import date

import pytest

from minga.monitoring.rules import Cell, Figure, age_band, may_publish


def test_share_needs_a_whole():
    assert Figure(3, 4).share == 0.75
    assert Figure(3).share is None
    assert Figure(0, 0).share is None
    assert Figure(1, 2) + Figure(2, 4) == Figure(3, 6)
    assert (Figure(1) + Figure(2)).denominator is None


@pytest.mark.parametrize(
    ("born", "band"),
    [(date(2008, 11, 21), "18-29"), (date(2008, 11, 22), "0-17"), (date(1960, 1, 1), "60+"), (None, "")],
)
def test_age_band_on_a_day(born, band):
    assert age_band(born, date(2026, 11, 21)) == band


def test_tables_over_the_same_persons_do_not_tell_of_few_by_their_difference():
    """Certified persons published later than started ones: the wholes of both would differ by two."""
    started = {"sex": {"female": Cell(Figure(30), 30), "male": Cell(Figure(40), 40)}}
    certified = {"sex": {"female": Cell(Figure(12, 32), 32), "male": Cell(Figure(20, 40), 40)}}
    asked = {"is_share_of_persons": True, "threshold": 5}
    assert may_publish(certified, [], **asked)
    assert not may_publish(certified, [], relatives=[started], **asked)
