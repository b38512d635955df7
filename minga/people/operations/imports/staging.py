"""Taking a sheet in, and saying which of its columns is what."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from minga.audit import operations as audit
from minga.kernel import files
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.kernel.uploads.limits import FileProblem
from minga.programmes.models import Programme

from ...models import ColumnMapping, ImportBatch
from ...permissions import why_not_import
from ...reading import Sheet, open_sheet
from ...rules.columns import mapping_problems, signature, suggest
from ...rules.hidden import without_hidden
from ...wording import field_label, words_for_file

_MAPPING = {
    "name_missing": _("Diga qué columna trae los nombres: sin nombre no se puede registrar a nadie."),
    "twice": _("«%(field)s» está elegido en dos columnas. Deje una."),
    "unknown_field": _("«%(field)s» no es un dato de la inscripción."),
}
_CLOSED = _("Este archivo ya se aplicó o se descartó.")


@transaction.atomic
def stage_file(*, name: str, file: BinaryIO, programme: Programme, actor: Actor, at: datetime) -> ImportBatch:
    """Check a sheet, keep it sealed, and suggest its columns; returns the batch.

    A file whose bytes are in a batch that is applied or waiting gives that batch back and changes nothing. Refuses
    without `people.import`, and for each reason of FileProblem, in words that say what to do; a refused file is not
    kept.
    """
    refuse_if(why_not_import(actor))
    try:
        sheet = open_sheet(file)
        rows = sum(1 for _row in sheet.rows())
    except FileProblem as problem:
        raise Refused(_file_refusal(problem)) from problem
    if not rows:
        raise Refused(_file_refusal(FileProblem("only_headings")))
    digest = _digest(file)
    known = _same_file(digest)
    if known:
        return known
    file_id = files.store(_chunks(file))
    try:
        batch = _write_batch(name, sheet, digest, rows, programme, actor, at)
        ImportBatch.objects.filter(pk=batch.pk).update(file_id=file_id)
    except Exception:
        files.delete(file_id)
        raise
    batch.file_id = file_id
    audit.record(actor=actor, action="people.stage_file", obj=batch, at=at)
    return batch


@transaction.atomic
def map_columns(
    *, batch: ImportBatch, mapping: Mapping[str, str], population_default: str, actor: Actor, at: datetime
) -> ImportBatch:
    """Say which column is what, and remember it for the next sheet with these headings; any former preview goes.

    `mapping` is heading → field (see `rules.columns.SYNONYMS`), empty for a column left out. Refuses without
    `people.import`, and `name_missing`, `twice` or `unknown_field`.
    """
    refuse_if(why_not_import(actor))
    batch = locked(batch)
    mapping = {header: mapping.get(header, "") for header in batch.headers}
    for code, name in mapping_problems(mapping):
        raise Refused(Refusal(code=code, message=_MAPPING[code], details={"field": field_label(name)}))
    batch.mapping, batch.population_default, batch.previewed_at = mapping, population_default, None
    batch.save(update_fields=["mapping", "population_default", "previewed_at"])
    batch.rows.all()._raw_delete(batch.rows.db)
    ColumnMapping.objects.update_or_create(
        municipality_id=batch.municipality_id,
        signature=batch.signature,
        defaults={"mapping": mapping, "population_default": population_default, "used_at": at},
    )
    audit.record(actor=actor, action="people.map_columns", obj=batch, fields=("mapping",), at=at)
    return batch


@transaction.atomic
def queue_batch(*, batch: ImportBatch, actor: Actor, at: datetime) -> ImportBatch:
    """Mark that a job will preview, apply or undo a batch; the job clears it. Refuses without `people.import`."""
    refuse_if(why_not_import(actor))
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    batch.queued_at, batch.failure = at, ""
    batch.save(update_fields=["queued_at", "failure"])
    return batch


@transaction.atomic
def discard_import(*, batch: ImportBatch, actor: Actor, at: datetime) -> ImportBatch:
    """Drop a sheet that was not applied, with its rows and its file. Refuses without `people.import`; a discarded one
    stays as it is, an applied one is refused (`closed`)."""
    refuse_if(why_not_import(actor))
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.discarded_at:
        return batch
    batch = locked(batch)
    batch.rows.all()._raw_delete(batch.rows.db)
    batch.discarded_at, batch.queued_at = at, None
    forget_file(batch)
    batch.save(update_fields=["discarded_at", "file_id", "queued_at"])
    audit.record(actor=actor, action="people.discard_import", obj=batch, at=at)
    return batch


def locked(batch: ImportBatch) -> ImportBatch:
    """The batch, locked; refuses (`closed`) when it is applied or discarded."""
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.applied_at or batch.discarded_at:
        raise Refused(Refusal(code="closed", message=_CLOSED))
    return batch


def forget_file(batch: ImportBatch) -> None:
    """Take the file off the batch; it is deleted once the transaction holds. The caller saves."""
    if batch.file_id:
        transaction.on_commit(lambda file_id=batch.file_id: files.delete(file_id))  # type: ignore[misc]
    batch.file_id = None


def _write_batch(
    name: str, sheet: Sheet, digest: bytes, rows: int, programme: Programme, actor: Actor, at: datetime
) -> ImportBatch:
    municipality_id = actor.municipality_id
    if municipality_id is None:
        raise ValueError("a sheet belongs to a municipality")
    mark = signature(sheet.headers)
    remembered = ColumnMapping.objects.filter(signature=mark).first()
    return ImportBatch.objects.create(
        municipality_id=municipality_id,
        programme=programme,
        file_name=without_hidden(name)[0][:200],
        digest=digest,
        kind=sheet.kind,
        sheet_name=sheet.sheet_name,
        headers=list(sheet.headers),
        signature=mark,
        mapping=remembered.mapping if remembered else suggest(sheet.headers),
        population_default=remembered.population_default if remembered else "",
        counts={"rows": rows, "other_sheets": list(sheet.other_sheets), "encoding": sheet.encoding},
        staged_by_id=actor.account_id,
        staged_at=at,
        owner_id=actor.account_id,
    )


def _same_file(digest: bytes) -> ImportBatch | None:
    batches = ImportBatch.objects.filter(digest=digest, discarded_at__isnull=True, undone_at__isnull=True)
    return batches.order_by("staged_at").first()


def _digest(file: BinaryIO) -> bytes:
    mark = hashlib.sha256()
    for chunk in _chunks(file):
        mark.update(chunk)
    return mark.digest()


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(1 << 20):
        yield chunk


def _file_refusal(problem: FileProblem) -> Refusal:
    return Refusal(code=problem.code, message=words_for_file(problem).replace("%", "%%"), details=problem.details)
