"""The embedded PostgreSQL, for real: made, started, killed, recovered, stopped."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from minga.config import embedded
from minga.config.system_user import StartError, runner, write_secret

SOON = {"fsync": "off", "shared_buffers": "32MB"}


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home that the database's account can reach; pytest's own folders are closed to it when root runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="minga-pg-"))
    folder.chmod(0o755)
    yield folder / "home"
    embedded.stop(embedded.Server(folder / "home"))
    shutil.rmtree(folder)


@pytest.fixture
def server(home: Path) -> Iterator[embedded.Server]:
    """A running server; the same cluster for the whole file."""
    made = embedded.Server(home, settings=SOON)
    embedded.start(made)
    yield made
    embedded.stop(made)


def postmaster(server: embedded.Server) -> int:
    return int((server.data / "postmaster.pid").read_text().split("\n")[0])


def test_the_application_role_connects_and_could_not_round_row_level_security(server):
    found = embedded.addresses(server)
    assert found is not None
    with psycopg.connect(found.application) as connection:
        row = connection.execute(
            "SELECT current_user, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles "
            "WHERE rolname = current_user"
        ).fetchone()
    assert row == ("minga_app", False, False, False, False)


def test_the_application_role_may_stage_rows_in_a_temporary_table(server):
    """Imports copy into one: COPY is refused on tables with row-level security."""
    with psycopg.connect(embedded.addresses(server).application) as connection:
        connection.execute("CREATE TEMPORARY TABLE staged (n int)")
        assert connection.execute("SELECT count(*) FROM staged").fetchone() == (0,)


def test_the_owner_owns_the_database_and_is_no_superuser(server):
    found = embedded.addresses(server)
    with psycopg.connect(found.owner) as connection:
        owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
        assert connection.execute(owner).fetchone() == ("minga_owner",)
        assert connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)


def test_accented_capitals_are_folded_and_the_version_is_18(server):
    with psycopg.connect(embedded.addresses(server).application) as connection:
        assert connection.execute("SELECT lower('ÁÑÜ')").fetchone() == ("áñü",)
        assert connection.info.server_version // 10000 == 18


def test_passwords_are_readable_by_their_account_only(server):
    mode = stat.S_IMODE(server.secrets_file.stat().st_mode)
    assert mode == 0o600
    assert server.secrets_file.stat().st_uid == (runner().pw_uid if runner() else os.getuid())


def test_a_wrong_password_is_refused(server):
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(embedded.addresses(server).application.replace("minga_app:", "minga_app:x"))


def test_no_network_port_is_opened(server):
    with psycopg.connect(embedded.addresses(server).application) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_starting_twice_keeps_the_same_server(server):
    before = postmaster(server)
    embedded.start(server)
    assert postmaster(server) == before


def test_after_kill_9_of_the_postmaster_everything_committed_is_there(server):
    with psycopg.connect(embedded.addresses(server).owner) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.execute("TRUNCATE kept")
        connection.execute("INSERT INTO kept VALUES (42)")
    os.kill(postmaster(server), signal.SIGKILL)
    found = embedded.start(server)
    with psycopg.connect(found.owner) as connection:
        assert connection.execute("SELECT n FROM kept").fetchall() == [(42,)]


def test_a_lock_whose_number_is_another_program_now_does_not_stop_the_start(server):
    """After a reboot the number in the lock often belongs to somebody else."""
    lock = server.data / "postmaster.pid"
    old = postmaster(server)
    os.kill(old, signal.SIGKILL)
    wait_until_gone(old)
    account = runner()
    other = subprocess.Popen(["sleep", "60"], user=account.pw_uid if account else None)
    try:
        lines = lock.read_text().split("\n")
        lock.write_text("\n".join([str(other.pid), *lines[1:]]))
        assert not embedded.is_running(server)
        embedded.start(server)
        assert postmaster(server) != other.pid
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def wait_until_gone(pid: int) -> None:
    """Until the process has ended or only its zombie is left."""
    for _ in range(100):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return
        except FileNotFoundError:
            return
        time.sleep(0.05)
    raise AssertionError(f"process {pid} goes on")


def test_stop_is_clean_and_safe_to_repeat(server):
    embedded.stop(server)
    embedded.stop(server)
    assert not embedded.is_running(server)
    state = subprocess.run(
        [server.programs / "pg_controldata", server.data],
        capture_output=True,
        text=True,
        env={"LC_ALL": "C"},
        check=True,
    )
    assert "Database cluster state:               shut down\n" in state.stdout


def test_initdb_killed_half_way_leaves_nothing_in_the_way(home):
    half = embedded.Server(home.parent / "half", settings=SOON)
    wreck = half.root / "data.new"
    wreck.mkdir(parents=True)
    (wreck / "PG_VERSION").write_text("18")
    for folder in (half.home, half.home / "postgres", half.root, wreck):
        if runner():
            os.chown(folder, runner().pw_uid, runner().pw_gid)
    try:
        embedded.start(half)
        assert embedded.is_running(half)
        assert not wreck.exists()
    finally:
        embedded.stop(half)


def test_lost_passwords_are_reported_with_what_to_do(server):
    text = server.secrets_file.read_text()
    embedded.stop(server)
    server.secrets_file.unlink()
    try:
        with pytest.raises(StartError, match=r"Restore that file from the backup"):
            embedded.start(server)
    finally:
        write_secret(server.secrets_file, text)


def test_a_home_too_long_for_a_socket_uses_a_short_folder_of_our_own(home):
    deep = embedded.Server(home.parent / ("long-" * 20) / "home", settings=SOON)
    folder = embedded.socket_folder(deep)
    assert len(os.fsencode(folder / embedded.SOCKET_NAME)) <= 107
    assert home.parent not in folder.parents
    try:
        found = embedded.start(deep)
        with psycopg.connect(found.application) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    finally:
        embedded.stop(deep)
        shutil.rmtree(folder, ignore_errors=True)


def test_folders_that_were_there_keep_their_rights(home):
    theirs = home.parent / "theirs"
    theirs.mkdir(mode=0o711)
    theirs.chmod(0o711)
    owner = theirs.stat().st_uid
    made = embedded.Server(theirs / "home", settings=SOON)
    try:
        embedded.start(made)
        assert stat.S_IMODE(theirs.stat().st_mode) == 0o711
        assert theirs.stat().st_uid == owner
    finally:
        embedded.stop(made)
