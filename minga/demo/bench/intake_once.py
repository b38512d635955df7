"""The process that `bin/bench intake` measures: imports one sheet into Quito and prints what it took as JSON."""

import json
import sys
import time
from pathlib import Path

import django


def main(path: Path) -> None:
    """Stage, preview, apply and search; every step in a transaction of its own, as on screen."""
    django.setup()
    from minga.demo.seeding.accounts import staff_of
    from minga.demo.seeding.frame import seed_frame
    from minga.kernel import clock
    from minga.kernel.actor import system_actor
    from minga.kernel.tenancy import scope
    from minga.people.models import Person
    from minga.people.operations.imports import apply_import, preview_import, stage_file
    from minga.people.queries import search_people
    from minga.programmes.models import Programme

    at = clock.now()
    programme = Programme.objects.get(slug="site")
    quito = seed_frame(programme=programme, actor=system_actor(), at=at)["1701"]
    with scope(quito.pk):
        actor = staff_of(quito, system_actor(quito.pk), at)["technician"]
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
        people = Person.objects.count()
        waiting = batch.rows.filter(outcome__in=("possible", "repeated")).count()
        wrong = batch.rows.filter(outcome="error").count() + abs(batch.rows.count() - people - waiting)
        some = Person.objects.order_by("-id").first()
        found = search_people(actor=actor, text=f"{some.surnames} {some.given_names}") if some else None
        if found is None or some is None or some.pk not in {row.id for row in found.rows}:
            raise SystemExit("the last person imported is not found by name")
    figures = {
        "stage_s": staged - begun,
        "preview_s": previewed - staged,
        "apply_s": applied - previewed,
        "people": people,
        "waiting": waiting,
        "errors": wrong,
    }
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
