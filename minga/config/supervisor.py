"""Keeps web server and job worker alive while bin/start runs and stops them in order. Needs no Django."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

LOOK_EVERY_SECONDS = 0.5
STOP_LIMIT_SECONDS = 25
LONGEST_PAUSE_SECONDS = 30
SHORTEST_PAUSE_SECONDS = 0.5
STEADY_AFTER_SECONDS = 5
"""A part that lived so long did begin to work: its next end is a new one, and it is started again at once."""
PR_SET_PDEATHSIG = 1


@dataclass
class Part:
    """One program to keep alive: restarted when it ends, after a pause that doubles while it ends early."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    restart_at: float = 0.0
    pause: float = field(default=SHORTEST_PAUSE_SECONDS)


class Supervisor:
    """Starts parts, restarts those that end, and ends them in the order in which they were given."""

    def __init__(self, parts: Sequence[Part], *, record: Path, watch: Callable[[], None]) -> None:
        """`record` keeps the children's numbers; `watch` is called at every look (the database)."""
        self.parts = parts
        self.record = record
        self.watch = watch
        self.asked_to_stop = False

    def listen(self) -> None:
        """Turn Ctrl-C and the system's TERM into an orderly stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked_to_stop = True

    def start(self) -> None:
        """Start every part once."""
        for part in self.parts:
            self._launch(part)

    def run(self) -> None:
        """Look after the parts until somebody asks to stop."""
        while not self.asked_to_stop:
            self.look()
            time.sleep(LOOK_EVERY_SECONDS)

    def look(self) -> None:
        """One look: the database first, then every part."""
        self.watch()
        now = time.monotonic()
        for part in self.parts:
            if part.process is not None and part.process.poll() is not None:
                self._note_end(part, now)
            if part.process is None and now >= part.restart_at:
                self._launch(part)

    def _note_end(self, part: Part, now: float) -> None:
        code = part.process.returncode if part.process else None
        if now - part.started_at >= STEADY_AFTER_SECONDS:
            part.pause = SHORTEST_PAUSE_SECONDS
        part.restart_at = now + part.pause
        say(f"{part.name} ended (code {code}); starting it again in {part.pause:.1f} s")
        part.pause = min(part.pause * 2, LONGEST_PAUSE_SECONDS)
        part.process = None

    def _launch(self, part: Part) -> None:
        # A session of its own: Ctrl-C in the terminal reaches only the supervisor, which then stops in order.
        part.process = subprocess.Popen(  # noqa: S603 - our own programs
            part.command,
            env=part.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
        part.started_at = time.monotonic()
        alive = [part.process.pid for part in self.parts if part.process is not None]
        self.record.write_text("".join(f"{pid} {_birth(pid)}\n" for pid in alive), encoding="utf-8")

    def stop(self) -> None:
        """End the parts in their order, each with time to finish what it does."""
        for part in self.parts:
            if part.process is None or part.process.poll() is not None:
                continue
            part.process.terminate()
            try:
                part.process.wait(STOP_LIMIT_SECONDS)
            except subprocess.TimeoutExpired:
                say(f"{part.name} did not end in {STOP_LIMIT_SECONDS} s: killed")
                part.process.kill()
                part.process.wait()
        self.record.unlink(missing_ok=True)


def end_leftovers(record: Path) -> None:
    """End the children of a killed supervisor; a number that is another process by now is left alone."""
    if not record.exists():
        return
    left = [line.split(" ", 1) for line in record.read_text(encoding="utf-8").splitlines() if " " in line]
    deadline = time.monotonic() + STOP_LIMIT_SECONDS
    for word, birth in left:
        pid = int(word)
        while birth and _birth(pid) == birth:
            os.kill(pid, signal.SIGTERM if time.monotonic() < deadline else signal.SIGKILL)
            time.sleep(0.2)
    record.unlink()


def say(text: str) -> None:
    """A line for the operator."""
    print(text, flush=True)  # noqa: T201 - the terminal is this program's page


def _birth(pid: int) -> str:
    """What tells this process from a later one with the same number: when it began. Empty when it is gone."""
    if sys.platform == "linux":
        try:
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return ""
        return "" if stat[0] == "Z" else stat[19]
    words = ["/bin/ps", "-p", str(pid), "-o", "lstart="]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603


def _end_with_parent() -> None:
    """On Linux the kernel ends this child when the supervisor dies, even by kill -9."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
