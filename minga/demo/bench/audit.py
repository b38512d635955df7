"""`bin/bench audit`: rows written, chained and verified, ten for each person asked for (100,000 people: 1,000,000)."""

import json

from minga.demo.bench.cli import Bench
from minga.demo.bench.place import drop_place, open_place

ROWS_A_PERSON = 10


def measure(bench: Bench) -> None:
    """`write`: signed rows in statements of 5,000; `seal`: chained by the sealer; `verify`: everything walked anew."""
    place = open_place(bench.base, "audit", bench.outer, fresh=True)
    rows = bench.people * ROWS_A_PERSON
    try:
        once = "minga.demo.bench.audit_once"
        for case in ("write", "seal", "verify"):  # a process each, so that memory is that of the case
            figures = json.loads(place.python("-m", once, case, str(rows)).splitlines()[-1])
            bench.case(case, rows=rows, rate_per_s=rows / figures["seconds"], **figures)
    finally:
        drop_place(place)
