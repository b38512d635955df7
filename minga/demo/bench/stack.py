"""The whole product as bin/start runs it (database, web server, job worker, supervisor), and ways to kill its parts."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from minga.config import embedded
from minga.config.bootstrap import LOCK_VARIABLE, hold_home
from minga.demo.bench.place import CODE, BenchFailed, free_port
from minga.demo.bench.web import wait_until_healthy

START_LIMIT_SECONDS = 300
STOP_LIMIT_SECONDS = 90


@dataclass(frozen=True)
class Stack:
    """A running product: its port, its home, its supervisor and the environment of its parts."""

    port: int
    home: Path
    supervisor: subprocess.Popen[bytes]
    environment: dict[str, str]

    def kill(self, rng: Random) -> str:
        """Kill -9 one part chosen at random; says which. Nothing outside this stack is touched."""
        victims = self._victims()
        name = rng.choice(sorted(victims))
        pid = rng.choice(victims[name])
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return f"{name} (gone already)"
        return name

    def _victims(self) -> dict[str, list[int]]:
        """Process numbers by part; a part that is down just now has none."""
        parts = _children(self.supervisor.pid)
        web = [pid for pid in parts if "gunicorn" in _command(pid)]
        worker = [pid for pid in parts if "procrastinate" in _command(pid)]
        postmaster = _postmaster(self.home)
        found = {
            "web master": web,
            "web worker": [child for pid in web for child in _children(pid)],
            "job worker": worker,
            "postmaster": [postmaster] if postmaster else [],
            "database process": _children(postmaster) if postmaster else [],
        }
        return {name: pids for name, pids in found.items() if pids}


@contextmanager
def running(home: Path, outer: Mapping[str, str], *, settings: Mapping[str, str] | None = None) -> Iterator[Stack]:
    """Start the product in `home` with its embedded database and wait until it answers; stopped when left.

    `settings` are further variables of the environment, such as the mail server.
    """
    port = free_port()
    home.mkdir(mode=0o755, parents=True, exist_ok=True)
    kept = {name: value for name, value in outer.items() if not name.startswith(("MINGA_", "DATABASE_", "DJANGO_"))}
    environment = kept | {
        "MINGA_MODE": "test",  # no demonstration is seeded, nothing else differs for these parts
        "MINGA_HOME": str(home),
        "PORT": str(port),
        "PYTHONPATH": str(CODE),
        "PYTHONUNBUFFERED": "1",
    }
    environment |= settings or {}
    hold_home(home, environment)
    lock = int(environment[LOCK_VARIABLE])
    log = (home / "start.log").open("ab")
    supervisor = subprocess.Popen(
        [sys.executable, "-m", "minga.config.launch"],
        env=environment,
        cwd=CODE,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        pass_fds=(lock,),
    )
    os.close(lock)
    try:
        wait_until_healthy(port, supervisor, limit=START_LIMIT_SECONDS)
        found = embedded.addresses(embedded.Server(home))
        if found is None:
            raise BenchFailed(f"{home} has no database")
        urls = {"DATABASE_URL": found.owner, "DATABASE_APP_URL": found.application}
        yield Stack(port, home, supervisor, environment | urls | {"DJANGO_SETTINGS_MODULE": "minga.config.settings"})
    finally:
        _stop(supervisor, home)
        log.close()


def _stop(supervisor: subprocess.Popen[bytes], home: Path) -> None:
    supervisor.send_signal(signal.SIGINT)
    try:
        supervisor.wait(STOP_LIMIT_SECONDS)
    except subprocess.TimeoutExpired:
        supervisor.kill()
        supervisor.wait()
        embedded.stop(embedded.Server(home))
        raise


def await_recovery(stack: Stack, limit: float = 90) -> float:
    """Seconds until the pages answer again after a kill; BenchFailed when they do not within `limit`."""
    begun = time.monotonic()
    wait_until_healthy(stack.port, stack.supervisor, limit=limit)
    return time.monotonic() - begun


def _children(pid: int) -> list[int]:
    """Living children of a process."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        listed = [word for task in tasks for word in (task / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(word) for word in listed if _command(int(word))]


def _command(pid: int) -> str:
    """The command line of a process; empty when it is gone or a zombie."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _postmaster(home: Path) -> int | None:
    lock = embedded.Server(home).data / "postmaster.pid"
    if not lock.exists() or not embedded.is_running(embedded.Server(home)):
        return None
    first = lock.read_text(encoding="utf-8").split("\n")[0].strip()
    return int(first) if first.isdigit() else None
