"""Asking for files, deciding, making, taking and ending them."""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from minga.audit import operations as audit
from minga.kernel import files
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refused, refuse_if
from minga.kernel.sealing import CannotOpen
from minga.territory.models import Municipality

from . import queries, rules
from .models import Export
from .permissions import why_not_decide, why_not_download, why_not_request
from .registry import Dataset, Row, dataset_of
from .states import OPEN, TRANSITIONS, ExportState
from .writing import written


@transaction.atomic
def request_export(
    *,
    dataset: Dataset,
    parameters: Mapping[str, str],
    columns: Sequence[str],
    file_format: str,
    reason: str,
    reason_text: str,
    municipality: Municipality,
    actor: Actor,
    at: datetime,
) -> Export:
    """Ask for a file (SEC-4). It waits for a second person above 50 identified persons or with a sensitive column;
    otherwise it is queued.

    `parameters` are what `dataset.clean` gave. Refuses without `exports.request` or the table's right; `no_columns`,
    `column_not_offered`, `column_not_yours`, `reason_needed`, `electoral_period`, `nobody`, `too_many_rows`.
    """
    refuse_if(why_not_request(actor, dataset))
    if actor.account_id is None:
        raise ValueError("an export belongs to an account")
    chosen = _chosen(dataset, columns, actor)
    refuse_if(rules.why_not_reason(reason_text))
    refuse_if(queries.why_not_now(dataset=dataset, reason=reason, actor=actor, municipality=municipality, at=at))
    count = _counted(dataset, parameters, actor)
    people = count if dataset.is_identified else 0
    has_sensitive = any(each.is_sensitive for each in chosen)
    asks = rules.needs_approval(people=people, has_sensitive=has_sensitive)
    export = Export.objects.create(
        municipality=municipality,
        dataset=dataset.code,
        parameters=json.dumps(dict(parameters)),
        columns=[each.code for each in chosen],
        file_format=file_format,
        reason=reason,
        reason_text=reason_text.strip(),
        people=people,
        row_count=count,
        has_sensitive=has_sensitive,
        needs_approval=asks,
        state=ExportState.WAITING if asks else ExportState.QUEUED,
        requested_by_id=actor.account_id,
        requested_at=at,
        ends_at=at + rules.UNDECIDED,
    )
    _note("request_export", export, actor, at, fields=export.columns)
    return export


@transaction.atomic
def approve_export(*, export: Export, note: str, actor: Actor, at: datetime) -> Export:
    """Agree to a file of another account; it is queued. Refuses without `exports.approve`, `own_request`,
    `not_waiting`, and `electoral_period` when one began meanwhile."""
    export = _locked(export)
    refuse_if(why_not_decide(actor, export))
    dataset = _dataset(export)
    municipality = Municipality.objects.get(pk=export.municipality_id)
    for who in (queries.requester(export, at), actor):
        refuse_if(
            queries.why_not_now(dataset=dataset, reason=export.reason, actor=who, municipality=municipality, at=at)
        )
    export.decided_by_id, export.decided_at, export.decision_note = actor.account_id, at, note.strip()
    _move(export, ExportState.QUEUED, ("decided_by", "decided_at", "decision_note"))
    _note("approve_export", export, actor, at)
    return export


@transaction.atomic
def refuse_export(*, export: Export, note: str, actor: Actor, at: datetime) -> Export:
    """Say no to a file, with the reason. Refuses without `exports.approve`, `own_request`, `not_waiting`,
    `reason_needed`."""
    export = _locked(export)
    refuse_if(why_not_decide(actor, export))
    refuse_if(rules.why_not_reason(note))
    export.decided_by_id, export.decided_at, export.decision_note = actor.account_id, at, note.strip()
    export.ended_at = at
    _move(export, ExportState.REFUSED, ("decided_by", "decided_at", "decision_note", "ended_at"))
    _note("refuse_export", export, actor, at)
    return export


