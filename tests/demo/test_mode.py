"""Real data and demo mode stay apart."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from minga.access.models import Account, Installation
from minga.access.operations import note_installation
from minga.demo.management.commands.keep_mode import Command
from tests.factories import make_account

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


@pytest.fixture
def mode(settings, monkeypatch):
    """`mode("demo", real=True)`: start in a mode, on a database with real people or without."""

    def start(name, real=False):
        settings.MINGA_MODE, settings.DEMO_MODE = name, name == "demo"
        monkeypatch.setattr(Command, "_has_real_people", lambda self: real)
        call_command("keep_mode")

    return start


def test_first_start_is_remembered_and_the_other_mode_refused(mode, db):
    mode("production")
    assert Installation.objects.get().mode == "production"
    mode("production")
    with pytest.raises(CommandError, match="made for production mode"):
        mode("demo")


def test_demonstration_does_not_become_production(mode, db):
    mode("demo")
    with pytest.raises(CommandError, match="made for demo mode"):
        mode("production", real=True)


def test_demo_mode_is_refused_where_real_people_are_though_nothing_was_noted(mode, db):
    with pytest.raises(CommandError, match="demo mode never serves it"):
        mode("demo", real=True)
    assert not Installation.objects.exists()
    mode("production", real=True)


def test_real_people_are_asked_of_the_owner(db):
    assert Command()._has_real_people() is False  # the owner's own connection: nothing is committed here


def test_demo_sign_in_and_skipping_end_where_production_was_noted(client, manta, settings, at):
    account = make_account(["technician"], manta)
    Account.objects.filter(pk=account.pk).update(is_demo=True)
    settings.DEMO_MODE = settings.SECOND_FACTOR_REQUIRED = True
    assert client.post("/entrar/demo/technician/").status_code == 302
    client.post("/salir/")
    note_installation(mode="production", at=at)
    assert client.post("/entrar/demo/technician/").status_code == 404
    client.force_login(account)
    assert client.get("/manta/programa/")["Location"] == "/seguridad/segundo-paso/"
