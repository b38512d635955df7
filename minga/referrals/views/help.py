"""The public page of services and lines of a city: no login, no name of the programme, a quick way out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from minga.access.views_guard import public_page

from .. import queries


@require_http_methods(["GET", "HEAD"])
@public_page
def help_page(request: HttpRequest) -> HttpResponse:
    """911, lines that help in danger, and services by need."""
    lines, groups = queries.help_services()
    return render(request, "referrals/help_page.html", {"lines": lines, "groups": groups})