@transaction.atomic
def build_export(*, export: Export, actor: Actor, at: datetime) -> Export:
    """Write the sealed file of a queued export in the name of who asked, with the rights they have now.

    When there are more persons than were approved and too many to go alone, it waits for a second person again. What
    is not queued stays as it is. A refusal (right taken, electoral period) is raised: `fail_export` notes it.
    """
    export = _locked(export)
    if export.state != ExportState.QUEUED:
        return export
    dataset = _dataset(export)
    parameters = queries.parameters_of(export)
    _refuse_build(export, dataset, actor, at)
    chosen = _chosen(dataset, export.columns, actor)
    reading = _Reading(dataset.rows(actor, parameters, tuple(each.code for each in chosen), at))
    file_id = files.store(reading.measured(written(export.file_format, [str(each.label) for each in chosen], reading)))
    try:
        if _grew(export, dataset, reading):
            files.delete(file_id)
            return _wait_again(export, reading, actor, at)
        export.file_id, export.file_bytes, export.row_count = file_id, reading.size, reading.count
        export.people = reading.count if dataset.is_identified else 0
        export.subjects = reading.subjects
        export.ready_at, export.ends_at = at, rules.ends_at(ready_at=at, first_download_at=None)
        fields = ("file_id", "file_bytes", "row_count", "people", "subjects", "ready_at", "ends_at")
        _move(export, ExportState.READY, fields)
        _note("build_export", export, actor, at)
    except Exception:
        files.delete(file_id)
        raise
    return export


@transaction.atomic
def fail_export(*, export: Export, why: str, actor: Actor, at: datetime) -> Export:
    """Note why a queued export could not be made; anything else stays as it is."""
    export = _locked(export)
    if export.state != ExportState.QUEUED:
        return export
    export.failure, export.ended_at = why, at
    _move(export, ExportState.FAILED, ("failure", "ended_at"))
    _note("fail_export", export, actor, at, result="failed")
    return export


@transaction.atomic
def download_export(*, export: Export, actor: Actor, at: datetime) -> io.BytesIO:
    """The content of a file for the account that asked; the first time starts its last 30 minutes. Each is audited.

    Refuses `not_yours`, `not_ready` (also past its end), `electoral_period`, a right taken meanwhile, `file_lost`.
    """
    export = _locked(export)
    refuse_if(why_not_download(actor, export))
    if at >= export.ends_at or export.file_id is None:
        raise Refused(rules.refusal("not_ready"))
    _refuse_build(export, _dataset(export), actor, at)
    try:
        content = files.opened(export.file_id)
    except CannotOpen as error:
        raise Refused(rules.refusal("file_lost")) from error
    export.first_download_at = export.first_download_at or at
    export.downloads += 1
    if export.ready_at is not None:
        export.ends_at = rules.ends_at(ready_at=export.ready_at, first_download_at=export.first_download_at)
    export.save(update_fields=["first_download_at", "downloads", "ends_at"])
    _note("download_export", export, actor, at, fields=export.columns)
    return content


@transaction.atomic
def note_subjects(*, export: Export, actor: Actor, at: datetime) -> int:
    """Write the read of every person of a downloaded file into the audit, once; says how many."""
    export = _locked(export)
    subject = _dataset(export).subject
    if export.first_download_at is None or subject is None or not export.subjects:
        return 0
    subjects = [subject(public_id=public_id) for public_id in export.subjects]
    audit.record_each(actor=actor, action="exports.download_person", at=at, objs=subjects, purpose=export.reason)
    export.subjects = []
    export.save(update_fields=["subjects"])
    return len(subjects)


@transaction.atomic
def cancel_export(*, export: Export, actor: Actor, at: datetime) -> Export:
    """End one's own export before its time; its file is deleted. Refuses `not_yours`, `not_open`."""
    export = _locked(export)
    if actor.account_id != export.requested_by_id:
        raise Refused(rules.refusal("not_yours"))
    if export.state not in OPEN:
        raise Refused(rules.refusal("not_open"))
    return _ended(export, ExportState.CANCELLED, "cancel_export", actor, at)


@transaction.atomic
def end_exports_of(*, account_id: int, actor: Actor, at: datetime) -> int:
    """End every open export of an account in the scope (handover, a role taken away); says how many (ROL-13)."""
    rows = list(queries.open_exports_of(account_id).select_for_update(of=("self",)))
    for export in rows:
        _ended(export, ExportState.CANCELLED, "end_export", actor, at)
    return len(rows)


@transaction.atomic
def expire_exports(*, actor: Actor, at: datetime) -> int:
    """End every export of the scope whose time is over and delete its file; says how many.

    Time: 30 minutes after the first download, 24 hours after it was ready, 7 days without a decision.
    """
    over = Export.objects.filter(state__in=(ExportState.WAITING, ExportState.READY), ends_at__lte=at)
    rows = list(over.select_for_update(of=("self",), skip_locked=True))
    for export in rows:
        _ended(export, ExportState.EXPIRED, "expire_export", actor, at)
    return len(rows)


