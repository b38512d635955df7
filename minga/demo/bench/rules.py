"""`bin/bench rules`: everybody valued again under a new rule version, and one person at a time."""

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from minga.config.launch import job_workers
from minga.demo.bench.cli import Bench
from minga.demo.bench.dataset import place_with_people
from minga.demo.bench.figures import latencies
from minga.demo.bench.place import CODE, Place


def measure(bench: Bench) -> None:
    """`all`: eligibility, routes, priority and reasons of everybody, read from sealed answers and written; `one`.

    `all` is done as the product does it: jobs, taken by as many worker processes as bin/start runs on this machine.
    """
    place = place_with_people(bench)
    with _workers(place):
        figures = json.loads(place.python("-m", "minga.demo.bench.rules_once").splitlines()[-1])
    bench.case(
        "all",
        people=figures["people"],
        rate_per_s=figures["people"] / figures["seconds"],
        seconds=figures["seconds"],
        workers=job_workers(),
        peak_rss_mb=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        errors=figures["errors"],
    )
    bench.case("one", **latencies(figures["one"]), queries=figures["queries"], errors=0)


@contextmanager
def _workers(place: Place) -> Iterator[None]:
    command = [sys.executable, str(CODE / "manage.py"), "procrastinate", "worker"]
    log = (place.home / "worker.log").open("ab")
    workers = [
        subprocess.Popen(  # noqa: S603 - our own program
            command, env=place.environment, cwd=CODE, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        for _ in range(job_workers())
    ]
    try:
        yield
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait(60)
        log.close()
