"""Pages of exports: one's own, those to decide on, asking, the file."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from minga.access.middleware import SeeOther
from minga.access.permissions import may
from minga.access.views_guard import staff
from minga.kernel.refusals import Refused, refuse_if
from minga.kernel.uploads.kinds import CONTENT_TYPES, Kind
from minga.ui.links import tenant_url
from minga.ui.navigation import Link
from minga.ui.paging import read_page
from minga.ui.searches import is_forgotten, searched_text

from . import jobs, operations, queries, rules
from .forms import DecisionForm, RequestForm
from .models import Export
from .permissions import visible_exports, why_not_decide, why_not_download, why_not_request
from .registry import Dataset, columns_for, dataset_of
from .states import OPEN, ExportState


@require_GET
@staff("exports.view")
def export_list(request: HttpRequest) -> HttpResponse:
    """What one asked for, what waits for one's decision, and what can be asked for."""
    own = queries.own_exports(request.actor)
    page = read_page(own, request=request, order=("requested_at", "id"), descending=True)
    context = {
        "page": page,
        "rows": [queries.shown(each, request.actor) for each in page.rows],
        "waiting": [queries.shown(each, request.actor) for each in queries.waiting_for(request.actor)[:50]],
        "may_approve": may(request.actor, "exports", "approve"),
        "datasets": queries.datasets_for(request.actor),
    }
    return render(request, "exports/export_list.html", context)


@require_http_methods(["GET", "POST"])
@staff("exports.request", fresh=True)
def request_export(request: HttpRequest, dataset: str) -> HttpResponse:
    """Ask for a table: how many rows, which columns, what for."""
    table = dataset_of(dataset)
    asked = request.GET.dict()
    if searched := searched_text(request):
        asked["q"] = searched
    parameters = table.clean(request.actor, asked) if table and not is_forgotten(request) else None
    if table is None or parameters is None:
        raise Http404
    refuse_if(why_not_request(request.actor, table))
    form = RequestForm(request.POST or None, columns=columns_for(table, request.actor), preselected=table.preselected)
    if request.method == "POST" and form.is_valid():
        export = _requested(request, form, table, parameters)
        if export is not None:
            return SeeOther(tenant_url(request, "exports:export-detail", export.public_id))
    context = {
        "form": form,
        "table": table,
        "words": table.words(request.actor, parameters),
        "count": table.count(request.actor, parameters),
        "alone": rules.ALONE,
        "breadcrumbs": _trail(request),
    }
    return render(request, "exports/request_export.html", context, status=422 if form.errors else 200)


def _requested(request: HttpRequest, form: RequestForm, table: Dataset, parameters: dict[str, str]) -> Export | None:
    try:
        export = operations.request_export(
            dataset=table,
            parameters=parameters,
            municipality=request.municipality,
            actor=request.actor,
            at=request.at,
            **form.cleaned_data,
        )
    except Refused as refused:
        form.refuse(refused, {"reason_needed": "reason_text", "electoral_period": "reason"}.get(refused.refusal.code))
        return None
    if export.state == ExportState.QUEUED:
        jobs.ask_for(export)
    return export


@require_GET
@staff("exports.view")
def export_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One export: where it stands, and what can be done."""
    return _detail(request, _export(request, public_id))


def _detail(request: HttpRequest, export: Export, form: DecisionForm | None = None) -> HttpResponse:
    context = {
        "export": export,
        "shown": queries.shown(export, request.actor),
        "form": form or DecisionForm(),
        "may_decide": why_not_decide(request.actor, export) is None,
        "may_download": why_not_download(request.actor, export) is None and request.at < export.ends_at,
        "may_cancel": export.requested_by_id == request.actor.account_id and export.state in OPEN,
        "breadcrumbs": _trail(request),
    }
    return render(request, "exports/export_detail.html", context, status=422 if form else 200)


@require_POST
@staff("exports.approve", fresh=True)
def decide_export(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Approve or refuse an export of somebody else."""
    export = _export(request, public_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _detail(request, export, form)
    given = {"export": export, "note": form.cleaned_data["note"], "actor": request.actor, "at": request.at}
    try:
        if form.cleaned_data["decision"] == DecisionForm.APPROVE:
            jobs.ask_for(operations.approve_export(**given))
            messages.success(request, _("Aprobada. Quien la pidió podrá descargar el archivo."))
        else:
            operations.refuse_export(**given)
            messages.success(request, _("Negada. Quien la pidió verá su motivo."))
    except Refused as refused:
        form.refuse(refused, "note" if refused.refusal.code == "reason_needed" else None)
        return _detail(request, export, form)
    return SeeOther(tenant_url(request, "exports:export-list"))


@require_POST
@staff("exports.request")
def cancel_export(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """End one's own export; its file is deleted."""
    operations.cancel_export(export=_export(request, public_id), actor=request.actor, at=request.at)
    messages.success(request, _("Cancelada. El archivo se borró."))
    return SeeOther(tenant_url(request, "exports:export-list"))


@require_http_methods(["GET", "POST"])
@staff("exports.request", fresh=True)
def download_export(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse | FileResponse:
    """Before taking the file, what it obliges to; then the file."""
    export = _export(request, public_id)
    if request.method == "GET":
        refuse_if(why_not_download(request.actor, export))
        context = {"export": export, "shown": queries.shown(export, request.actor), "breadcrumbs": _trail(request)}
        return render(request, "exports/download_export.html", context)
    is_first = export.first_download_at is None
    content = operations.download_export(export=export, actor=request.actor, at=request.at)
    if is_first:
        jobs.ask_to_note(export)
    name = f"{export.dataset}-{export.requested_at:%Y-%m-%d}.{export.file_format}"
    kind = CONTENT_TYPES[Kind(export.file_format)]
    return FileResponse(content, as_attachment=True, filename=name, content_type=kind)


def _export(request: HttpRequest, public_id: uuid.UUID) -> Export:
    found = visible_exports(request.actor).select_related("requested_by", "decided_by")
    return get_object_or_404(found, public_id=public_id)


def _trail(request: HttpRequest) -> list[Link]:
    return [Link(_("Exportaciones"), tenant_url(request, "exports:export-list"))]
