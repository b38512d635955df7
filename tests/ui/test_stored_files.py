"""Stored files leave only by a short link of whoever asked, as files to keep."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from minga.kernel import clock, files
from minga.kernel.actor import Actor
from minga.kernel.uploads import Kind
from minga.kernel.uploads.links import LIFE
from minga.ui.links import file_url
from tests.factories import make_account

PDF = b"%PDF-1.7 de prueba"


@pytest.fixture
def file_id(db):
    kept = files.store([PDF])
    yield kept
    files.delete(kept)


@pytest.fixture
def account(manta):
    return make_account(roles=("technician",), municipality=manta)


@pytest.fixture
def link(account, file_id):
    request = SimpleNamespace(actor=Actor(account_id=account.pk), at=clock.now())
    return file_url(request, file_id=file_id, kind=Kind.PDF, name="Acta de Ana.pdf")


@pytest.fixture
def entered(client, account):
    client.force_login(account, backend="minga.access.backend.AccountBackend")
    return client


def test_a_file_is_never_shown_inside_the_browser(entered, link):
    answer = entered.get(link)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="Acta de Ana.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"


def test_the_link_names_neither_the_file_nor_the_person(link, file_id):
    assert str(file_id) not in link
    assert "Ana" not in link


def test_a_link_serves_only_the_account_it_was_made_for(client, link, manta):
    assert client.get(link).status_code == 302
    other = make_account(roles=("coordinator",), municipality=manta)
    client.force_login(other, backend="minga.access.backend.AccountBackend")
    assert client.get(link).status_code == 409


def test_an_old_or_altered_link_leads_nowhere(entered, link, monkeypatch):
    for altered in (link[:-3] + "xx/", "/media/x/", "/media/ñ/"):
        assert entered.get(altered).status_code == 409
    later = clock.now() + LIFE
    monkeypatch.setattr("minga.access.middleware.clock.now", lambda: later)
    answer = entered.get(link)
    assert answer.status_code == 409
    assert "El enlace del archivo venció" in answer.content.decode()


def test_a_file_that_waits_for_the_antivirus_is_not_served(entered, link, file_id):
    files.hold(file_id)
    answer = entered.get(link)
    assert answer.status_code == 409
    assert "antivirus" in answer.content.decode()
    files.release(file_id)
    assert entered.get(link).status_code == 200
