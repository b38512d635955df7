"""The electoral period: days set for a municipality or for all of a programme."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from minga.audit.models import Record
from minga.kernel.tenancy import scope
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


# --- pages


PAGE = "/manta/programa/periodo-electoral/"
FIELDS = {
    "starts_on_day": "1", "starts_on_month": "11", "starts_on_year": "2026",
    "ends_on_day": "14", "ends_on_month": "2", "ends_on_year": "2027", "source": "Resolución 8",
}  # fmt: skip


@pytest.fixture
def now_is(monkeypatch):
    """Requests happen while the period runs, whatever the calendar says."""
    monkeypatch.setattr("minga.kernel.clock.now", lambda: datetime(2026, 11, 21, 15, 0, tzinfo=UTC))


def test_set_electoral_period_shows_on_every_page_of_the_staff(site, manta, sign_in, client, now_is):
    sign_in("programme_admin")
    assert "Período electoral hasta" not in client.get("/manta/programa/").content.decode()
    assert client.post(f"{PAGE}nuevo/", FIELDS).status_code == 302
    row = ElectoralPeriod.objects.get()
    assert (row.municipality, row.ends_on, row.source) == (manta, date(2027, 2, 14), "Resolución 8")
    page = client.get("/manta/programa/").content.decode()
    assert "Período electoral hasta el" in page and "14 de febrero de 2027" in page
    assert "En curso" in client.get(PAGE).content.decode()
    with scope(manta.pk):
        assert Record.objects.filter(action="programmes.set_electoral_period").count() == 1
    client.logout()
    assert "Período electoral" not in client.get("/manta/").content.decode(), "the public is told nothing"


def test_set_electoral_period_for_all_municipalities(site, quito, sign_in, client):
    sign_in("programme_admin")
    client.post(f"{PAGE}nuevo/", FIELDS | {"for_all": "on"})
    assert queries.electoral_period(quito, date(2027, 1, 1)) is not None


@pytest.mark.parametrize(
    ("typed", "words"),
    [({"source": ""}, "Complete «Qué lo fija»"), ({"ends_on_year": "2025"}, "igual o posterior a «Desde»")],
)
def test_set_electoral_period_refuses(site, sign_in, client, typed, words):
    sign_in("programme_admin")
    response = client.post(f"{PAGE}nuevo/", FIELDS | typed)
    assert response.status_code == 422 and words in response.content.decode()
    assert not ElectoralPeriod.objects.exists()


@pytest.mark.parametrize("role", ["coordinator", "authority", "communication"])
def test_electoral_period_is_read_by_all_and_set_by_administration(site, manta, sign_in, client, role):
    kept = period(site, manta, date(2027, 1, 3), date(2027, 2, 14))
    sign_in(role)
    assert "Fijar un período" not in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}nuevo/", FIELDS).status_code == 403
    assert client.post(f"{PAGE}{kept.public_id}/terminar/").status_code == 403
    assert ElectoralPeriod.objects.count() == 1


def test_end_electoral_period(site, manta, quito, sign_in, client, now_is):
    running = period(site, manta, date(2026, 11, 1), date(2027, 2, 14))
    ahead = period(site, manta, date(2027, 3, 1), date(2027, 4, 1))
    elsewhere = period(site, quito, date(2026, 11, 1), date(2027, 2, 14))
    sign_in("programme_admin")
    for row in (running, ahead):
        assert client.post(f"{PAGE}{row.public_id}/terminar/").status_code == 302
    assert client.post(f"{PAGE}{elsewhere.public_id}/terminar/").status_code == 404
    running.refresh_from_db()
    assert running.ends_on == date(2026, 11, 20)
    assert set(ElectoralPeriod.objects.all()) == {running, elsewhere}
