"""`bin/bench rules`: everybody valued again under a new rule version, and one person at a time."""

import json

from minga.demo.bench.cli import Bench
from minga.demo.bench.dataset import place_with_people
from minga.demo.bench.figures import latencies


def measure(bench: Bench) -> None:
    """`all`: eligibility, routes, priority and reasons of everybody, read from sealed answers and written; `one`."""
    place = place_with_people(bench)
    figures = json.loads(place.python("-m", "minga.demo.bench.rules_once").splitlines()[-1])
    bench.case(
        "all",
        people=figures["people"],
        rate_per_s=figures["people"] / figures["seconds"],
        seconds=figures["seconds"],
        peak_rss_mb=figures["peak_rss_mb"],
        errors=figures["errors"],
    )
    bench.case("one", **latencies(figures["one"]), queries=figures["queries"], errors=0)
