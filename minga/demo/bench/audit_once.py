"""The processes that `bin/bench audit` measures: `audit_once write|seal|verify ROWS`, one JSON line each."""

import json
import resource
import sys
import time

import django

AT_ONCE = 5000
MUNICIPALITIES = 9


def main() -> None:
    """Print seconds, peak memory and errors: what is missing from the rows asked for, or what the verifier found."""
    django.setup()
    case, rows = sys.argv[1], int(sys.argv[2])
    begun = time.perf_counter()
    errors = {"write": write, "seal": seal, "verify": walk}[case](rows)
    figures = {
        "seconds": time.perf_counter() - begun,
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "errors": errors,
    }
    sys.stdout.write(json.dumps(figures) + "\n")


def write(rows: int) -> int:
    """Signed rows of nine municipalities, as pages that show many people write them."""
    from types import SimpleNamespace

    from minga.audit.operations import record_each
    from minga.kernel import clock
    from minga.kernel.actor import system_actor
    from minga.kernel.ids import uuid7
    from minga.kernel.tenancy import scope

    table = SimpleNamespace(db_table="people_person")
    for done in range(0, rows, AT_ONCE):
        municipality_id = 1 + done // AT_ONCE % MUNICIPALITIES
        people = [SimpleNamespace(_meta=table, public_id=uuid7()) for _ in range(min(AT_ONCE, rows - done))]
        with scope(municipality_id):
            record_each(
                actor=system_actor(municipality_id, label="Medición"),
                action="outreach.read_call_sheet",
                at=clock.now(),
                objs=people,
                fields=["contact_points"],
                purpose="contact",
            )
    return 0


def seal(rows: int) -> int:
    """Batches until nothing waits."""
    from minga.audit.operations import seal_waiting
    from minga.kernel import clock

    while batch := seal_waiting(at=clock.now()):
        rows -= len(batch.record_ids)
    return abs(rows)


def walk(rows: int) -> int:
    """The verifier, with the head of the chain kept outside."""
    from minga.audit.queries import newest_head
    from minga.audit.verification import verify

    head = newest_head()
    report = verify(heads=[head] if head else [])
    return abs(rows - report.rows) + (report.finding is not None) + (report.heads != 1)


if __name__ == "__main__":
    main()
