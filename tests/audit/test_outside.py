"""The head leaves the database by e-mail to the data-protection delegate."""

from __future__ import annotations

from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import call_command

from minga.audit import operations
from minga.audit.models import Record
from minga.messaging import jobs
from minga.messaging.channels import Outcome, Result
from minga.messaging.channels.email.smtp import Email

from .conftest import as_owner, write


@pytest.fixture
def sent(monkeypatch, settings, tmp_path):
    settings.EMAIL_HOST = "localhost"
    settings.MINGA_AUDIT_HEADS = tmp_path
    letters = []

    @contextmanager
    def line(self):
        yield lambda letter: letters.append(letter) or Outcome(Result.ACCEPTED)

    monkeypatch.setattr(Email, "line", line)
    return letters


def test_head_in_the_letter_is_what_the_verifier_takes(committed, at, sent):
    write(committed, at, 3)
    operations.seal_waiting(at=at)
    jobs.mail_head(address="delegada@ejemplo.org")
    (letter,) = sent
    assert letter.address == "delegada@ejemplo.org"
    told = letter.body.split("--head ")[1].strip()
    out = StringIO()
    call_command("audit", "verify", "--head", told, stdout=out)
    assert "1 heads outside agree" in out.getvalue()
    assert Record.objects.get(action="messaging.mail_audit_head").result == "accepted"
    as_owner("delete from audit_seal")
    with pytest.raises(Exception, match="truncated"):
        call_command("audit", "verify", "--head", told)


@pytest.mark.parametrize("address", ["", "delegada@ejemplo.org"])
def test_nothing_leaves_without_an_address_or_a_head(committed, sent, address):
    assert jobs.mail_head(address=address) is None
    assert not sent
