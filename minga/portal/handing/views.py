"""Handovers: see what would move, do it, print the act, turn one for a period round."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from minga.access.middleware import SeeOther
from minga.access.models import Handover
from minga.access.permissions import may, why_not_hand_over
from minga.access.queries import accounts_of, handovers
from minga.access.states import Role
from minga.access.views_guard import staff
from minga.audit.operations import print_copy
from minga.kernel import clock
from minga.kernel.refusals import Refused
from minga.organisations.queries import organisations_for
from minga.ui.links import tenant_url
from minga.ui.navigation import Link
from minga.ui.paging import read_page

from .. import operations
from ..forms import HandoverForm
from ..queries.handing import preview, words_of_kind

ACT_DAYS = 365 * 7  # an act is kept; the copy says until when at most


@require_GET
@staff("handovers.view")
def handover_list(request: HttpRequest) -> HttpResponse:
    """What was handed over, the newest first."""
    page = read_page(handovers(request.actor), request=request, order=("made_at", "id"), descending=True)
    context = {"page": page, "may_make": may(request.actor, "handovers", "make")}
    return render(request, "portal/handover_list.html", context)


@staff("handovers.make", fresh=True)
def hand_over(request: HttpRequest) -> HttpResponse:
    """Choose who gives and who receives, see what moves, and do it."""
    given = request.POST if request.method == "POST" else (request.GET if "giver" in request.GET else None)
    form = HandoverForm(
        given,
        accounts=accounts_of(request.municipality).order_by("name", "id"),
        organisations=organisations_for(request.municipality),
    )
    if request.method == "POST" and form.is_valid():
        made = _made(request, form)
        if made is not None:
            messages.success(request, _("El trabajo quedó entregado. Imprima el acta y fírmenla las dos personas."))
            return SeeOther(tenant_url(request, "portal:handover-act", made.public_id))
    context = {"form": form, "up": _up(request), "preview": _preview(request, form)}
    return render(request, "portal/hand_over.html", context, status=422 if form.errors else 200)


def _made(request: HttpRequest, form: HandoverForm) -> Handover | None:
    try:
        return operations.hand_over(
            municipality=request.municipality, **form.cleaned_data, actor=request.actor, at=request.at
        )
    except Refused as refused:
        form.refuse(refused)
        return None


def _preview(request: HttpRequest, form: HandoverForm) -> dict[str, object] | None:
    """What would move, or why not; None while the form is not whole."""
    if not form.is_bound or not {"giver", "receiver"} <= set(form.cleaned_data if form.is_valid() else ()):
        return None
    giver, receiver = form.cleaned_data["giver"], form.cleaned_data["receiver"]
    refusal = why_not_hand_over(request.actor, giver, receiver)
    today = clock.day_in_zone(request.at, request.municipality.time_zone)
    return {"refusal": refusal, "moves": preview(giver, receiver, request.municipality, today), **form.cleaned_data}


@require_GET
@staff("handovers.view")
def handover_act(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The act to sign."""
    row = get_object_or_404(handovers(request.actor), public_id=public_id)
    context = {
        "handover": row,
        "code": row.code,
        "copy": print_copy(actor=request.actor, action="portal.print_act", at=request.at, obj=row, days=ACT_DAYS),
        "roles": [Role(held["role"]).label for held in row.roles],
        "counts": [(words_of_kind(kind), count) for kind, count in row.counts.items()],
        "back_url": tenant_url(request, "portal:handover-list"),
    }
    return render(request, "portal/handover_act.html", context)


@staff("handovers.make", fresh=True)
@require_POST
def return_handover(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give back what a handover for a period moved."""
    row = get_object_or_404(handovers(request.actor), public_id=public_id)
    try:
        operations.return_handover(handover=row, actor=request.actor, at=request.at)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("El trabajo volvió a quien lo entregó."))
    return SeeOther(tenant_url(request, "portal:handover-list"))


def _up(request: HttpRequest) -> list[Link]:
    return [Link(_("Entregas de trabajo"), tenant_url(request, "portal:handover-list"))]
