"""An installation of the version before, on the PostgreSQL before, comes to this code with its data, and can go back."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from minga.config import embedded
from minga.config.system_user import make_folder, own
from minga.config.upgrading import ASIDE, cluster_of

HERE = Path(__file__).parent / "upgrade"
ROOT = Path(__file__).resolve().parents[2]
OLD_PROGRAMS = Path("/usr/lib/postgresql/15/bin")

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not OLD_PROGRAMS.exists(), reason="needs Debian's postgresql-15")]


@pytest.fixture
def old_home() -> Iterator[Path]:
    """A home that version 0.1.0 left: its PostgreSQL 15 with twelve people, its keys, its mode."""
    outside = Path(tempfile.mkdtemp(prefix="minga-upgrade-"))  # pytest's own folders are closed to the system account
    outside.chmod(0o755)
    home = outside / "home"
    make_folder(home)
    make_folder(home / "keys")
    shutil.copy(HERE / "0.1.0-keys.json", home / "keys" / "keys.json")
    (home / "keys" / "secret_key").write_text("of-the-fixture")
    (home / "mode").write_text("production")
    server = embedded.Server(home, version="15", binaries=OLD_PROGRAMS)
    found = embedded.start(server)
    dump = home / "fixture.dump"
    shutil.copy(HERE / "0.1.0.dump", dump)
    own(dump)
    words = ["--no-owner", "--no-privileges", "--dbname", found.owner, str(dump)]
    subprocess.run([OLD_PROGRAMS / "pg_restore", *words], capture_output=True, check=False)
    embedded.stop(server)
    yield home
    for each in (server, embedded.Server(home)):
        embedded.stop(each)
    shutil.rmtree(outside)


def upgrade(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The second half of bin/upgrade with this test's own Python; the first half is bin/start's, tested there."""
    with (home / "start.lock").open("w") as lock:
        os.set_inheritable(lock.fileno(), True)
        environment = {
            "PATH": os.environ["PATH"],
            "MINGA_HOME": str(home),
            "MINGA_MODE": "production",
            "MINGA_PUBLIC_URL": "https://minga.example.org",
            "MINGA_START_LOCK": str(lock.fileno()),
        }
        return subprocess.run(
            [sys.executable, "-m", "minga.config.upgrading", *words],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False, pass_fds=[lock.fileno()],
        )  # fmt: skip


def people(home: Path, server: embedded.Server) -> list[str]:
    """What this code reads of the people there: their opened addresses."""
    found = embedded.start(server)
    code = (
        "from minga.kernel.tenancy import scope\n"
        "from minga.territory.models import Municipality\n"
        "from minga.people.models import Person\n"
        "with scope(Municipality.objects.get(slug='manta').pk):\n"
        "    print(sorted(person.address for person in Person.objects.all()))\n"
    )
    environment = {
        "PATH": os.environ["PATH"], "MINGA_HOME": str(home), "MINGA_MODE": "production",
        "DATABASE_URL": found.owner, "DATABASE_APP_URL": found.application,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", code],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    embedded.stop(server)
    return eval(done.stdout.strip().splitlines()[-1])


def test_an_older_installation_is_upgraded_with_its_data(old_home):
    done = upgrade(old_home)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Moving from PostgreSQL 15 to 18" in done.stdout
    assert cluster_of(old_home).version == embedded.VERSION
    assert (old_home / "postgres" / "15" / ASIDE / "PG_VERSION").exists()
    assert people(old_home, embedded.Server(old_home)) == sorted(f"Avenida {n} y calle {n + 1}" for n in range(12))
    again = upgrade(old_home)
    assert again.returncode == 0, again.stdout + again.stderr


def test_an_upgrade_that_fails_leaves_everything_as_it_was(old_home):
    server = cluster_of(old_home)
    found = embedded.start(server)
    with psycopg.connect(found.owner) as connection:  # a row that no longer fits the tables of this code
        connection.execute(
            "UPDATE django_migrations SET name = '0001_other' WHERE app = 'screening' AND name LIKE '0001%'"
        )
    embedded.stop(server)
    done = upgrade(old_home)
    assert done.returncode == 1
    assert "everything is as it was before" in done.stderr
    before = cluster_of(old_home)
    assert before.version == "15"
    found = embedded.start(before)
    with psycopg.connect(found.owner) as connection:
        assert connection.execute("SELECT count(*) FROM people_person").fetchone() == (12,)
    embedded.stop(before)
    assert not (old_home / "postgres" / embedded.VERSION / "data").exists()


def test_a_copy_made_before_can_be_put_back(old_home):
    upgrade(old_home)
    copy = next((old_home / "copies").glob("*before-upgrade*"))
    server = embedded.Server(old_home)
    found = embedded.start(server)
    with psycopg.connect(found.owner) as connection:
        connection.execute("UPDATE people_person SET given_names = 'Cambiada después'")
    embedded.stop(server)
    done = upgrade(old_home, str(copy))
    assert done.returncode == 0, done.stdout + done.stderr
    found = embedded.start(server)
    with psycopg.connect(found.owner) as connection:
        changed = connection.execute("SELECT count(*) FROM people_person WHERE given_names = 'Cambiada después'")
        assert changed.fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM people_person").fetchone() == (12,)
    embedded.stop(server)


def test_data_of_another_postgresql_is_never_answered_with_an_empty_database(old_home, monkeypatch):
    from minga.config import launch
    from minga.config.system_user import StartError

    with pytest.raises(StartError, match="is of PostgreSQL 15; this code brings 18"):
        launch._refuse_other_cluster(embedded.Server(old_home))
