"""Marks: a text in an address that only its owner reads, for some hours."""

from base64 import urlsafe_b64decode
from datetime import timedelta

import pytest

from minga.kernel.marks import LIFETIME, mark_of, text_of
from tests.conftest import NOW

WHOSE = "search:1:2"


def test_a_mark_gives_its_text_back_and_shows_nothing_of_it():
    mark = mark_of("Peña 1712345678", whose=WHOSE, at=NOW)
    assert text_of(mark, whose=WHOSE, at=NOW) == "Peña 1712345678"
    raw = urlsafe_b64decode(mark + "=" * (-len(mark) % 4))
    assert "1712345678" not in mark
    assert b"1712345678" not in raw


def test_the_same_text_gives_another_mark_each_time():
    assert mark_of("Peña", whose=WHOSE, at=NOW) != mark_of("Peña", whose=WHOSE, at=NOW)


def test_no_text_has_no_mark():
    assert mark_of("", whose=WHOSE, at=NOW) == ""


def test_somebody_else_reads_nothing_and_neither_does_the_owner_after_its_hours():
    mark = mark_of("Peña", whose=WHOSE, at=NOW)
    assert text_of(mark, whose="search:9:2", at=NOW) is None
    assert text_of(mark, whose=WHOSE, at=NOW + LIFETIME - timedelta(seconds=1)) == "Peña"
    assert text_of(mark, whose=WHOSE, at=NOW + LIFETIME + timedelta(seconds=1)) is None


@pytest.mark.parametrize("mark", ["", "x", "ñ", "Peña 1712345678", "AAAA", "%00", "a" * 5000])
def test_what_is_no_mark_says_nothing(mark):
    assert text_of(mark, whose=WHOSE, at=NOW) is None
