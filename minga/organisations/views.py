"""Pages of the registry of institutions."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from minga.kernel.guard import staff
from minga.kernel.permission import may
from minga.kernel.refusals import Refused, refuse_if
from minga.ui.links import tenant_url
from minga.ui.navigation import Link
from minga.ui.paging import read_page

from . import operations, queries
from .forms import OrganisationForm, OrganisationSearchForm
from .operations import FIELDS
from .permissions import why_not_update


@staff("organisations.view")
def organisation_list(request: HttpRequest) -> HttpResponse:
    """Institutions that act here or everywhere."""
    form = OrganisationSearchForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = queries.organisations_for(request.municipality, text=chosen.get("q", ""), kind=chosen.get("kind", ""))
    page = read_page(found, request=request, order=("name", "id"))
    rows = [(row, why_not_update(request.actor, row) is None) for row in page.rows]
    context = {"form": form, "page": page, "rows": rows, "may_change": may(request.actor, "organisations", "change")}
    return render(request, "organisations/organisation_list.html", context)


@staff("organisations.change")
def create_organisation(request: HttpRequest) -> HttpResponse:
    """Add an institution of this municipality."""
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.create_organisation(
                municipality=request.municipality, actor=request.actor, at=request.at, **form.cleaned_data
            )
        except Refused as refused:
            form.refuse(refused, "name")
        else:
            messages.success(request, _("La organización quedó registrada."))
            return redirect(tenant_url(request, "organisations:organisation-list"))
    return _page(request, "organisations/create_organisation.html", form)


@staff("organisations.change")
def update_organisation(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change an institution."""
    found = get_object_or_404(queries.organisations_for(request.municipality), public_id=public_id)
    refuse_if(why_not_update(request.actor, found))
    form = OrganisationForm(request.POST or None, initial={name: getattr(found, name) for name in FIELDS})
    if request.method == "POST" and form.is_valid():
        try:
            operations.update_organisation(organisation=found, actor=request.actor, at=request.at, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused, "name")
        else:
            messages.success(request, _("Los cambios quedaron guardados."))
            return redirect(tenant_url(request, "organisations:organisation-list"))
    return _page(request, "organisations/update_organisation.html", form)


def _page(request: HttpRequest, template: str, form: OrganisationForm) -> HttpResponse:
    trail = [Link(_("Organizaciones"), tenant_url(request, "organisations:organisation-list"))]
    return render(request, template, {"form": form, "breadcrumbs": trail}, status=422 if form.errors else 200)
