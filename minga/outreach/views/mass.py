"""Calling many people in an electoral period: asking leave, and deciding."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from minga.access.middleware import SeeOther
from minga.access.permissions import may
from minga.access.views_guard import staff
from minga.kernel import clock
from minga.kernel.refusals import Refused
from minga.programmes.queries import electoral_period
from minga.ui.links import tenant_url
from minga.ui.navigation import Link
from minga.ui.paging import read_page

from .. import operations, permissions, queries
from ..forms import MassDecisionForm, MassRequestForm


@require_GET
@staff("mass.view")
def mass_list(request: HttpRequest) -> HttpResponse:
    """What was asked and what was decided, the newest first."""
    page = read_page(queries.mass_requests(request.actor), request=request, order=("asked_at", "id"), descending=True)
    today = clock.day_in_zone(request.at, request.municipality.time_zone)
    context = {
        "page": page,
        "rows": [(row, permissions.why_not_decide_mass(request.actor, row) is None) for row in page.rows],
        "period": electoral_period(request.municipality, today),
        "may_request": may(request.actor, "mass", "request"),
    }
    return render(request, "outreach/mass_list.html", context)


@staff("mass.request")
def request_mass(request: HttpRequest) -> HttpResponse:
    """Ask leave to call many people."""
    form = MassRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        who_when = {"actor": request.actor, "at": request.at}
        try:
            operations.request_mass(municipality=request.municipality, **form.cleaned_data, **who_when)
        except Refused as refused:
            form.refuse(refused, "reason")
        else:
            messages.success(request, _("El pedido quedó guardado. Lo decide la administración del programa."))
            return SeeOther(tenant_url(request, "outreach:mass-list"))
    context = {"form": form, "up": _up(request)}
    return render(request, "outreach/request_mass.html", context, status=422 if form.errors else 200)


@staff("mass.approve", fresh=True)
def decide_mass(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Approve or decline."""
    row = get_object_or_404(queries.mass_requests(request.actor), public_id=public_id)
    form = MassDecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {"is_approved": form.cleaned_data["decision"] == "yes", "note": form.cleaned_data["note"]}
        try:
            operations.decide_mass(request=row, **said, actor=request.actor, at=request.at)
        except Refused as refused:
            form.refuse(refused, "note")
        else:
            messages.success(request, _("La decisión quedó guardada."))
            return SeeOther(tenant_url(request, "outreach:mass-list"))
    context = {"form": form, "row": row, "up": _up(request)}
    return render(request, "outreach/decide_mass.html", context, status=422 if form.errors else 200)


def _up(request: HttpRequest) -> list[Link]:
    return [Link(_("Convocatorias grandes"), tenant_url(request, "outreach:mass-list"))]
