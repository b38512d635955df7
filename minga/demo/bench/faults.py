"""`bin/bench faults`: kill -9 of web server, job worker and database at random points of work.

Nothing that was acknowledged may be lost, nothing may be there or be sent twice. Always on an embedded database of
its own: another server's processes are not ours to kill.
"""

import os
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from random import Random

import psycopg

from minga.demo.bench.cli import Bench
from minga.demo.bench.figures import latencies
from minga.demo.bench.mail_sink import MailSink, listening
from minga.demo.bench.place import CODE, BenchFailed
from minga.demo.bench.stack import Stack, await_recovery, running
from minga.demo.bench.writers import SURNAME, Writer

WRITERS = 3
PAUSE_SECONDS = (0.3, 2.0)
DRAIN_LIMIT_SECONDS = 420
SETTLED_SECONDS = 5


def measure(bench: Bench) -> None:
    """One line: kills by part, what was acknowledged, lost and doubled, and how long recovery took."""
    home = bench.base / f"faults-{os.getpid()}"
    outer = {name: value for name, value in bench.outer.items() if not name.startswith("DATABASE_")}
    with listening() as sink:
        mail = {"MINGA_SMTP_HOST": "127.0.0.1", "MINGA_SMTP_PORT": str(sink.port)}
        with running(home, outer, settings=mail) as stack:
            _once(stack, "prepare")
            figures = attack(bench, stack, sink)
    bench.case("kill", people=0, **figures)


def attack(bench: Bench, stack: Stack, sink: MailSink) -> dict[str, float | int]:
    """Kill `bench.times` parts while three technicians register people and messages are put into the outbox."""
    stop = threading.Event()
    writers = [Writer(stack.port, number, stop, stack.environment) for number in range(WRITERS)]
    postman = _begin(stack, "enqueue")
    if postman.stdout is None or postman.stdout.readline() != "ready\n":
        raise BenchFailed("the process that fills the outbox does not begin")
    for writer in writers:
        writer.start()
    recoveries = _kill_parts(stack, bench.times, Random(bench.times))  # noqa: S311 - repeatable, not secret
    stop.set()
    for writer in writers:
        writer.join()
    enqueued = _end(postman)
    for part, seconds in sorted(recoveries.items()):
        found = latencies(seconds)
        bench.note(
            f"killed {len(seconds)} x {part}, recovery p50 {found['p50_ms']:.0f} ms, p95 {found['p95_ms']:.0f} ms"
        )
    figures = _compare_people(bench, stack, writers) | _compare_mail(bench, stack, sink, enqueued)
    figures["errors"] = figures["lost"] + figures["doubled"] + figures["mail_lost"] + figures["mail_doubled"]
    figures["errors"] += sum(len(writer.done.errors) for writer in writers)
    every = [seconds for each in recoveries.values() for seconds in each]
    return {"kills": len(every), **latencies(every), **figures}


def _kill_parts(stack: Stack, times: int, rng: Random) -> dict[str, list[float]]:
    """Seconds until the pages answered again after each kill, by part."""
    recoveries = defaultdict(list)
    for _ in range(times):
        time.sleep(rng.uniform(*PAUSE_SECONDS))
        part = stack.kill(rng)
        recoveries[part].append(await_recovery(stack))
    return recoveries


def _compare_people(bench: Bench, stack: Stack, writers: list[Writer]) -> dict[str, int]:
    """Acknowledged registrations against what the database holds."""
    acknowledged = [name for writer in writers for name in writer.done.names]
    found = Counter(
        name for (name,) in _rows(stack, "SELECT given_names FROM people_person WHERE surnames = %s", [SURNAME])
    )
    for writer in writers:
        for error in writer.done.errors:
            bench.note(f"{writer.name}: {error}")
    return {
        "acknowledged": len(acknowledged),
        "repeated": sum(writer.done.repeated for writer in writers),
        "lost": sum(found[name] == 0 for name in acknowledged),
        "doubled": sum(count > 1 for count in found.values()),
    }


def _compare_mail(bench: Bench, stack: Stack, sink: MailSink, enqueued: int) -> dict[str, int]:
    """Messages that were put into the outbox against what the mail server took.

    Every letter ends in one of four ways: accepted, failed (it surely did not leave), unknown (its worker was killed
    with it in hand, and a person decides) or lost. Still queued or `sending` at the end counts as lost.
    """
    states = _when_nothing_moves(stack)
    bench.note(f"messages by state when nothing moves: {dict(states)}")
    _once(stack, "give_up")
    states = _states(stack)
    accepted = _rows(stack, "SELECT dedupe_key FROM messaging_message WHERE state = 'accepted'")
    settled = {f"Aviso {str(key).partition(':')[2]}" for (key,) in accepted}
    ended = states["accepted"] + states["failed"] + states["unknown"]
    return {
        "mail_enqueued": enqueued,
        "mail_taken": sum(sink.accepted.values()),
        "mail_unknown": states["unknown"],
        "mail_failed": states["failed"],
        "mail_lost": max(0, enqueued - ended) + len(settled - set(sink.accepted)),
        "mail_doubled": sum(count > 1 for count in sink.accepted.values()),
    }


def _when_nothing_moves(stack: Stack) -> Counter[str]:
    """Messages by state once none is queued and none has moved for some seconds."""
    deadline = time.monotonic() + DRAIN_LIMIT_SECONDS
    before, states = None, _states(stack)
    while (states["queued"] or states != before) and time.monotonic() < deadline:
        time.sleep(SETTLED_SECONDS)
        before, states = states, _states(stack)
    return states


def _states(stack: Stack) -> Counter[str]:
    rows = _rows(stack, "SELECT state, count(*) FROM messaging_message GROUP BY state")
    return Counter({str(state): int(count) for state, count in rows})


def _rows(stack: Stack, query: str, values: list[str] | None = None) -> list[tuple]:
    """Read as the owner, who sees every municipality."""
    with psycopg.connect(stack.environment["DATABASE_URL"]) as connection:
        return connection.execute(query, values).fetchall()  # type: ignore[arg-type]


def _once(stack: Stack, what: str) -> None:
    process = _begin(stack, what)
    process.communicate()
    if process.returncode != 0:
        raise BenchFailed(f"faults_once {what} ended with {process.returncode}")


def _begin(stack: Stack, what: str) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "minga.demo.bench.faults_once", what],
        env=stack.environment,
        cwd=CODE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _end(postman: subprocess.Popen[str]) -> int:
    """Ask the process that fills the outbox to stop; how many messages were acknowledged."""
    said, _ = postman.communicate("")
    if postman.returncode != 0:
        raise BenchFailed(f"the process that fills the outbox ended with {postman.returncode}")
    return int(said.split()[-1])
