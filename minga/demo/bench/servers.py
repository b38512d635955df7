"""`bin/bench servers`: the same pages under each way gunicorn can serve, to choose the web server by measuring."""

import time

from minga.access.states import Role
from minga.demo.bench.cli import Bench
from minga.demo.bench.dataset import LARGEST, place_with_people
from minga.demo.bench.figures import latencies
from minga.demo.bench.load import at_once
from minga.demo.bench.staff import asking, signed_in
from minga.demo.bench.visitor import Answer
from minga.demo.bench.web import serving

VISITORS = 8
REQUESTS = 50  # of each visitor
WAYS = {
    "sync 3": (3, "--worker-class", "sync"),
    "gthread 3 2": (3, "--threads", "2"),
    "gthread 3 4": (3,),
    "gthread 2 4": (2,),
}
PAGES = (f"/{LARGEST}/mi-dia/", f"/{LARGEST}/personas/")


def measure(bench: Bench) -> None:
    """One case a way: eight technicians at once, two pages in turn; rate of pages and latencies."""
    place = place_with_people(bench)
    for name, (workers, *words) in WAYS.items():
        with serving(place, *words, workers=workers) as port:
            visitors = [signed_in(port, Role.TECHNICIAN, place.environment) for _ in range(VISITORS)]
            asks = [
                [
                    asking(visitor, PAGES[n % len(PAGES)], lambda answer: b"<main" in answer.body)
                    for n in range(REQUESTS)
                ]
                for visitor in visitors
            ]
            at_once([each[:4] for each in asks])
            begun = time.perf_counter()
            outcome = at_once(asks)
            seconds = time.perf_counter() - begun
            for visitor in visitors:
                visitor.close()
        rate = len(outcome.seconds) / seconds
        bench.case(name, **latencies(outcome.seconds), rate_per_s=rate, seconds=seconds, errors=len(outcome.errors))


def _is_page(answer: Answer) -> bool:
    return b"<main" in answer.body
