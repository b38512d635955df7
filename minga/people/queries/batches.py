"""Sheets: what a preview says of each row, and what became of each person (PRG-23)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext

from ..drafts import open_draft, open_remarks, sheet_of
from ..models import ImportBatch, ImportRow, Participation
from ..rules.entry import FILLABLE
from ..states import ParticipationEnd
from ..wording import TAKING_PART, field_label, words_for

PAGE = 50
LIVE_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row in words: errors, warnings and repairs as sentences, each with the name of its field."""

    row: ImportRow
    errors: list[str]
    warnings: list[str]
    repairs: list[str]
    fills: list[str]
    differs: list[str]


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """How many people of a batch are in a situation now; `count` may overlap with others when `is_parallel`."""

    label: Any
    count: int
    is_parallel: bool = False


OutcomeSource = Callable[[QuerySet[Participation]], list[BatchOutcome]]
_sources: list[OutcomeSource] = []


def outcome_source(function: OutcomeSource) -> OutcomeSource:
    """Decorator by which a higher area adds what it knows became of people: it gets their participations."""
    if function not in _sources:
        _sources.append(function)
    return function


def preview_rows(
    *, batch: ImportBatch, outcome: str = "", with_warnings: bool = False, after: int = -1, limit: int = PAGE
) -> tuple[list[PreviewRow], bool]:
    """Rows of a batch in order after a row number, and whether there are more: two queries."""
    rows = batch.rows.select_related("candidate", "person").filter(row_no__gt=after).order_by("row_no")
    if outcome:
        rows = rows.filter(outcome=outcome)
    if with_warnings:
        rows = rows.filter(has_warnings=True)
    found = list(rows[: limit + 1])
    return [_in_words(row) for row in found[:limit]], len(found) > limit


def batch_outcomes(batch: ImportBatch) -> list[BatchOutcome]:
    """What became of each person of an applied batch: taking part, closed with its reason, and what higher areas add.

    Counts each person once, by their latest participation of the programme.
    """
    people = batch.rows.filter(person__isnull=False).values("person_id").distinct()
    latest = (
        Participation.objects.filter(person__in=people, programme=batch.programme_id)
        .order_by("person_id", "-entry")
        .distinct("person_id")
    )
    participations = Participation.objects.filter(pk__in=latest.values("pk"))
    counts = participations.aggregate(
        open=Count("pk", filter=Q(closed_at__isnull=True)),
        **{str(end): Count("pk", filter=Q(end=end)) for end in ParticipationEnd.values},
    )
    outcomes = [BatchOutcome(TAKING_PART, counts["open"])]
    outcomes += [BatchOutcome(end.label, counts[end.value]) for end in ParticipationEnd if counts[end.value]]
    for source in _sources:
        outcomes += source(participations)
    return outcomes


def known_outcomes(batch: ImportBatch) -> list[BatchOutcome]:
    """What became of each person of an applied batch: counted now for a small sheet; for a big one as it was counted
    last (`batch.counted_at`), nothing before that."""
    if is_counted_live(batch):
        return batch_outcomes(batch)
    return [BatchOutcome(gettext(label), count, is_parallel) for label, count, is_parallel in batch.outcomes]


def is_counted_live(batch: ImportBatch) -> bool:
    """Whether a sheet is small enough to be counted at each visit."""
    return bool(batch.counts.get("rows", 0) <= LIVE_ROWS)


def first_rows(batch: ImportBatch, count: int = 3) -> list[list[Any]]:
    """The first rows of a batch's sheet, so that somebody can tell what a column holds; none when the file is gone."""
    if batch.file_id is None:
        return []
    return [cells for _number, cells in islice(sheet_of(batch).rows(), count)]


def rows_of_person(person_public_id: uuid.UUID) -> QuerySet[ImportRow]:
    """The rows by which a person came in or was completed, newest first."""
    return (
        ImportRow.objects.filter(person__public_id=person_public_id, batch__applied_at__isnull=False)
        .select_related("batch")
        .order_by("-batch__applied_at")
    )


def _in_words(row: ImportRow) -> PreviewRow:
    said: dict[str, list[str]] = {"error": [], "warning": [], "repair": []}
    for kind, problem in open_remarks(row.remarks):
        label = f"{field_label(problem.field)}: " if problem.field else ""
        said[kind].append(label + words_for(problem))
    changes = row.changes or {}
    return PreviewRow(
        row=row,
        errors=said["error"],
        warnings=said["warning"],
        repairs=said["repair"],
        fills=[field_label(name) for name in changes.get("missing", ())],
        differs=_differences(row, changes.get("differs", ())),
    )


def _differences(row: ImportRow, names: list[str]) -> list[str]:
    """«Nacionalidad: PE (en la hoja, VE)» for each field where both say something else, while the draft is there."""
    if not row.draft or row.candidate is None:
        return [field_label(name) for name in names]
    sheet = open_draft(row.draft)
    return [
        f"{field_label(name)}: {getattr(row.candidate, name)} ≠ {sheet[name]}" for name in names if name in FILLABLE
    ]


def open_batches_of(account_id: int) -> QuerySet[ImportBatch]:
    """Sheets an account has still to decide on or apply, the newest first."""
    waiting = ImportBatch.objects.filter(owner_id=account_id, applied_at__isnull=True, discarded_at__isnull=True)
    return waiting.order_by("-staged_at")
