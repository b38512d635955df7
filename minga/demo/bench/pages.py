"""`bin/bench pages`: every page that each role reaches by links from its day, in the largest municipality."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from minga.demo.bench.cli import Bench
from minga.demo.bench.dataset import place_with_people
from minga.demo.bench.figures import latencies
from minga.demo.bench.place import Place
from minga.demo.bench.staff import signed_in
from minga.demo.bench.web import serving

REQUESTS = 20
WARM_UP = 2


@dataclass(frozen=True)
class Page:
    """A page of a role: the name of its address, one example of it, and its number of queries."""

    role: str
    name: str
    path: str
    queries: int


def measure(bench: Bench) -> None:
    """One case a role and page: `technician people:person-list`. A page that is not 200 counts as an error."""
    place = place_with_people(bench)
    by_role: dict[str, list[Page]] = {}
    for page in known_pages(place):
        by_role.setdefault(page.role, []).append(page)
    with serving(place) as port:
        for role, pages in by_role.items():
            visitor = signed_in(port, role, place.environment)
            for page in pages:
                answers = [visitor.get(page.path) for _ in range(WARM_UP + REQUESTS)]
                wrong = sum(answer.status != 200 for answer in answers)
                times = latencies([answer.seconds for answer in answers[WARM_UP:]])
                size = len(answers[-1].body) // 1024
                bench.case(f"{role} {page.name}", **times, queries=page.queries, kb=size, errors=wrong)
            visitor.close()


def known_pages(place: Place) -> Iterator[Page]:
    """Every page of each role, found by following links inside the place's database."""
    for line in place.python("-m", "minga.demo.bench.pages_once").splitlines():
        if line.startswith("{"):
            yield Page(**json.loads(line))
