"""What every test may use: the database through the owner, a scope, actors, a clock that stands still."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from minga.kernel import tenancy
from minga.kernel.actor import Actor, system_actor
from minga.kernel.keys import make_keys
from tests.factories import make_account, make_municipality

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)  # a Saturday, 10:00 in Guayaquil


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, django_db_keepdb: bool) -> Iterator[None]:
    """The owner makes and migrates the database; everything else runs as the application role."""
    make_keys(Path(settings.MINGA_KEYS))
    owner, served = connections["owner"], connections["default"]
    with django_db_blocker.unblock():
        own_name = owner.settings_dict["NAME"]
        test_name = owner.creation.create_test_db(
            verbosity=0, autoclobber=True, serialize=False, keepdb=django_db_keepdb
        )
        served.close()
        served.settings_dict["NAME"] = test_name
        call_command("grant_app_role", verbosity=0)
        call_command("load_reference", stdout=io.StringIO())
    yield
    with django_db_blocker.unblock():
        served.close()
        owner.creation.destroy_test_db(own_name, verbosity=0, keepdb=django_db_keepdb)


@pytest.fixture
def at() -> datetime:
    """The instant at which things happen in tests."""
    return NOW


@pytest.fixture
def manta(db: None) -> Any:
    """A municipality without a scope."""
    return make_municipality("manta", "MAN", "1308", "Manta")


@pytest.fixture
def quito(db: None) -> Any:
    """Another municipality."""
    return make_municipality("quito", "UIO", "1701", "Quito")


@pytest.fixture
def in_manta(manta: Any) -> Iterator[Any]:
    """Manta, with the test's transaction scoped to it."""
    tenancy.enter_scope(manta.pk)
    yield manta
    if not connections["default"].needs_rollback:
        tenancy.leave_scope()


@pytest.fixture
def system(in_manta: Any) -> Actor:
    """The system acting in Manta."""
    return system_actor(in_manta.pk)


@pytest.fixture
def actor_of(in_manta: Any) -> Callable[..., Actor]:
    """`actor_of("technician")`: an account with these roles in Manta, as an actor."""

    def make(*roles: str) -> Actor:
        account = make_account(roles=roles, municipality=in_manta)
        return Actor(account_id=account.pk, roles=frozenset(roles), municipality_id=in_manta.pk, label=account.name)

    return make


@pytest.fixture
def sign_in(client: Any, manta: Any) -> Callable[..., Any]:
    """`sign_in("technician")`: the test client, signed in with these roles in Manta (or `municipality=`).

    Requests scope the transaction themselves; they leave the scope of the test as they found it only inside
    `tenancy.scope(...)`, so read rows back inside one.
    """

    def make(*roles: str, municipality: Any = manta) -> Any:
        client.force_login(
            make_account(roles=roles, municipality=municipality),
            backend="minga.access.backend.AccountBackend",
        )
        return client

    return make
