"""The process that `bin/bench rules` measures: a new version in force in every municipality, everybody valued."""

import json
import sys
import time
import zipfile
from datetime import timedelta
from io import BytesIO

import django

ONE_BY_ONE = 200
LIMIT_SECONDS = 300


def main() -> None:
    """Print what it took as JSON: `seconds` for all, the seconds of each of 200 people, queries of one."""
    django.setup()
    from django.db.models import Max
    from procrastinate.contrib.django.models import ProcrastinateJob

    from minga.kernel import clock
    from minga.territory.models import Municipality

    everywhere = list(Municipality.objects.order_by("slug"))
    mark = str(time.time()).encode()
    versions = {each.pk: publish(each.pk, mark, clock.now()) for each in everywhere}
    wait_for_workers()
    last_job = ProcrastinateJob.objects.aggregate(last=Max("id"))["last"] or 0
    begun = time.perf_counter()
    ask_for_everybody(everywhere)
    wait_for_jobs()
    seconds = time.perf_counter() - begun
    counts = [valued_under(municipality_id, version) for municipality_id, version in versions.items()]
    one, queries = value_one_by_one(next(each.pk for each in everywhere if each.slug == "quito"), clock.now())
    figures = {
        "people": sum(count for count, _ in counts),
        "seconds": seconds,
        "one": one,
        "queries": queries,
        "errors": sum(wrong for _, wrong in counts) + failed_jobs(last_job),
    }
    sys.stdout.write(json.dumps(figures) + "\n")


def new_workbook(mark: bytes) -> bytes:
    """The default workbook as other bytes: a version of its own with the same rules."""
    from minga.screening.data.build_default import default_workbook

    content = BytesIO(default_workbook())
    with zipfile.ZipFile(content, "a") as archive:
        archive.comment = mark
    return content.getvalue()


def publish(municipality_id: int, mark: bytes, at) -> int:  # type: ignore[no-untyped-def]
    """A new version in force; its id."""
    from minga.kernel.actor import system_actor
    from minga.kernel.tenancy import scope
    from minga.screening.operations import load_workbook, publish_version

    actor = system_actor(municipality_id)
    with scope(municipality_id):
        version = load_workbook(content=new_workbook(mark), note="Medición", actor=actor, at=at)
        return publish_version(version=version, actor=actor, at=at).pk


def ask_for_everybody(municipalities) -> None:  # type: ignore[no-untyped-def]
    """What publishing on the page does after the version is in force."""
    from minga.screening.jobs import evaluate_all

    for municipality in municipalities:
        evaluate_all.defer(municipality_id=municipality.pk)


def wait_for_workers() -> None:
    """Until all of them are at work: each writes a sign of life every ten seconds."""
    from procrastinate.contrib.django.models import ProcrastinateWorker

    from minga.config.launch import job_workers
    from minga.kernel import clock

    alive = ProcrastinateWorker.objects.filter(last_heartbeat__gt=clock.now() - timedelta(seconds=30))
    deadline = time.monotonic() + LIMIT_SECONDS
    while alive.count() < job_workers():
        if time.monotonic() > deadline:
            raise TimeoutError("the job workers do not begin")
        time.sleep(0.1)


def wait_for_jobs() -> None:
    """Until no job of screening waits or is being done."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    waiting = ProcrastinateJob.objects.filter(task_name__startswith="screening.", status__in=("todo", "doing"))
    deadline = time.monotonic() + LIMIT_SECONDS
    while waiting.exists():
        if time.monotonic() > deadline:
            raise TimeoutError("the jobs do not end")
        time.sleep(0.02)


def failed_jobs(after: int) -> int:
    """Jobs of screening that ended in an error, among those asked for after the one with this id."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    return ProcrastinateJob.objects.filter(id__gt=after, task_name__startswith="screening.", status="failed").count()


def valued_under(municipality_id: int, version_id: int) -> tuple[int, int]:
    """People valued under the version, and how many count under another one."""
    from minga.kernel.tenancy import scope
    from minga.screening.models import Assessment

    with scope(municipality_id):
        current = Assessment.objects.filter(is_current=True)
        count = current.filter(version_id=version_id).count()
        return count, current.count() - count


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
