"""«Mostrar»: what is masked on a person, asked for with a purpose and shown for some minutes."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from minga.access.middleware import SeeOther
from minga.access.views_guard import staff
from minga.ui.links import tenant_url

from .. import operations, permissions, queries
from ..forms.belongings import NEXT, RevealForm
from ..models import Person
from .pages import person_or_404, person_url, trail


@staff("documents.view")
def reveal_identity(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say why, then see; without a purpose nothing is shown."""
    person = person_or_404(request, public_id)
    form = RevealForm(request.POST or None, initial={"next": request.GET.get("luego", "")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        operations.reveal_identity(
            person=person, purpose=given["purpose"], text=given["text"], actor=request.actor, at=request.at
        )
        return SeeOther(tenant_url(request, NEXT.get(given["next"], "people:person-detail"), public_id=public_id))
    context = {
        "form": form,
        "person": person,
        "breadcrumbs": trail(request, person),
        "title": _("Mostrar documentos, contactos y dirección"),
        "intro": _("Se muestran 10 minutos. Queda anotado quién los vio y para qué, y la persona puede saberlo."),
        "action": request.path,  # htmx may have put this form into the page of the person
        "submit": _("Mostrar"),
        "cancel_url": person_url(request, person),
    }
    # htmx swaps only answers that went well
    status = 422 if form.errors and "HX-Request" not in request.headers else 200
    return render(request, "people/form_page.html", context, status=status)


def reveal_first(request: HttpRequest, person: Person, then: str) -> HttpResponse | None:
    """To a form that shows sealed data only whoever said why may come; None when this account did."""
    if request.method != "GET" or queries.revealed_until(request.actor, person.public_id, request.at):
        return None
    address = tenant_url(request, "people:reveal-identity", public_id=person.public_id)
    return SeeOther(f"{address}?luego={then}")


def reveal_context(request: HttpRequest, public_id: uuid.UUID) -> dict[str, Any]:
    """What the page of a person needs to offer «Mostrar», or to say until when it shows."""
    may_reveal = permissions.why_not_see_documents(request.actor) is None
    return {
        "may_reveal": may_reveal,
        "revealed_until": queries.revealed_until(request.actor, public_id, request.at) if may_reveal else None,
        "reveal_form": RevealForm(auto_id="mostrar_%s"),
    }