@dataclass
class _Reading:
    """Rows on their way into the file: how many, of whom, how many bytes."""

    source: Iterator[Row]

    def __post_init__(self) -> None:
        self.count, self.size = 0, 0
        self.subjects: list[uuid.UUID] = []

    def __iter__(self) -> Iterator[Sequence[Any]]:
        for subject, cells in self.source:
            self.count += 1
            if subject is not None:
                self.subjects.append(subject)
            yield cells

    def measured(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The pieces, counted."""
        for piece in pieces:
            self.size += len(piece)
            yield piece


def _chosen(dataset: Dataset, columns: Sequence[str], actor: Actor) -> tuple[Any, ...]:
    try:
        chosen = dataset.chosen(list(columns))
    except KeyError as error:
        raise Refused(rules.refusal("column_not_offered")) from error
    if not chosen:
        raise Refused(rules.refusal("no_columns"))
    lacking = queries.lacking_right(dataset, list(columns), actor)
    if lacking is not None:
        raise Refused(rules.refusal("column_not_yours", column=lacking.label))
    return chosen


def _counted(dataset: Dataset, parameters: Mapping[str, str], actor: Actor) -> int:
    count = dataset.count(actor, parameters)
    if not count:
        raise Refused(rules.refusal("nobody"))
    if count > rules.MOST_ROWS:
        raise Refused(rules.refusal("too_many_rows", rows=count, limit=rules.MOST_ROWS))
    return count


def _refuse_build(export: Export, dataset: Dataset, actor: Actor, at: datetime) -> None:
    refuse_if(why_not_request(actor, dataset))
    lacking = queries.lacking_right(dataset, export.columns, actor)
    if lacking is not None:
        raise Refused(rules.refusal("column_not_yours", column=lacking.label))
    municipality = Municipality.objects.get(pk=export.municipality_id)
    refuse_if(queries.why_not_now(dataset=dataset, reason=export.reason, actor=actor, municipality=municipality, at=at))


def _grew(export: Export, dataset: Dataset, reading: _Reading) -> bool:
    """Whether it tells of more persons than somebody agreed to (a tenth more is the same list)."""
    if not dataset.is_identified:
        return False
    if not export.needs_approval:
        return rules.needs_approval(people=reading.count, has_sensitive=export.has_sensitive)
    return reading.count > export.people * 1.1


def _wait_again(export: Export, reading: _Reading, actor: Actor, at: datetime) -> Export:
    export.people = export.row_count = reading.count
    export.needs_approval, export.decided_by, export.decided_at = True, None, None
    export.failure, export.ends_at = _("Mientras se preparaba hubo más personas."), at + rules.UNDECIDED
    fields = ("people", "row_count", "needs_approval", "decided_by", "decided_at", "failure", "ends_at")
    _move(export, ExportState.WAITING, fields)
    _note("ask_again_export", export, actor, at)
    return export


def _ended(export: Export, state: ExportState, verb: str, actor: Actor, at: datetime) -> Export:
    if export.file_id is not None:
        transaction.on_commit(lambda file_id=export.file_id: files.delete(file_id))  # type: ignore[misc]
    export.file_id, export.ended_at = None, at
    if export.first_download_at is None:
        export.subjects = []
    _move(export, state, ("file_id", "ended_at", "subjects"))
    _note(verb, export, actor, at)
    return export


def _move(export: Export, state: ExportState, fields: Sequence[str]) -> None:
    if state not in TRANSITIONS.get(ExportState(export.state), set()):
        raise Refused(rules.refusal("not_open"))
    export.state = state
    export.save(update_fields=[*fields, "state"])


def _locked(export: Export) -> Export:
    return Export.objects.select_for_update(of=("self",)).get(pk=export.pk)


def _dataset(export: Export) -> Dataset:
    dataset = dataset_of(export.dataset)
    if dataset is None:
        raise Refused(rules.refusal("not_open"))
    return dataset


def _note(
    verb: str, export: Export, actor: Actor, at: datetime, *, fields: Sequence[str] = (), result: str = "done"
) -> None:
    audit.record(
        actor=actor, action=f"exports.{verb}", at=at, obj=export, fields=fields, result=result, purpose=export.reason
    )
