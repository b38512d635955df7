"""bin/start, for real: its refusals, and one whole life with every part killed once."""

from __future__ import annotations

import ast
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from minga.config import embedded
from minga.config.bootstrap import chosen_home, chosen_mode
from minga.config.system_user import StartError, is_root

ROOT = Path(__file__).resolve().parent.parent.parent
START = ROOT / "bin" / "start"


def clean_environment(**variables: str) -> dict[str, str]:
    """This machine's variables without those of the product or of a database client."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MINGA_", "DATABASE_", "PG"))}
    return kept | variables


def begin(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, START, *words], env=clean_environment(**variables), capture_output=True, text=True, check=False
    )


def test_an_old_python_is_told_which_one_is_needed():
    """The file must also be readable by the old Python, or nobody sees the message."""
    ast.parse(START.read_text(), feature_version=(3, 6))
    old = f"import sys, runpy; sys.version_info = (3, 9, 2); runpy.run_path({str(START)!r}, run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", old], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr
    assert "is 3.9" in done.stderr


def test_production_is_refused_unless_meant(tmp_path):
    done = begin(MINGA_MODE="production", MINGA_PUBLIC_URL="https://minga.example", MINGA_HOME=str(tmp_path / "home"))
    assert done.returncode == 1
    assert "bin/start --production" in done.stderr
    assert not (tmp_path / "home").exists()


def test_production_needs_the_public_address():
    with pytest.raises(StartError, match="MINGA_PUBLIC_URL"):
        chosen_mode({"MINGA_MODE": "production"}, on_purpose=True)
    with pytest.raises(StartError, match="https://"):
        chosen_mode({"MINGA_PUBLIC_URL": "http://minga.example"}, on_purpose=True)
    assert chosen_mode({"MINGA_PUBLIC_URL": "https://minga.example"}, on_purpose=True) == "production"


def test_the_mode_is_demo_when_nobody_says():
    assert chosen_mode({}, on_purpose=False) == "demo"


def test_contradicting_or_unknown_modes_are_refused():
    with pytest.raises(StartError, match="contradicts"):
        chosen_mode({"MINGA_MODE": "demo"}, on_purpose=True)
    with pytest.raises(StartError, match="it can be demo, production, test"):
        chosen_mode({"MINGA_MODE": "live"}, on_purpose=False)


def test_the_home_is_the_named_folder_or_the_accounts_usual_one(monkeypatch):
    assert chosen_home({"MINGA_HOME": "/srv/minga"}) == Path("/srv/minga")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert chosen_home({"XDG_DATA_HOME": "/data"}) == Path("/data/minga")
    assert chosen_home({}) == Path.home() / ".local/share/minga"
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert chosen_home({}) == Path("/var/lib/minga")


@pytest.mark.skipif(not is_root(), reason="only root hands over to another account")
def test_a_home_that_the_account_cannot_enter_is_named_and_left_alone():
    closed = Path(tempfile.mkdtemp(prefix="minga-closed-"))
    try:
        done = begin(MINGA_HOME=str(closed / "home"))
        assert done.returncode == 1
        assert "cannot use" in done.stderr
        assert str(closed / "home") in done.stderr
        assert closed.stat().st_mode & 0o777 == 0o700
        assert closed.stat().st_uid == 0
    finally:
        shutil.rmtree(closed)


class Running:
    """A bin/start of this test, its output and its address."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self.output = home.parent / "output"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        return clean_environment(MINGA_HOME=str(self.home), MINGA_MODE="test", PORT=str(self.port))

    def start(self) -> None:
        with self.output.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, START],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.until(lambda: "minga is ready" in self.output.read_text(), 300)

    def until(self, holds: Callable[[], bool], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < deadline, self.output.read_text()
            assert self.process is None or self.process.poll() is None, self.output.read_text()
            time.sleep(0.1)

    def answers(self) -> bool:
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with direct.open(f"http://127.0.0.1:{self.port}/salud/", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def children(self) -> list[int]:
        """Process numbers of web server and job workers, in this order."""
        return [int(line.split(" ")[0]) for line in (self.home / "children").read_text().splitlines()]

    def database(self) -> int:
        """Process number of the postmaster, 0 while there is none or its lock is being written."""
        lock = self.home / "postgres" / embedded.VERSION / "data" / "postmaster.pid"
        written = lock.read_text().split("\n")[0].strip() if lock.exists() else ""
        return int(written) if written.isdigit() else 0

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(60)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_alive(pid: int) -> bool:
    """Whether the process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    folder = Path(tempfile.mkdtemp(prefix="minga-start-"))
    folder.chmod(0o755)
    made = Running(folder / "home")
    try:
        made.start()
        yield made
    finally:
        made.stop()
        embedded.stop(embedded.Server(made.home))
        shutil.rmtree(folder)


@pytest.mark.slow
def test_a_bare_home_is_served_and_no_part_runs_as_root(running):
    assert running.answers()
    for pid in [*running.children(), running.database()]:
        assert Path(f"/proc/{pid}").stat().st_uid != 0


@pytest.mark.slow
def test_a_second_start_says_that_one_runs_and_changes_nothing(running):
    before = running.children()
    done = subprocess.run([sys.executable, START], env=running.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert re.search(rf"already runs from {running.home} \(process {running.process.pid}\)", done.stderr)
    assert running.children() == before
    assert running.answers()


@pytest.mark.slow
@pytest.mark.parametrize("part", [0, 1], ids=["web", "worker"])
def test_a_killed_part_is_started_again(running, part):
    before = running.children()
    killed = before[part]
    os.kill(killed, signal.SIGKILL)
    running.until(lambda: len(running.children()) == len(before) and killed not in running.children(), 30)
    running.until(running.answers, 30)


@pytest.mark.slow
def test_a_killed_database_is_started_again(running):
    killed = running.database()
    os.kill(killed, signal.SIGKILL)
    running.until(lambda: running.database() not in (0, killed) and running.answers(), 60)


@pytest.mark.slow
def test_after_kill_9_of_the_supervisor_the_next_start_recovers_quickly(running):
    left, database = running.children(), running.database()
    running.process.kill()
    running.process.wait()
    begun = time.monotonic()
    running.start()
    assert running.answers()
    assert not any(is_alive(pid) for pid in left)
    assert running.database() == database, "the database goes on when the supervisor is killed"
    assert "Making the virtual environment" not in running.output.read_text()
    assert time.monotonic() - begun < 60, "it must not wait for a lock that nobody holds"


@pytest.mark.slow
def test_a_home_of_tests_is_not_served_as_a_demonstration(running):
    running.stop()
    done = subprocess.run(
        [sys.executable, START],
        env=running.environment | {"MINGA_MODE": "demo"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "was made for test mode" in done.stderr
    running.start()


@pytest.mark.slow
def test_ctrl_c_stops_everything_the_database_last_and_cleanly(running):
    alive = [*running.children(), running.database()]
    running.stop()
    assert running.process.returncode == 0
    assert not any(is_alive(pid) for pid in alive)
    assert running.output.read_text().splitlines()[-2:] == ["Stopping …", "Database stopped."]
    server = embedded.Server(running.home)
    state = subprocess.run(
        [server.programs / "pg_controldata", server.data],
        capture_output=True,
        text=True,
        env={"LC_ALL": "C"},
        check=True,
    )
    assert "Database cluster state:               shut down\n" in state.stdout
