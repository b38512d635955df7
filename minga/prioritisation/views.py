"""Pages of prioritisation."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from minga.access.middleware import SeeOther
from minga.access.views_guard import staff
from minga.audit.operations import print_copy, record
from minga.kernel.refusals import Refused
from minga.programmes.queries import programme_of
from minga.screening.queries import referral_share, version_in_force
from minga.ui.links import tenant_url
from minga.ui.navigation import Link
from minga.ui.paging import read_page

from . import operations, queries
from .forms import FreezeForm
from .models import RankedList
from .states import LeftOut


@require_GET
@staff("priority.view")
def list_index(request: HttpRequest) -> HttpResponse:
    """Orders of call, newest first."""
    page = read_page(queries.lists(request.actor), request=request, order=("frozen_at", "id"), descending=True)
    return render(request, "prioritisation/list_index.html", {"page": page})


@require_http_methods(["GET", "POST"])
@staff("priority.freeze")
def list_freeze(request: HttpRequest) -> HttpResponse:
    """Choose whom to call, see what the list would hold, freeze it."""
    given = request.POST if request.method == "POST" else (request.GET if "component" in request.GET else None)
    form = FreezeForm(given)
    if request.method == "POST" and form.is_valid():
        frozen = _frozen(request, form)
        if frozen is not None:
            messages.success(request, _("El orden de llamada quedó congelado."))
            return SeeOther(tenant_url(request, "prioritisation:list-detail", frozen.public_id))
    context = {"form": form, "lists_url": _up(request), **_preview(request, form)}
    return render(request, "prioritisation/list_freeze.html", context, status=422 if form.errors else 200)


def _frozen(request: HttpRequest, form: FreezeForm) -> RankedList | None:
    try:
        return operations.freeze_list(
            municipality=request.municipality,
            programme=programme_of(request.municipality),
            as_of=request.at.date(),
            seed=secrets.token_hex(16),
            actor=request.actor,
            at=request.at,
            **form.cleaned_data,
        )
    except Refused as refused:
        form.refuse(refused)
        return None


def _preview(request: HttpRequest, form: FreezeForm) -> dict[str, Any]:
    """What the list would hold; nothing before the form has been answered."""
    if not form.is_bound or not form.is_valid():
        return {}
    chosen = queries.selection(
        programme=programme_of(request.municipality), as_of=request.at.date(), **form.cleaned_data
    )
    version = version_in_force()
    return {
        "would_hold": len(chosen.candidates),
        "left_out": _words(chosen.left_out),
        "referral": referral_share(version) if version else None,
    }


def _words(left_out: dict[str, int]) -> list[tuple[Any, int]]:
    return [(reason.label, left_out[reason]) for reason in LeftOut if left_out.get(reason)]


def _up(request: HttpRequest) -> list[Link]:
    return [Link(_("Orden de llamada"), tenant_url(request, "prioritisation:list-index"))]


def _list_or_404(request: HttpRequest, public_id: uuid.UUID) -> RankedList:
    return get_object_or_404(queries.lists(request.actor), public_id=public_id)


@require_GET
@staff("priority.view")
def list_detail(request: HttpRequest, ranked_list: uuid.UUID) -> HttpResponse:
    """One list: thirds, and its people in order."""
    row = _list_or_404(request, ranked_list)
    page = read_page(queries.places_in_order(row), request=request, order=("position", "id"), size=100)
    context = {
        "list": row,
        "page": page,
        "rows": [(place, queries.third_of(place, row.size)) for place in page.rows],
        "thirds": queries.thirds_of(row),
        "left_out": _words(row.left_out),
        "lists_url": _up(request),
    }
    return render(request, "prioritisation/list_detail.html", context)


@require_GET
@staff("priority.view")
def list_print(request: HttpRequest, ranked_list: uuid.UUID) -> HttpResponse:
    """The internal list on paper, five hundred turns at once: turn, code and short name; no priority, no component."""
    row = _list_or_404(request, ranked_list)
    asked = request.GET.get("desde", "")
    first = int(asked) if asked.isdecimal() and 0 < int(asked) <= row.size else 1
    context = {
        "list": row,
        "places": queries.sheet_rows(row, first),
        "first": first,
        "last": min(first + queries.SHEET - 1, row.size),
        "following": first + queries.SHEET if first + queries.SHEET <= row.size else None,
        "before": max(first - queries.SHEET, 1) if first > 1 else None,
        "code": row.code,
        "copy": print_copy(actor=request.actor, action="prioritisation.print_list", at=request.at, obj=row, days=7),
        "back_url": tenant_url(request, "prioritisation:list-detail", row.public_id),
    }
    return render(request, "prioritisation/list_print.html", context)


@require_GET
@staff("priority.view")
def place_detail(request: HttpRequest, place: uuid.UUID) -> HttpResponse:
    """Why a person has their turn."""
    rows = queries.visible_places(request.actor).select_related("ranked_list", "person")
    row = rows.filter(public_id=place).first()
    if row is None:
        raise Http404
    record(actor=request.actor, action="prioritisation.read_place", at=request.at, obj=row.person)
    list_url = tenant_url(request, "prioritisation:list-detail", row.ranked_list.public_id)
    context = {
        "place": row,
        "sentences": queries.explanation_of(row),
        "third": queries.third_of(row),
        "dimensions": queries.dimensions_of(row),
        "up": [*_up(request), Link(row.ranked_list.code, list_url)],
    }
    return render(request, "prioritisation/place_detail.html", context)
