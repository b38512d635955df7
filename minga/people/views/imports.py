"""The way of a sheet: upload, columns, preview, apply, result, undo."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minga.access.middleware import SeeOther
from minga.access.views_guard import staff
from minga.kernel.refusals import Refused
from minga.ui.links import tenant_url
from minga.ui.navigation import Link
from minga.ui.paging import read_page

from .. import jobs, operations, permissions, queries
from ..forms.imports import DecisionsForm, MapColumnsForm, StageFileForm
from ..models import ImportBatch
from ..states import BatchState, RowOutcome
from .pages import programme_or_404

INLINE_ROWS = 1_000
_STEPS = {
    "preview": operations.preview_import,
    "apply": operations.apply_import,
    "undo": operations.undo_import,
}


@staff("people.import")
def import_list(request: HttpRequest) -> HttpResponse:
    """The sheets that were sent, newest first."""
    batches = queries.visible_batches(request.actor).select_related("staged_by")
    page = read_page(batches, request=request, order=("staged_at", "id"), descending=True)
    return render(request, "people/import_list.html", {"page": page, "breadcrumbs": _trail(request)[:1]})


@staff("people.import")
def stage_file(request: HttpRequest) -> HttpResponse:
    """Send a sheet; a wrong file says what to do, one that was sent before leads to its page."""
    form = StageFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            batch = operations.stage_file(
                name=form.cleaned_data["file"].name,
                file=form.cleaned_data["file"],
                programme=programme_or_404(request),
                actor=request.actor,
                at=request.at,
            )
        except Refused as refused:
            form.refuse(refused, "file")
        else:
            if batch.staged_at != request.at:
                messages.info(request, _known_words(batch))
            return SeeOther(_where(request, batch))
    context = {"form": form, "breadcrumbs": _trail(request)}
    return render(request, "people/stage_file.html", context, status=422 if form.errors else 200)


@staff("people.import")
def map_columns(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say which column is what; then the preview is made, at once or by a job."""
    batch = _batch_or_404(request, public_id, BatchState.STAGED, BatchState.PREVIEWED, BatchState.FAILED)
    form = MapColumnsForm(request.POST or None, batch=batch)
    if request.method == "POST" and form.is_valid():
        try:
            default = form.cleaned_data["population_default"]
            batch = operations.map_columns(
                batch=batch, mapping=form.mapping(), population_default=default, actor=request.actor, at=request.at
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            _run(request, batch, "preview")
            return SeeOther(tenant_url(request, "people:import-detail", public_id=batch.public_id))
    context = {"form": form, "batch": batch, "samples": _samples(batch, form), "breadcrumbs": _trail(request)}
    return render(request, "people/map_columns.html", context, status=422 if form.errors else 200)


@staff("people.import")
def import_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A sheet as far as it came: what applying would do, what became of each person, row by row."""
    batch = _batch_or_404(request, public_id)
    if batch.state == BatchState.STAGED:
        return SeeOther(tenant_url(request, "people:map-columns", public_id=batch.public_id))
    outcome = request.GET.get("resultado", "")
    rows, has_more = queries.preview_rows(
        batch=batch,
        outcome=outcome if outcome in RowOutcome.values else "",
        with_warnings=outcome == "warnings",
        after=_number(request.GET.get("despues", "")),
    )
    lines = _lines(batch, rows)
    context = {
        "batch": batch,
        "state": batch.state,
        "lines": lines,
        "next_url": _next_url(request, rows) if has_more else "",
        "tabs": _tabs(request, batch, outcome),
        "outcomes": queries.known_outcomes(batch) if batch.state == BatchState.APPLIED else [],
        "is_counted_live": queries.is_counted_live(batch),
        "has_decisions": any(field for _row, field in lines),
        "why_not_undo": permissions.why_not_undo(request.actor),
        "breadcrumbs": _trail(request),
    }
    return render(request, "people/import_detail.html", context)


@staff("people.import")
@require_POST
def decide_rows(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Keep the decisions on the possible duplicates of one page."""
    batch = _batch_or_404(request, public_id, BatchState.PREVIEWED)
    numbers = [_number(name.removeprefix("row_")) for name in request.POST if name.startswith("row_")]
    rows = list(batch.rows.filter(row_no__in=numbers))
    form = DecisionsForm(request.POST, rows=rows)
    if form.is_valid():
        operations.decide_rows(batch=batch, decisions=form.decisions(), actor=request.actor, at=request.at)
        messages.success(request, _("Decisiones guardadas."))
    else:
        messages.error(request, _("No se guardó: elija una de las opciones de la lista."))
    return SeeOther(_detail_url(request, batch) + "?resultado=possible")


@staff("people.import")
@require_POST
def apply_import(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Write the sheet, all of it or nothing."""
    batch = _batch_or_404(request, public_id, BatchState.PREVIEWED, BatchState.APPLIED)
    _run(request, batch, "apply")
    return SeeOther(_detail_url(request, batch))


@staff("people.import")
@require_POST
def discard_import(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Drop a sheet that was not applied."""
    batch = _batch_or_404(request, public_id)
    operations.discard_import(batch=batch, actor=request.actor, at=request.at)
    messages.success(request, _("El archivo se descartó. No se registró a nadie."))
    return SeeOther(tenant_url(request, "people:import-list"))


@staff("people.import")
@require_POST
def count_import(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Count again what became of the people of a sheet."""
    batch = _batch_or_404(request, public_id, BatchState.APPLIED)
    operations.count_import(batch=batch, actor=request.actor, at=request.at)
    return SeeOther(_detail_url(request, batch))


@staff("people.undo")
@require_POST
def undo_import(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take the whole import back."""
    batch = _batch_or_404(request, public_id, BatchState.APPLIED, BatchState.UNDONE)
    _run(request, batch, "undo")
    return SeeOther(_detail_url(request, batch))


def _run(request: HttpRequest, batch: ImportBatch, step: str) -> None:
    """Small sheets at once; bigger ones by a job, whose page can be left and found again."""
    if batch.counts["rows"] <= INLINE_ROWS:
        _STEPS[step](batch=batch, actor=request.actor, at=request.at)
        return
    operations.queue_batch(batch=batch, actor=request.actor, at=request.at)
    jobs.ask_for(step, batch, request.actor)


def _batch_or_404(request: HttpRequest, public_id: uuid.UUID, *states: BatchState) -> ImportBatch:
    batches = queries.visible_batches(request.actor).select_related("staged_by", "applied_by", "undone_by")
    batch = batches.filter(public_id=public_id).first()
    if batch is None or (states and batch.state not in states):
        raise Http404
    return batch


def _known_words(batch: ImportBatch) -> str:
    if batch.state in (BatchState.PREVIEWED, BatchState.FAILED):
        return _(
            "Este archivo ya se había subido y no se ha aplicado: puede cambiar las columnas, aplicarlo o descartarlo."
        )
    return _("Este archivo ya se había subido: no se ha cambiado nada.")


def _where(request: HttpRequest, batch: ImportBatch) -> str:
    """The page where a batch goes on."""
    name = "people:map-columns" if batch.state == BatchState.STAGED else "people:import-detail"
    return tenant_url(request, name, public_id=batch.public_id)


def _detail_url(request: HttpRequest, batch: ImportBatch) -> str:
    return tenant_url(request, "people:import-detail", public_id=batch.public_id)


def _trail(request: HttpRequest) -> list[Link]:
    return [
        Link(_("Personas"), tenant_url(request, "people:person-list")),
        Link(_("Archivos"), tenant_url(request, "people:import-list")),
    ]


def _tabs(request: HttpRequest, batch: ImportBatch, chosen: str) -> list[Link]:
    """All rows, and one view for each outcome that has rows."""
    counts = batch.counts
    views = [("", _("Todas"), counts["rows"])]
    views += [(str(each), str(each.label), counts.get(each.value, 0)) for each in RowOutcome]
    views += [("warnings", _("Con avisos"), counts.get("warnings", 0))]
    return [
        Link(label, f"{request.path}?resultado={name}" if name else request.path, name == chosen, str(count))
        for name, label, count in views
        if count or name == ""
    ]


def _lines(batch: ImportBatch, rows: list[queries.PreviewRow]) -> list[tuple[queries.PreviewRow, Any]]:
    """Each row with the field for its decision, where one is still to be made."""
    if batch.state != BatchState.PREVIEWED:
        return [(row, None) for row in rows]
    form = DecisionsForm(rows=[row.row for row in rows if row.row.outcome == RowOutcome.POSSIBLE])
    fields = {field.name: field for field in form}
    return [(row, fields.get(f"row_{row.row.row_no}")) for row in rows]


def _samples(batch: ImportBatch, form: MapColumnsForm) -> list[tuple[Any, str]]:
    """Each column's field with what the first rows of the sheet say in it."""
    first = queries.first_rows(batch)
    samples = []
    for place, field in enumerate(form.columns()):
        said = [_said(cells[place]) for cells in first if place < len(cells)]
        words = " · ".join(text for text in said if text)[:80]
        samples.append((field, _("Por ejemplo: %(words)s") % {"words": words} if words else _("Columna vacía")))
    return samples


def _said(cell: Any) -> str:
    """A cell as the sheet shows it: Excel keeps every number with decimals."""
    return str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell).strip()


def _next_url(request: HttpRequest, rows: list[queries.PreviewRow]) -> str:
    query = request.GET.copy()
    query["despues"] = str(rows[-1].row.row_no)
    return f"{request.path}?{query.urlencode()}"


def _number(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 9 else -1
