"""`bin/bench intake`: a registration sheet of N people from its file to people who are found by search."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from minga.demo.bench.cli import Bench
from minga.demo.bench.dataset import SEED
from minga.demo.bench.place import CODE, BenchFailed, Place, open_place
from minga.demo.population import registrations
from minga.demo.sheets import write_csv, write_xlsx

MADE_ON = date(2026, 11, 21)  # the sheets are the same in every run
WRITERS = {"csv": write_csv, "xlsx": write_xlsx}


def measure(bench: Bench) -> None:
    """One case a file format, each into an empty database; the rate counts reading, checking, comparing, writing."""
    for kind, write in WRITERS.items():
        place = open_place(bench.base, "intake", bench.outer, fresh=True)
        sheet = place.home / f"inscripciones-{bench.people}.{kind}"
        if not sheet.exists():
            write(registrations(bench.people, seed=SEED, on=MADE_ON), sheet)
        figures = import_in_own_process(place, sheet)
        seconds = figures["stage_s"] + figures["preview_s"] + figures["apply_s"]
        bench.case(
            kind,
            rate_per_s=figures["people"] / seconds,
            seconds=seconds,
            peak_rss_mb=figures["peak_rss_mb"],
            stage_s=figures["stage_s"],
            preview_s=figures["preview_s"],
            apply_s=figures["apply_s"],
            registered=int(figures["people"]),
            waiting=int(figures["waiting"]),
            errors=int(figures["errors"]),
        )


def import_in_own_process(place: Place, sheet: Path) -> dict[str, float]:
    """Run `import_sheet_once` on the sheet and add the largest memory that process had."""
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "minga.demo.bench.intake_once", str(sheet)],
        env=place.environment,
        cwd=CODE,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    if process.stdout is None:
        raise BenchFailed("the import has no output")
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise BenchFailed(f"the import of {sheet.name} ended with {process.returncode}\n{said}")
    figures: dict[str, float] = json.loads(said.splitlines()[-1])
    return figures | {"peak_rss_mb": usage.ru_maxrss / 1024}
