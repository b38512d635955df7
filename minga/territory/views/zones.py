"""Zones: groupings of cities for monitoring; the programme's administration keeps them."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from minga.kernel.guard import staff
from minga.kernel.permission import may
from minga.territory import operations, queries
from minga.territory.forms import ZoneForm
from minga.ui.links import tenant_url
from minga.ui.navigation import Link


@staff("programme.view")
def zone_list(request: HttpRequest) -> HttpResponse:
    """Which cities each zone holds."""
    context = {
        "zones": queries.zones(),
        "may_change": may(request.actor, "programme", "change"),
        "breadcrumbs": [Link(_("Lugares"), tenant_url(request, "territory:venue-list"))],
    }
    return render(request, "territory/zone_list.html", context)


@staff("programme.change")
def create_zone(request: HttpRequest) -> HttpResponse:
    """Add a zone with its cities."""
    form = ZoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data, who_when = form.cleaned_data, {"actor": request.actor, "at": request.at}
        zone = operations.create_zone(name=data["name"], **who_when)
        operations.group_cities(zone=zone, municipalities=data["municipalities"], **who_when)
        messages.success(request, _("La zona quedó guardada."))
        return redirect(tenant_url(request, "territory:zone-list"))
    return _page(request, "territory/create_zone.html", form)


@staff("programme.change")
def group_cities(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change the cities of a zone."""
    zone = get_object_or_404(queries.zones(), public_id=public_id)
    form = ZoneForm(request.POST or None, initial={"name": zone.name, "municipalities": zone.municipalities.all()})
    form.fields["name"].disabled = True
    if request.method == "POST" and form.is_valid():
        cities = form.cleaned_data["municipalities"]
        operations.group_cities(zone=zone, municipalities=cities, actor=request.actor, at=request.at)
        messages.success(request, _("La zona quedó guardada."))
        return redirect(tenant_url(request, "territory:zone-list"))
    return _page(request, "territory/group_cities.html", form)


def _page(request: HttpRequest, template: str, form: object) -> HttpResponse:
    context = {"form": form, "breadcrumbs": [Link(_("Zonas"), tenant_url(request, "territory:zone-list"))]}
    return render(request, template, context, status=422 if form.errors else 200)
