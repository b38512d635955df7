"""Several visitors at once: threads with questions of their own, or processes of their own; all times are kept."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from minga.demo.bench.place import CODE

Ask = Callable[[], float]  # one request, its seconds; raises when the answer is wrong


@dataclass
class Outcome:
    """Seconds of every right answer, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def at_once(askers: Sequence[Sequence[Ask]]) -> Outcome:
    """Run each sequence of requests in a thread of its own, all beginning together."""
    outcome, gate = Outcome(), threading.Barrier(len(askers))

    def visit(asks: Sequence[Ask]) -> None:
        gate.wait()
        for ask in asks:
            try:
                outcome.seconds.append(ask())
            except (RuntimeError, OSError, LookupError) as error:
                outcome.errors.append(repr(error))

    threads = [threading.Thread(target=visit, args=(asks,)) for asks in askers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcome


def processes_at_once(orders: Sequence[dict[str, Any]]) -> Outcome:
    """Let a process of its own (`asker.py`) ask each order, all beginning together."""
    started = [_started(order) for order in orders]
    for process in started:
        _pipe(process.stdout).readline()
    for process in started:
        _pipe(process.stdin).write("go\n")
        _pipe(process.stdin).flush()
    outcome = Outcome()
    for process in started:
        told, _nothing = process.communicate()
        said = json.loads(told)
        outcome.seconds += said["seconds"]
        outcome.errors += said["errors"]
    return outcome


def _started(order: dict[str, Any]) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "minga.demo.bench.asker"]
    pipe = subprocess.PIPE
    process = subprocess.Popen(words, cwd=CODE, stdin=pipe, stdout=pipe, text=True)  # noqa: S603 - fixed words
    _pipe(process.stdin).write(json.dumps(order) + "\n")
    _pipe(process.stdin).flush()
    return process


def _pipe(end: Any) -> Any:
    if end is None:
        raise RuntimeError("a process was started without pipes")
    return end
