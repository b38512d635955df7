"""Who of the team was trained in first psychological aid."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from minga.access.permissions import may
from minga.access.queries import accounts_of
from minga.access.views_guard import staff
from minga.kernel import clock
from minga.ui.links import tenant_url
from minga.ui.navigation import Link

from .. import operations, queries
from ..forms.cases import TrainingForm
from .pages import form_page, trail


@require_GET
@staff("pap.view")
def training_list(request: HttpRequest) -> HttpResponse:
    """The team, each with the training that holds."""
    on = clock.day_in_zone(request.at, request.municipality.time_zone)
    accounts = list(accounts_of(request.municipality).filter(is_active=True).order_by("name", "id"))
    context = {
        "people": queries.pap_people(accounts, on),
        "may_change": may(request.actor, "pap", "change"),
        "up": trail(request) if may(request.actor, "referrals", "view") else [],
    }
    return render(request, "referrals/training_list.html", context)


@require_http_methods(["GET", "POST"])
@staff("pap.change")
def record_training(request: HttpRequest) -> HttpResponse:
    """Note that a colleague was trained."""
    form = TrainingForm(request.POST or None, accounts=accounts_of(request.municipality).filter(is_active=True))
    address = tenant_url(request, "referrals:training-list")
    return form_page(
        request,
        form=form,
        save=lambda: operations.record_pap_training(
            municipality=request.municipality, actor=request.actor, at=request.at, **form.cleaned_data
        ),
        to=address,
        done=_("La formación quedó anotada."),
        context={"title": _("Anotar una formación en PAP"), "up": [Link(_("Formación en PAP"), address)]},
    )
