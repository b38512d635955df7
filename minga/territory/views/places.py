"""Venues and sectors of a municipality; search of areas."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from minga.kernel.guard import staff
from minga.kernel.permission import may
from minga.kernel.refusals import Refused
from minga.territory import operations, queries
from minga.territory.forms import AreaSearchForm, SectorForm, VenueForm
from minga.territory.forms.places import EQUIPMENT_WORDS
from minga.ui.links import tenant_url
from minga.ui.navigation import Link


@staff("places.view")
def venue_list(request: HttpRequest) -> HttpResponse:
    """Where classes can meet, and the sectors of the city."""
    rows = [(venue, [EQUIPMENT_WORDS.get(word, word) for word in venue.equipment]) for venue in queries.venues()]
    context = {
        "rows": rows,
        "sectors": queries.sectors(),
        "may_change": may(request.actor, "places", "change"),
        "may_group": may(request.actor, "programme", "change"),
    }
    return render(request, "territory/venue_list.html", context)


@staff("places.change")
def create_venue(request: HttpRequest) -> HttpResponse:
    """Add a venue."""
    form = VenueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.create_venue(
                municipality=request.municipality, actor=request.actor, at=request.at, **form.venue_fields()
            )
        except Refused as refused:
            form.refuse(refused, "name")
        else:
            messages.success(request, _("El lugar quedó guardado."))
            return redirect(tenant_url(request, "territory:venue-list"))
    return _page(request, "territory/create_venue.html", form)


@staff("places.change")
def update_venue(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change a venue."""
    venue = get_object_or_404(queries.venues(), public_id=public_id)
    form = VenueForm(request.POST or None, initial=VenueForm.initial_of(venue))
    if request.method == "POST" and form.is_valid():
        try:
            operations.update_venue(venue=venue, actor=request.actor, at=request.at, **form.venue_fields())
        except Refused as refused:
            form.refuse(refused, "name")
        else:
            messages.success(request, _("Los cambios quedaron guardados."))
            return redirect(tenant_url(request, "territory:venue-list"))
    return _page(request, "territory/update_venue.html", form)


@staff("places.change")
def create_sector(request: HttpRequest) -> HttpResponse:
    """Add a sector."""
    form = SectorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.create_sector(
                municipality=request.municipality, actor=request.actor, at=request.at, **form.cleaned_data
            )
        except Refused as refused:
            form.refuse(refused, "name")
        else:
            messages.success(request, _("El sector quedó guardado."))
            return redirect(tenant_url(request, "territory:venue-list"))
    return _page(request, "territory/create_sector.html", form)


@staff("places.change")
def rename_sector(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change the name of a sector."""
    sector = get_object_or_404(queries.sectors(), public_id=public_id)
    form = SectorForm(request.POST or None, initial={"name": sector.name})
    if request.method == "POST" and form.is_valid():
        try:
            operations.rename_sector(sector=sector, actor=request.actor, at=request.at, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused, "name")
        else:
            messages.success(request, _("El sector quedó guardado."))
            return redirect(tenant_url(request, "territory:venue-list"))
    return _page(request, "territory/rename_sector.html", form)


@staff("places.view")
def area_search(request: HttpRequest) -> HttpResponse:
    """Find a province or canton by name or code; homonyms stand with their province."""
    form = AreaSearchForm(request.GET)
    text = form.cleaned_data["q"].strip() if form.is_valid() else ""
    context = {"form": form, "text": text, "areas": queries.areas_called(text) if text else []}
    return render(request, "territory/area_search.html", context | {"breadcrumbs": _trail(request)})


def _page(request: HttpRequest, template: str, form: object) -> HttpResponse:
    context = {"form": form, "breadcrumbs": _trail(request)}
    return render(request, template, context, status=422 if form.errors else 200)


def _trail(request: HttpRequest) -> list[Link]:
    return [Link(_("Lugares"), tenant_url(request, "territory:venue-list"))]
