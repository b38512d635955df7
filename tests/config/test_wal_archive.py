"""What docs/operacion.md tells operators of a server: archive the WAL, and come back to just before a wrong DELETE."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from minga.config import embedded
from minga.config.system_user import make_folder, own, run

PROGRAMS = Path("/usr/lib/postgresql/15/bin")

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not PROGRAMS.exists(), reason="needs Debian's postgresql-15")]


@pytest.fixture
def outside() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="minga-wal-"))
    folder.chmod(0o755)
    make_folder(folder / "archive")
    yield folder
    shutil.rmtree(folder)


def cluster(outside: Path, name: str, **settings: str) -> embedded.Server:
    return embedded.Server(outside / name, version="15", binaries=PROGRAMS, settings=settings)


def test_a_planted_delete_is_undone_from_base_backup_and_archive(outside):
    archive = outside / "archive"
    first = cluster(
        outside, "first", wal_level="replica", archive_mode="on",
        archive_command=f"test ! -f {archive}/%f && cp %p {archive}/%f",
    )  # fmt: skip
    found = embedded.start(first)
    try:
        base_backup(first, outside / "base")
        with psycopg.connect(found.owner, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (id int)")
            connection.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
            time.sleep(1.1)
            moment = str(connection.execute("SELECT now()").fetchone()[0])
            time.sleep(1.1)
            connection.execute("DELETE FROM kept")
        with embedded.connect_as_superuser(first) as superuser:
            last = superuser.execute("SELECT pg_walfile_name(pg_current_wal_lsn())").fetchone()[0]
            superuser.execute("SELECT pg_switch_wal()")
        wait_for((archive / last).exists)
    finally:
        embedded.stop(first)
    second = cluster(
        outside, "second", restore_command=f"cp {archive}/%f %p", recovery_target_time=moment,
        recovery_target_action="promote",
    )  # fmt: skip
    take_over(first, second, outside / "base")
    found = embedded.start(second)
    try:
        with psycopg.connect(found.owner) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)
    finally:
        embedded.stop(second)


def base_backup(server: embedded.Server, target: Path) -> None:
    make_folder(target)
    password = json.loads(server.secrets_file.read_text())["superuser"]
    words = ["-h", str(embedded.socket_folder(server)), "-p", embedded.PORT, "-U", "postgres", "-D", str(target)]
    done = run(
        [PROGRAMS / "pg_basebackup", *words, "--checkpoint=fast", "--wal-method=stream"],
        environment={"PATH": "/usr/bin:/bin", "PGPASSWORD": password}, cwd=target.parent,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def take_over(first: embedded.Server, second: embedded.Server, base: Path) -> None:
    """The base backup becomes the second cluster, which is to recover from the archive."""
    make_folder(second.root)
    make_folder(second.secrets_file.parent)
    shutil.copy(first.secrets_file, second.secrets_file)
    subprocess.run(["cp", "-a", str(base), str(second.data)], check=True)
    signal = second.data / "recovery.signal"
    signal.touch()
    own(signal)


def wait_for(condition) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.2)
