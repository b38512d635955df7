"""Pages that need many areas."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from minga.access.permissions import may
from minga.access.views_guard import public_page, staff
from minga.people.queries import search_people
from minga.territory.queries import municipalities
from minga.ui.links import tenant_url, tenant_url_or_none
from minga.ui.navigation import Link

from . import queries


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Choose a municipality."""
    return render(request, "portal/home.html", {"municipalities": municipalities()})


@public_page
def front_door(request: HttpRequest) -> HttpResponse:
    """What the programme is, for whom, and how to register."""
    return render(request, "portal/front_door.html")


@staff("portal.view")
def my_day(request: HttpRequest) -> HttpResponse:
    """What is next for whoever reads it: each block only if their role has it."""
    blocks = [
        {
            "block": block,
            "items": [(item, _opened(request, item)) for item in block.items],
            "more_url": tenant_url_or_none(request, block.url_name) if block.count > len(block.items) else "",
        }
        for block in queries.my_day(request.actor, request.at)
    ]
    return render(request, "portal/my_day.html", {"blocks": blocks})


def _opened(request: HttpRequest, what: Any) -> str:
    return (tenant_url_or_none(request, what.url_name, **what.url_args) or "") if what.url_name else ""


@staff("people.view")
def search(request: HttpRequest) -> HttpResponse:
    """One box for names, documents, phones and codes."""
    text = request.GET.get("q", "").strip()
    found = search_people(actor=request.actor, text=text) if text else None
    return render(request, "portal/search.html", {"search_text": text, "found": found})


@staff("people.view")
def person_file(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Everything on one person that this reader may see, newest first (expediente)."""
    file = queries.person_file(request.actor, public_id)
    if file is None:
        raise Http404
    entries = [(entry, _opened(request, entry), entry.at > request.at) for entry in file.entries]
    context = {"file": file, "person": file.person, "entries": entries, "breadcrumbs": _people(request)}
    return render(request, "portal/person_file.html", context)


def _people(request: HttpRequest) -> list[Link]:
    if not may(request.actor, "people", "view"):
        return []
    return [Link(_("Personas"), tenant_url(request, "people:person-list"))]
