"""What the pages of the programme share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from minga.kernel import clock
from minga.programmes import queries
from minga.programmes.models import Programme
from minga.ui.links import tenant_url
from minga.ui.navigation import Link


def programme_here(request: HttpRequest) -> Programme:
    """The programme this municipality runs, or 404."""
    programme = queries.programme_of(request.municipality)
    if programme is None:
        raise Http404
    return programme


def today(request: HttpRequest) -> date:
    """The date in the municipality."""
    return clock.day_in_zone(request.at, request.municipality.time_zone)


def tabs(request: HttpRequest) -> list[Link]:
    """The pages of the programme."""
    pages = (
        (_("Programa"), "programmes:programme"),
        (_("Proyectos y fondos"), "programmes:project-list"),
        (_("Ajustes"), "programmes:setting-list"),
        (_("Período electoral"), "programmes:electoral-periods"),
    )
    links = [(label, tenant_url(request, name)) for label, name in pages]
    return [Link(label, url, is_current=url == request.path) for label, url in links]


def form_page(request: HttpRequest, template: str, form: Any, back: str, **context: Any) -> HttpResponse:
    """A page with one form: 422 when something in it is wrong."""
    trail = [Link(_("Programa"), tenant_url(request, "programmes:programme"))]
    if back != "programmes:programme":
        trail.append(Link(_("Ajustes") if back.endswith("setting-list") else _("Fondos"), tenant_url(request, back)))
    context |= {"form": form, "back_page": tenant_url(request, back), "breadcrumbs": trail}
    return render(request, template, context, status=422 if form.errors else 200)
