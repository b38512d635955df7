"""Reading every row of a sheet and saying what it would do; nothing is written to people yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.names import folded
from minga.kernel.refusals import refuse_if
from minga.programmes.queries import setting
from minga.territory.models import Sector

from ...drafts import sheet_of
from ...models import ImportBatch
from ...permissions import why_not_import
from ...reading import Sheet
from ...rules.columns import assembler
from ...rules.problems import Problem
from ...rules.row_result import RowResult, RowSettings
from ...rules.rows import validate_row
from ...states import RowOutcome
from .comparing import compare_with_people
from .drafting import STAGING_COLUMNS, Frame, staged
from .matching import match_staged
from .staging import locked

_STAGING = """
CREATE TEMPORARY TABLE people_staging (public_id uuid, row_no int, outcome text, shown_name text, name_tokens text,
    birth_date date, row_index bytea, external_index bytea, document_index bytea, phone_index bytea, draft jsonb,
    remarks bytea, has_warnings boolean, matched_by text NOT NULL DEFAULT '', same_as int, candidate_id bigint)
    ON COMMIT DROP
"""
_MATCHED = (*STAGING_COLUMNS, "matched_by", "same_as", "candidate_id")
_TO_ROWS = f"""
INSERT INTO people_importrow (municipality_id, batch_id, created_at, decision, is_touched, new_id,
    {", ".join(_MATCHED)})
SELECT %s, %s, %s, '', false, nextval(pg_get_serial_sequence('people_person', 'id')),
    {", ".join(_MATCHED)} FROM people_staging
"""  # noqa: S608 - the columns are constants


@transaction.atomic
def preview_import(*, batch: ImportBatch, actor: Actor, at: datetime) -> ImportBatch:
    """Read, check and compare every row; `batch.rows` and `batch.counts` then say what applying would do.

    Repeats start again. Rows are streamed: memory does not grow with the sheet. Refuses without `people.import`, and
    when the batch is applied or discarded.
    """
    refuse_if(why_not_import(actor))
    batch = locked(batch)
    batch.rows.all()._raw_delete(batch.rows.db)
    _read_and_write(batch, at)
    compare_with_people(batch)
    batch.counts = {**batch.counts, **count_outcomes(batch)}
    batch.previewed_at, batch.queued_at, batch.failure = at, None, ""
    batch.save(update_fields=["counts", "previewed_at", "queued_at", "failure"])
    audit.record(actor=actor, action="people.preview_import", obj=batch, at=at)
    return batch


def count_outcomes(batch: ImportBatch) -> dict[str, int]:
    """Rows of a batch by outcome, every outcome named, and how many carry warnings."""
    found = dict(batch.rows.order_by().values_list("outcome").annotate(Count("pk")))
    counts = {str(outcome): found.get(outcome, 0) for outcome in RowOutcome.values}
    return {**counts, "warnings": batch.rows.filter(has_warnings=True).exclude(outcome="error").count()}


def _read_and_write(batch: ImportBatch, at: datetime) -> None:
    """Read, match and write the rows: one pass over the sheet, a second when a column holds dates month first.

    COPY goes to a temporary table, since row-level security refuses it on a table of ours; the rows are matched there
    and written once.
    """
    sheet, settings, frame = sheet_of(batch), *_frame(batch, at)
    month_first: set[str] = set()
    with connection.cursor() as cursor:
        cursor.execute(_STAGING)
        _copy(cursor, _rows(batch, sheet, settings, frame, month_first))
        if month_first:
            cursor.execute("TRUNCATE people_staging")
            _copy(cursor, _rows(batch, sheet, settings, frame, month_first))
        match_staged(batch)
        cursor.execute(_TO_ROWS, [batch.municipality_id, batch.pk, at])
        cursor.execute("DROP TABLE people_staging")


def _frame(batch: ImportBatch, at: datetime) -> tuple[RowSettings, Frame]:
    zone = ZoneInfo(batch.municipality.time_zone)
    today = timezone.localdate(at, zone)
    minimum = setting("minimum_age", on=today, programme=batch.programme, municipality_id=batch.municipality_id)
    sectors = {folded(name): pk for pk, name in Sector.objects.values_list("pk", "name")}
    return (
        RowSettings(today=today, minimum_age=minimum, population_default=batch.population_default),
        Frame(batch.municipality.code, sectors, zone, at),
    )


def _rows(
    batch: ImportBatch, sheet: Sheet, settings: RowSettings, frame: Frame, month_first: set[str]
) -> Iterator[tuple[Any, ...]]:
    """Rows to stage; notes in `month_first` the date columns where some row can only be month first."""
    headers = sheet.headers
    doubted, assembled = frozenset(month_first), assembler(headers, batch.mapping)
    for number, cells in sheet.rows():
        result = validate_row(number, assembled(cells), settings)
        if len(cells) > len(headers):
            result.error("extra_cells")
        month_first.update(problem.field for problem in result.errors if problem.code == "month_first")
        _doubt_dates(result, doubted)
        yield staged(result, frame)


def _copy(cursor: Any, rows: Iterable[tuple[Any, ...]]) -> None:
    with cursor.copy(f"COPY people_staging ({', '.join(STAGING_COLUMNS)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _doubt_dates(result: RowResult, doubted: frozenset[str]) -> None:
    """Where a column has a date that can only be month first, every date that could be read both ways is doubted."""
    for name in result.values.pop("ambiguous_dates", ()):
        if name in doubted:
            day = result.values[name]
            result.warnings.append(
                Problem("date_may_be_month_first", name, {"written": f"{day.day:02d}/{day.month:02d}/{day.year}"})
            )
