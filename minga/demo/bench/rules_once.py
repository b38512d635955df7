"""The process that `bin/bench rules` measures: a new version in force in every municipality, everybody valued."""

import json
import resource
import sys
import time
import zipfile
from io import BytesIO

import django

ONE_BY_ONE = 200


def main() -> None:
    """Print what it took as JSON: `seconds` for all, the seconds of each of 200 people, queries of one."""
    django.setup()
    from minga.kernel import clock
    from minga.territory.models import Municipality

    mark = str(time.time()).encode()
    counts, seconds, one, queries = [], 0.0, [], 0
    for municipality in Municipality.objects.order_by("slug"):
        took, count, wrong = value_everybody(municipality.pk, mark, clock.now())
        seconds += took
        counts.append((count, wrong))
        if municipality.slug == "quito":
            one, queries = value_one_by_one(municipality.pk, clock.now())
    figures = {
        "people": sum(count for count, _ in counts),
        "seconds": seconds,
        "one": one,
        "queries": queries,
        "errors": sum(wrong for _, wrong in counts),
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    sys.stdout.write(json.dumps(figures) + "\n")


def new_workbook(mark: bytes) -> bytes:
    """The default workbook as other bytes: a version of its own with the same rules."""
    from minga.screening.data.build_default import default_workbook

    content = BytesIO(default_workbook())
    with zipfile.ZipFile(content, "a") as archive:
        archive.comment = mark
    return content.getvalue()


def value_everybody(municipality_id: int, mark: bytes, at) -> tuple[float, int, int]:  # type: ignore[no-untyped-def]
    """Seconds, people valued, and how many of them are not under the new version afterwards."""
    from minga.kernel.actor import system_actor
    from minga.kernel.tenancy import scope
    from minga.screening.models import Assessment
    from minga.screening.operations import evaluate_all, load_workbook, publish_version

    actor = system_actor(municipality_id)
    with scope(municipality_id):
        version = load_workbook(content=new_workbook(mark), note="Medición", actor=actor, at=at)
        publish_version(version=version, actor=actor, at=at)
    begun = time.perf_counter()
    with scope(municipality_id):
        count = evaluate_all(version=version, actor=actor, at=at)
    seconds = time.perf_counter() - begun
    with scope(municipality_id):
        current = Assessment.objects.filter(is_current=True)
        wrong = current.exclude(version=version).count() + abs(current.count() - count)
    return seconds, count, wrong


def value_one_by_one(municipality_id: int, at) -> tuple[list[float], int]:  # type: ignore[no-untyped-def]
    """Seconds of valuing each of 200 people, with reading and writing, and the queries of the last."""
    from django.db import connection

    from minga.kernel.actor import system_actor
    from minga.kernel.tenancy import scope
    from minga.screening.models import Submission
    from minga.screening.operations import evaluate_submission

    actor = system_actor(municipality_id)
    seconds: list[float] = []
    count = 0

    def counted(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        nonlocal count
        count += 1
        return execute(sql, params, many, context)

    with scope(municipality_id):
        for submission in Submission.objects.filter(finished_at__isnull=False).order_by("-id")[:ONE_BY_ONE]:
            count = 0
            begun = time.perf_counter()
            with connection.execute_wrapper(counted):
                evaluate_submission(submission=submission, actor=actor, at=at)
            seconds.append(time.perf_counter() - begun)
    return seconds, count


if __name__ == "__main__":
    main()
