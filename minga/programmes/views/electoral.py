"""Electoral periods of the municipality and of the programme."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minga.kernel.guard import staff
from minga.kernel.permission import may
from minga.kernel.refusals import Refused
from minga.programmes import operations, queries
from minga.programmes.forms import ElectoralPeriodForm
from minga.ui.links import tenant_url

from .context import form_page, programme_here, tabs, today


@staff("programme.view")
def electoral_periods(request: HttpRequest) -> HttpResponse:
    """The periods that are set, and what holds in them."""
    day = today(request)
    context = {
        "rows": [(row, row.starts_on <= day <= row.ends_on) for row in queries.electoral_periods(request.municipality)],
        "today": day,
        "may_change": may(request.actor, "programme", "change"),
        "tabs": tabs(request),
    }
    return render(request, "programmes/electoral_periods.html", context)


@staff("programme.change")
def set_electoral_period(request: HttpRequest) -> HttpResponse:
    """Set the days of a period with their source."""
    form = ElectoralPeriodForm(request.POST or None, initial={"starts_on": today(request)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        place = None if data.pop("for_all") else request.municipality
        try:
            operations.set_electoral_period(
                programme=programme_here(request), municipality=place, **data, actor=request.actor, at=request.at
            )
        except Refused as refused:
            form.refuse(refused, "ends_on")
        else:
            messages.success(request, _("El período electoral quedó guardado."))
            return redirect(tenant_url(request, "programmes:electoral-periods"))
    return form_page(request, "programmes/set_electoral_period.html", form, "programmes:electoral-periods")


@staff("programme.change")
@require_POST
def end_electoral_period(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """End a period before its last day, or remove one that has not begun."""
    rows = queries.electoral_periods(request.municipality)
    period = next((row for row in rows if row.public_id == public_id), None)
    if period is None:
        raise Http404
    operations.end_electoral_period(period=period, today=today(request), actor=request.actor, at=request.at)
    messages.success(request, _("El período electoral terminó."))
    return redirect(tenant_url(request, "programmes:electoral-periods"))
