"""Ten kills at random points of web server, job worker and database while people are registered and mail is sent."""

import json
import os
import shutil
import tempfile
from io import StringIO
from pathlib import Path

import pytest

from minga.demo.bench.cli import run


@pytest.fixture
def place():
    """A folder that the account of the database can enter, also when the tests run as root."""
    folder = Path(tempfile.mkdtemp(prefix="minga-faults-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_and_nothing_sent_twice_when_parts_are_killed(place, monkeypatch):
    for name in [name for name in os.environ if name.startswith("PG")]:
        monkeypatch.delenv(name)  # they would lead the embedded server's connections astray
    said = StringIO()
    code = run(["faults", "--times", "10"], home=place, outer=dict(os.environ), out=said)
    figures = json.loads(said.getvalue())
    assert figures["kills"] == 10
    # the attack was one: people were registered and letters taken while parts died
    assert figures["acknowledged"] >= 10
    assert figures["mail_taken"] >= 10
    assert (figures["lost"], figures["doubled"]) == (0, 0)
    assert (figures["mail_lost"], figures["mail_doubled"]) == (0, 0)
    assert figures["errors"] == 0
    assert code == 0
