"""People of the demonstration: written as sheets, one a city, and brought in by the import that everybody uses."""

import csv
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from minga.demo.answers import Answer, interview
from minga.demo.population import registrations
from minga.demo.sheets import cells, header
from minga.kernel.actor import Actor
from minga.people.models import ImportBatch
from minga.people.operations.imports import apply_import, preview_import, stage_file
from minga.programmes.models import Programme


@dataclass(frozen=True)
class CitySheet:
    """The registration sheet of one city, and the interviews of the same people, line by line."""

    sheet: Path
    interviews: Path

    def answers(self) -> Iterator[dict[str, Answer]]:
        """The interviews in the order of the sheet."""
        with self.interviews.open(encoding="utf-8") as stream:
            for line in stream:
                yield json.loads(line)


def write_city_sheets(*, people: int, seed: int, on: date, folder: Path) -> dict[str, CitySheet]:
    """Generate the population once and part it by city; the files, by canton code. Memory does not grow."""
    sheets: dict[str, CitySheet] = {}
    with ExitStack() as stack:
        writers = {}
        for person in registrations(people, seed=seed, on=on):
            if person.city not in writers:
                found = CitySheet(folder / f"inscripciones-{person.city}.csv", folder / f"{person.city}.jsonl")
                stream = stack.enter_context(found.sheet.open("w", encoding="utf-8", newline=""))
                writers[person.city] = csv.writer(stream), stack.enter_context(found.interviews.open("w"))
                writers[person.city][0].writerow(header())
                sheets[person.city] = found
            rows, interviews = writers[person.city]
            rows.writerow(cells(person))
            interviews.write(json.dumps(interview(person)) + "\n")
    return sheets


def import_sheet(*, sheet: Path, programme: Programme, actor: Actor, at: datetime) -> ImportBatch:
    """Stage, preview and apply a sheet as a technician would. Must run in the scope."""
    with sheet.open("rb") as stream:
        batch = stage_file(name=sheet.name, file=stream, programme=programme, actor=actor, at=at)
    batch = preview_import(batch=batch, actor=actor, at=at)
    return apply_import(batch=batch, actor=actor, at=at)


def people_by_line(batch: ImportBatch) -> Iterator[tuple[int, int]]:
    """(line of the sheet from 0, person id) of the rows that became somebody, in order."""
    rows = batch.rows.filter(person__isnull=False, outcome="new").order_by("row_no").values_list("row_no", "person_id")
    for row_no, person_id in rows.iterator(chunk_size=5000):
        yield row_no - 2, person_id
