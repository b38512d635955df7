"""What anybody of the team may tell the case role, and first psychological aid they gave: written, never read back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from minga.access.views_guard import staff
from minga.kernel import clock
from minga.ui.links import tenant_url

from .. import operations
from ..forms.cases import AlertForm, PapForm
from ..permissions import why_not_record_pap
from .pages import form_page


@require_http_methods(["GET", "POST"])
@staff("alerts.raise")
def raise_alert(request: HttpRequest) -> HttpResponse:
    """Tell the case role of somebody in danger. Nothing is looked up: the page says nothing of anybody."""
    form = AlertForm(request.POST or None)
    return form_page(
        request,
        form=form,
        save=lambda: operations.raise_alert(
            municipality=request.municipality, actor=request.actor, at=request.at, **form.cleaned_data
        ),
        to=tenant_url(request, "referrals:told"),
        done=_("Recibido."),
        template="referrals/raise_alert.html",
        context={"up": []},
    )


@require_http_methods(["GET", "POST"])
@staff("alerts.raise")
def record_pap(request: HttpRequest) -> HttpResponse:
    """Record first psychological aid that was given, by who is trained."""
    form = PapForm(request.POST or None)
    on = clock.day_in_zone(request.at, request.municipality.time_zone)
    return form_page(
        request,
        form=form,
        save=lambda: operations.record_pap(
            municipality=request.municipality, actor=request.actor, at=request.at, **form.cleaned_data
        ),
        to=tenant_url(request, "referrals:told"),
        done=_("Recibido."),
        template="referrals/record_pap.html",
        context={"up": [], "why_not": why_not_record_pap(request.actor, on=on)},
    )


@require_GET
@staff("alerts.raise")
def told(request: HttpRequest) -> HttpResponse:
    """It was received; what happens now, and what not to do."""
    return render(request, "referrals/told.html")
