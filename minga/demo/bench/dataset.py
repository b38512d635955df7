"""The seeded data set of a benchmark: built once for each number of people and state of the code, then reused."""

import hashlib

from minga.demo.bench.cli import Bench
from minga.demo.bench.place import CODE, Place, open_place

SEED = 20261121
LARGEST = "quito"
GENERATOR = ("population", "draws", "marginals", "names", "papers", "records", "answers", "sheets")


def place_with_people(bench: Bench) -> Place:
    """A place with `bench.people` people in nine municipalities, one quarter of them in Quito, and staff."""
    name = str(bench.people)
    mark = bench.base / name / "filled"
    wanted = fingerprint(bench.people)
    is_fresh = not mark.exists() or mark.read_text(encoding="utf-8") != wanted
    place = open_place(bench.base, name, bench.outer, fresh=is_fresh)
    if is_fresh:
        mark.unlink(missing_ok=True)
        place.python("-m", "minga.demo.bench.fill", "--people", name, "--seed", str(SEED))
        mark.write_text(wanted, encoding="utf-8")
    return place


def fingerprint(people: int) -> str:
    """Changes when the tables, the generator or the seeding change: then a data set is built anew."""
    seen = hashlib.sha256(f"{people} {SEED}".encode())
    made_by = [CODE / "minga" / "demo" / f"{name}.py" for name in GENERATOR]
    made_by += [CODE / "minga" / "demo" / "bench" / "fill.py", *CODE.glob("minga/demo/seeding/*.py")]
    for path in sorted([*CODE.glob("minga/*/migrations/*.py"), *made_by]):
        seen.update(path.read_bytes())
    return seen.hexdigest()
