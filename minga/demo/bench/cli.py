"""The command line of bin/bench: which measurements, on how many people, and what the exit code says."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TextIO

from minga.config.system_user import StartError
from minga.demo.bench.figures import print_case
from minga.demo.bench.place import BenchFailed, close_places

DEFAULT_PEOPLE = 100_000
NAMES = {
    "intake": "import registrations from CSV and XLSX",
    "search": "four staff searching people at once in the largest municipality",
    "rules": "eligibility, route and priority of everybody under a rule version",
    "export": "people to XLSX and CSV, sealed, and one city from asking to taking",
    "pages": "every page of each role",
    "servers": "the same page under each kind of web server process",
    "audit": "rows of the audit written, chained and verified (ten a person)",
    "faults": "kill -9 of web server, worker and database under load",
}


@dataclass
class Bench:
    """One run: where things are, how many people, and how many wrong answers were seen."""

    name: str
    people: int
    times: int
    base: Path
    outer: Mapping[str, str]
    out: TextIO
    errors: int = field(default=0)

    def case(self, case: str, *, people: int | None = None, **figures: float | int | None) -> None:
        """Print the line of one case; `errors` among the figures make the run fail at its end."""
        self.errors += int(figures.get("errors") or 0)
        print_case(self.out, self.name, case, self.people if people is None else people, **figures)

    def note(self, text: str) -> None:
        """Say something that is no figure, where it does not disturb whoever reads the figures."""
        sys.stderr.write(f"bin/bench: {self.name}: {text}\n")


def run(arguments: Sequence[str], *, home: Path, outer: Mapping[str, str], out: TextIO) -> int:
    """Measure what the arguments name; 0 when the work went right, whatever the figures, else 1."""
    options = _parser().parse_args(arguments)
    failed = False
    try:
        for name in options.names:
            bench = Bench(name, options.people, options.times, home, outer, out)
            import_module(f"minga.demo.bench.{name}").measure(bench)
            failed = failed or bench.errors > 0
    except (BenchFailed, StartError) as error:
        sys.stderr.write(f"bin/bench: {error}\n")
        failed = True
    finally:
        if not outer.get("DATABASE_URL"):
            close_places(home)
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    listed = "\n".join(f"  {name:<9} {meaning}" for name, meaning in NAMES.items())
    parser = argparse.ArgumentParser(
        prog="bin/bench",
        description="Measure on a database of its own. One JSON object a line and case.",
        epilog=f"measurements:\n{listed}\n\nVariables: MINGA_BENCH_HOME (where the databases live), DATABASE_URL "
        "(a PostgreSQL whose role may create databases).",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="+", choices=NAMES, metavar="NAME", help="what to measure")
    parser.add_argument("--people", type=_count, default=DEFAULT_PEOPLE, metavar="N", help="people in the database")
    parser.add_argument("--times", type=_count, default=200, metavar="N", help="kills of `faults` (200)")
    return parser


def _count(word: str) -> int:
    if not word.isdigit() or int(word) < 1:
        raise argparse.ArgumentTypeError(f"{word!r} is not a number of 1 or more")
    return int(word)
