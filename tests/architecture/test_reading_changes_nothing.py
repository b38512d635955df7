"""GET and HEAD change nothing but the audit, sessions and limits of attempts: every address, as every role."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from minga.kernel.rights import ALL_STAFF
from minga.kernel.tenancy import scope
from minga.monitoring.models import Refresh
from tests.architecture.test_access_matrix import EVERY_PAGE, signed_in
from tests.factories import make_account, make_person
from tests.factories.samples import SAMPLES

# what reading may write: who read what, that somebody is here, how often somebody tried
MAY_CHANGE = ("audit_", "access_session", "access_attemptcount")
TABLES = """
    select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and has_table_privilege(c.oid, 'select') order by 1
"""
SUMS = "select count(*), coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') from {} t"


def database(municipality) -> dict[str, tuple[int, str]]:
    """Rows and a checksum of each table that reading may not change, as seen in a municipality."""
    with scope(municipality.pk), connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [name for (name,) in cursor.fetchall() if not name.startswith(MAY_CHANGE)]
        parts = [f"select '{name}', sums.* from ({SUMS.format(name)}) sums" for name in tables]
        cursor.execute(" union all ".join(parts))
        return {name: (rows, checksum) for name, rows, checksum in cursor.fetchall()}


@pytest.fixture
def clients(manta):
    """Signed out, each role, and somebody who has them all; signing in has written what it writes."""
    roles = {role: signed_in(role, municipality=manta) for role in ALL_STAFF}
    return {"nobody": Client(), **roles, "all": signed_in(*ALL_STAFF, municipality=manta)}


@pytest.mark.slow
@EVERY_PAGE
def test_get_and_head_change_nothing(page, manta, clients):
    address = page.address(manta, page.sample(manta) if page.name in SAMPLES else page.anything())
    for client in clients.values():
        client.raise_request_exception = False
    before = database(manta)
    for client in clients.values():
        client.get(address)
        client.head(address)
    after = database(manta)
    assert {name for name in before if before[name] != after[name]} == set(), address


def test_a_change_is_seen(manta):
    before = database(manta)
    assert {"people_person", "access_account", "procrastinate_jobs", "territory_municipality"} <= set(before)
    assert not [name for name in before if name.startswith("audit_")]
    make_account(roles=("technician",), municipality=manta)
    with scope(manta.pk):
        make_person(manta)
    Refresh.objects.create(municipality=manta, computed_at="2026-11-21T00:00Z")
    after = database(manta)
    changed = {name for name in before if before[name] != after[name]}
    assert changed >= {"people_person", "access_account", "access_roleassignment", "monitoring_refresh"}
    Refresh.objects.update(computed_at="2026-11-22T00:00Z")
    assert database(manta)["monitoring_refresh"] != after["monitoring_refresh"]
