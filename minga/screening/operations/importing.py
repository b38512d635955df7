"""Interviews from a file that Kobo or ODK exported: matched to registered people, kept once, valued."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import BinaryIO

from django.db import transaction

from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.kernel.sealing import blind_index
from minga.kernel.uploads.limits import LIMITS, FileProblem
from minga.people.models import ImportRow, Person
from minga.people.reading import open_sheet
from minga.people.wording import words_for_file
from minga.screening.models import InstrumentVersion, Submission
from minga.screening.operations.submissions import Interview, record_interviews
from minga.screening.permissions import why_not_start
from minga.screening.queries import loaded
from minga.screening.rules.export_rows import RowRead, plan_of, read_row, recognised_by
from minga.screening.states import Channel

AT_ONCE = 1_000
"""Rows matched and written together."""
_EXPORT_LIMITS = replace(LIMITS, columns=3_000)
"""A survey with its 0/1 columns is wide; the bound on cells stays."""


@dataclass(slots=True)
class ImportReport:
    """What became of each row of a file. `faults`: (row, question, code) of cells left out."""

    rows: int = 0
    recorded: int = 0
    repeated: int = 0
    without_person: list[int] = field(default_factory=list)
    faults: list[tuple[int, str, str]] = field(default_factory=list)
    unknown_columns: tuple[str, ...] = ()


@transaction.atomic
def import_answers(
    *, file: BinaryIO, version: InstrumentVersion, is_trial: bool, actor: Actor, at: datetime
) -> ImportReport:
    """Keep the interviews of an export under a version; with `is_trial` only say what would happen.

    A row belongs to the person whose comprobante code it has, or who was registered from the row with the same `_uuid`
    (people area, import of the same file). The same row again changes nothing. Rows of nobody and cells that are no
    answer are reported, never guessed. Refuses what cannot be opened (`file_…`), in words.
    """
    refuse_if(why_not_start(actor, Channel.IMPORT))
    instrument = loaded(version).instrument
    try:
        sheet = open_sheet(file, _EXPORT_LIMITS, known=partial(recognised_by, instrument))
        plan = plan_of(sheet.headers, instrument)
        report = ImportReport(unknown_columns=plan.unknown)
        part: list[RowRead] = []
        for number, cells in sheet.rows():
            part.append(read_row(number, cells, plan))
            if len(part) == AT_ONCE:
                _take(part, report, version=version, is_trial=is_trial, actor=actor, at=at)
                part = []
        _take(part, report, version=version, is_trial=is_trial, actor=actor, at=at)
    except FileProblem as problem:
        raise Refused(Refusal(f"file_{problem.code}", words_for_file(problem))) from problem
    return report


def _take(
    part: list[RowRead], report: ImportReport, *, version: InstrumentVersion, is_trial: bool, actor: Actor, at: datetime
) -> None:
    people = _people(part)
    report.rows += len(part)
    interviews: dict[uuid.UUID, Interview] = {}
    for row in part:
        report.faults += [(row.row, fault.name, fault.code) for fault in row.faults]
        person = people.get(f"code {row.person_code}") or people.get(f"uuid {row.uuid}")
        if person is None:
            report.without_person.append(row.row)
            continue
        public_id = _public_id(row, person)
        interviews[public_id] = Interview(person, row.answers, public_id=public_id)
    known = set(Submission.objects.filter(public_id__in=list(interviews)).values_list("public_id", flat=True))
    fresh = [interview for public_id, interview in interviews.items() if public_id not in known]
    report.recorded += len(fresh)
    report.repeated += len(part) - len(fresh) - sum(row.row in report.without_person for row in part)
    if fresh and not is_trial:
        record_interviews(interviews=fresh, version=version, actor=actor, at=at)


def _people(part: Sequence[RowRead]) -> dict[str, Person]:
    """Whose the rows are, by `code …` and `uuid …`."""
    codes = [row.person_code for row in part if row.person_code]
    found = {f"code {person.code}": person for person in Person.objects.filter(code__in=codes)} if codes else {}
    indexes = {blind_index("external", row.uuid): row.uuid for row in part if row.uuid}
    rows = ImportRow.objects.filter(external_index__in=list(indexes), person__isnull=False).select_related("person")
    for imported in rows if indexes else ():
        if imported.person is not None and imported.external_index is not None:
            found[f"uuid {indexes[bytes(imported.external_index)]}"] = imported.person
    return found


def _public_id(row: RowRead, person: Person) -> uuid.UUID:
    """The same for the same row: from its `_uuid`, or from whose it is and what it says."""
    said = row.uuid or json.dumps(row.answers, sort_keys=True)
    return uuid.uuid5(person.public_id, said)
