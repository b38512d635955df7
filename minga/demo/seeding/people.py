"""People of the demonstration: written as sheets, one a city, and brought in by the import that everybody uses."""

import csv
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO

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


def write_city_sheets(
    *, people: int, seed: int, on: date, folder: Path, waves: tuple[int, ...] = (0,)
) -> dict[str, list[CitySheet]]:
    """Generate the population once and part it by city and wave; the files of each wave, by canton code.

    A wave holds who registered at least so many days before `on` and is in no wave before: (75, 20, 0) gives three.
    The last must be 0. Memory does not grow with `people`.
    """
    sheets: dict[str, list[CitySheet]] = {}
    with ExitStack() as stack:
        writers: dict[Path, tuple[Any, TextIO]] = {}
        for person in registrations(people, seed=seed, on=on):
            if person.city not in sheets:
                sheets[person.city] = [_paths(folder, person.city, number) for number in range(len(waves))]
                for found in sheets[person.city]:
                    writers[found.sheet] = _opened(stack, found)
            days_ago = (on - person.registered_on).days
            wave = next(number for number, least in enumerate(waves) if days_ago >= least)
            rows, interviews = writers[sheets[person.city][wave].sheet]
            rows.writerow(cells(person))
            interviews.write(json.dumps(interview(person)) + "\n")
    return sheets


def _paths(folder: Path, city: str, wave: int) -> CitySheet:
    return CitySheet(folder / f"inscripciones-{city}-{wave + 1}.csv", folder / f"{city}-{wave + 1}.jsonl")


def _opened(stack: ExitStack, found: CitySheet) -> tuple[Any, TextIO]:
    writer = csv.writer(stack.enter_context(found.sheet.open("w", encoding="utf-8", newline="")))
    writer.writerow(header())
    return writer, stack.enter_context(found.interviews.open("w", encoding="utf-8"))


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
