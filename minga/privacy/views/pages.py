"""What several pages need: the request asked for or 404, the trail, the tabs, a page that is one form."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.access.middleware import SeeOther
from minga.access.permissions import may
from minga.kernel.refusals import Refused
from minga.ui.links import tenant_url
from minga.ui.navigation import Link

from ..models import RightsRequest
from ..permissions import visible_requests

_TABS = (
    (gettext_lazy("Solicitudes"), "request-list", "view"),
    (gettext_lazy("Supresiones"), "erasure-list", "view"),
    (gettext_lazy("Registro de tratamiento"), "register", "view"),
    (gettext_lazy("Evaluación de impacto"), "impact", "view"),
    (gettext_lazy("Plazos"), "retention", "manage"),
    (gettext_lazy("Incidentes"), "incident-list", "manage"),
)


def request_or_404(request: HttpRequest, public_id: uuid.UUID) -> RightsRequest:
    """A request that the reader may see."""
    rows = visible_requests(request.actor).select_related(
        "person", "municipality", "assessment", "received_by", "identified_by", "answered_by", "reviewed_by"
    )
    return get_object_or_404(rows, public_id=public_id)


def tabs(request: HttpRequest, current: str) -> list[Link]:
    """The pages of the desk that this reader may open."""
    return [
        Link(str(label), tenant_url(request, f"privacy:{name}"), is_current=name == current)
        for label, name, verb in _TABS
        if may(request.actor, "privacy", verb)
    ]


def trail(request: HttpRequest, row: RightsRequest | None = None) -> list[Link]:
    """The desk, and the request."""
    if not may(request.actor, "privacy", "view"):
        return []
    links = [Link(_("Derechos"), tenant_url(request, "privacy:request-list"))]
    return [*links, Link(row.code, request_url(request, row))] if row else links


def request_url(request: HttpRequest, row: RightsRequest) -> str:
    """The address of a request."""
    return tenant_url(request, "privacy:request-detail", row.public_id)


def form_page(
    request: HttpRequest, *, form: Any, title: str, save: Callable[[], str], done: str, back: str, **context: Any
) -> HttpResponse:
    """A page that is one form: shown, saved through an operation (its refusal in words), or mended.

    `save` returns the address to go to, empty for `back`.
    """
    if request.method == "POST" and form.is_valid():
        try:
            address = save()
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, done)
            return SeeOther(address or back)
    context = {"breadcrumbs": trail(request)} | context | {"form": form, "title": title, "cancel_url": back}
    return render(request, "privacy/form_page.html", context, status=422 if form.errors else 200)
