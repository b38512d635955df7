"""Cycles: the list, one with its classes and figures, planning, opening, closing."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from minga.access.middleware import SeeOther
from minga.access.views_guard import staff
from minga.programmes.queries import programme_of
from minga.ui.links import tenant_url
from minga.ui.navigation import Link

from .. import operations, queries
from ..forms import CycleForm
from ..permissions import why_not_change
from .answers import answer
from .tabs import training_tabs


@require_GET
@staff("training.view")
def cycle_list(request: HttpRequest) -> HttpResponse:
    """Cycles, newest first, each with its aulas, places and people."""
    cycles = list(queries.cycles())
    summaries = queries.summaries_of(cycles)
    context = {
        "rows": [(cycle, summaries[cycle.pk]) for cycle in cycles],
        "may_change": why_not_change(request.actor) is None,
        "tabs": training_tabs(request, "training:cycle-list"),
    }
    return render(request, "training/cycle_list.html", context)


@require_GET
@staff("training.view")
def cycle_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A cycle: how many aulas and places it offers, and each aula the reader may see (FOR-1)."""
    cycle = get_object_or_404(queries.cycles(), public_id=public_id)
    context = {
        "cycle": cycle,
        "summary": queries.summaries_of([cycle])[cycle.pk],
        "class_groups": queries.classes_of(request.actor, cycle),
        "may_change": why_not_change(request.actor) is None,
        "breadcrumbs": [Link(_("Capacitación"), tenant_url(request, "training:cycle-list"))],
    }
    return render(request, "training/cycle.html", context)


@require_http_methods(["GET", "POST"])
@staff("training.change")
def plan_cycle(request: HttpRequest) -> HttpResponse:
    """Plan a cycle of the municipality's programme."""
    programme = programme_of(request.municipality)
    if programme is None:
        raise Http404

    def save(given: dict[str, Any]) -> str:
        cycle = operations.plan_cycle(
            municipality=request.municipality, programme=programme, actor=request.actor, at=request.at, **given
        )
        return tenant_url(request, "training:cycle-detail", cycle.public_id)

    form = CycleForm(request.POST or None, funds=queries.funds_of(programme))
    back = tenant_url(request, "training:cycle-list")
    context = {"title": _("Nuevo ciclo"), "back": back, "breadcrumbs": [Link(_("Capacitación"), back)]}
    return answer(request, form, save, "training/form.html", context)


@require_POST
@staff("training.change")
def open_cycle(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Open a planned cycle."""
    cycle = get_object_or_404(queries.cycles(), public_id=public_id)
    operations.open_cycle(cycle=cycle, actor=request.actor, at=request.at)
    messages.success(request, _("Ciclo abierto."))
    return SeeOther(tenant_url(request, "training:cycle-detail", public_id))


@require_POST
@staff("training.change")
def close_cycle(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Close an open cycle."""
    cycle = get_object_or_404(queries.cycles(), public_id=public_id)
    operations.close_cycle(cycle=cycle, actor=request.actor, at=request.at)
    messages.success(request, _("Ciclo cerrado."))
    return SeeOther(tenant_url(request, "training:cycle-detail", public_id))
