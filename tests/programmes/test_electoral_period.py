"""The electoral period: days set for a municipality or for all of a programme."""

from __future__ import annotations

from datetime import date

import pytest

from minga.programmes import queries
from minga.programmes.models import ElectoralPeriod, Programme


@pytest.fixture
def site(manta, quito):
    programme = Programme.objects.get(slug="site")
    programme.municipalities.add(manta, quito)
    return programme


def period(site, municipality, first, last):
    return ElectoralPeriod.objects.create(
        programme=site, municipality=municipality, starts_on=first, ends_on=last, source="Resolución del CNE"
    )


def test_period_holds_from_its_first_to_its_last_day(site, manta, quito):
    kept = period(site, manta, date(2027, 1, 3), date(2027, 2, 14))
    held = [queries.electoral_period(manta, day) for day in (
        date(2027, 1, 2), date(2027, 1, 3), date(2027, 2, 14), date(2027, 2, 15),
    )]  # fmt: skip
    assert held == [None, kept, kept, None]
    assert queries.electoral_period(quito, date(2027, 1, 3)) is None


def test_period_of_the_programme_holds_in_its_municipalities(site, manta, quito, django_assert_num_queries):
    everywhere = period(site, None, date(2027, 1, 3), date(2027, 2, 14))
    site.municipalities.remove(quito)
    with django_assert_num_queries(1):
        assert queries.electoral_period(manta, date(2027, 2, 1)) == everywhere
    assert queries.electoral_period(quito, date(2027, 2, 1)) is None


def test_of_two_periods_the_one_that_ends_last(site, manta):
    period(site, None, date(2027, 1, 3), date(2027, 2, 14))
    longer = period(site, manta, date(2027, 1, 20), date(2027, 4, 11))
    assert queries.electoral_period(manta, date(2027, 2, 1)) == longer
    assert [row.starts_on for row in queries.electoral_periods(manta)] == [date(2027, 1, 20), date(2027, 1, 3)]
