"""The process that `bin/bench intake` measures: imports one sheet into Quito and prints what it took as JSON."""

import json
import sys
import time
from pathlib import Path
from typing import Any

import django


def main(path: Path) -> None:
    """Stage, preview, apply; each in a transaction of its own, as on screen. Then see that people are found."""
    django.setup()
    from minga.kernel import clock
    from minga.kernel.tenancy import scope
    from minga.people.operations.imports import apply_import, preview_import, stage_file

    at = clock.now()
    programme, quito, actor = prepared(at)
    begun = time.perf_counter()
    with scope(quito.pk), path.open("rb") as stream:
        batch = stage_file(name=path.name, file=stream, programme=programme, actor=actor, at=at)
    staged = time.perf_counter()
    with scope(quito.pk):
        batch = preview_import(batch=batch, actor=actor, at=at)
    previewed = time.perf_counter()
    with scope(quito.pk):
        apply_import(batch=batch, actor=actor, at=at)
    applied = time.perf_counter()
    with scope(quito.pk):
        counts = checked(batch, actor)
    figures = {"stage_s": staged - begun, "preview_s": previewed - staged, "apply_s": applied - previewed, **counts}
    sys.stdout.write(json.dumps(figures) + "\n")


def prepared(at: Any) -> tuple[Any, Any, Any]:
    """The programme, Quito and a technician of it."""
    from minga.demo.seeding.accounts import staff_of
    from minga.demo.seeding.frame import seed_frame
    from minga.kernel.actor import system_actor
    from minga.kernel.tenancy import scope
    from minga.programmes.models import Programme

    programme = Programme.objects.get(slug="site")
    quito = seed_frame(programme=programme, actor=system_actor(), at=at)["1701"]
    with scope(quito.pk):
        return programme, quito, staff_of(quito, system_actor(quito.pk), at)["technician"]


def checked(batch: Any, actor: Any) -> dict[str, int]:
    """People registered, rows that wait for a decision, and rows unaccounted for; SystemExit when search fails."""
    from minga.people.models import Person
    from minga.people.queries import search_people

    people = Person.objects.count()
    waiting = batch.rows.filter(outcome__in=("possible", "repeated")).count()
    wrong = batch.rows.filter(outcome="error").count() + abs(batch.rows.count() - people - waiting)
    last = Person.objects.order_by("-id").first()
    found = search_people(actor=actor, text=f"{last.surnames} {last.given_names}") if last else None
    if last is None or found is None or last.pk not in {row.id for row in found.rows}:
        raise SystemExit("the last person imported is not found by name")
    return {"people": people, "waiting": waiting, "errors": wrong}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
