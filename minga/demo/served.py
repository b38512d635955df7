"""The demonstration, seeded and served by real processes: for browser tests, journeys over the wire and pictures."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from minga.demo.bench.place import Place, close_places, drop_place, open_place
from minga.demo.bench.web import serving

PEOPLE = 400


@dataclass(frozen=True)
class Site:
    """Where the demonstration answers, and its place for commands (`site.place.manage("…")`)."""

    url: str
    place: Place


@contextmanager
def demo_site(people: int = PEOPLE) -> Iterator[Site]:
    """A fresh demonstration of `people` registrations on a database of its own; gone when left."""
    with tempfile.TemporaryDirectory(prefix="minga-site-") as folder:
        base = Path(folder)
        base.chmod(0o755)
        place = open_place(base, f"site_{os.getpid()}", os.environ, fresh=True)
        place = replace(place, environment=place.environment | {"MINGA_MODE": "demo", "MINGA_PUBLIC_URL": ""})
        try:
            place.manage("seed_demo", "--people", str(people))
            with serving(place, workers=2) as port:
                yield Site(f"http://127.0.0.1:{port}", place)
        finally:
            drop_place(place)
            close_places(base)
