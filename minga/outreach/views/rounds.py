"""Rounds: list, opening, board, closing, paper."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from minga.access.middleware import SeeOther
from minga.access.views_guard import staff
from minga.kernel.refusals import Refused
from minga.messaging.channels import all_channels
from minga.prioritisation.queries import lists_for_calls
from minga.programmes.queries import programme_of, setting
from minga.training.queries import classes_open_for_calls, free_places
from minga.ui.links import tenant_url
from minga.ui.navigation import Link
from minga.ui.paging import read_page

from .. import operations, queries, rules
from ..forms import OpenRoundForm
from ..models import Round
from ..states import DeclineReason, InvitationState


def round_or_404(request: HttpRequest, public_id: uuid.UUID) -> Round:
    """A round the reader may see."""
    return get_object_or_404(queries.rounds(request.actor), public_id=public_id)


def up(request: HttpRequest, round_: Round | None = None) -> list[Link]:
    """The way back: the list of rounds, and the round."""
    links = [Link(_("Convocatorias"), tenant_url(request, "outreach:round-list"))]
    if round_ is not None:
        links.append(Link(round_.name, tenant_url(request, "outreach:round-detail", round_.public_id)))
    return links


@require_GET
@staff("outreach.view")
def round_list(request: HttpRequest) -> HttpResponse:
    """Rounds, newest first."""
    page = read_page(queries.rounds(request.actor), request=request, order=("opened_at", "id"), descending=True)
    return render(request, "outreach/round_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
@staff("outreach.open")
def round_open(request: HttpRequest) -> HttpResponse:
    """Choose list, classes and channels; see whom it would call; open."""
    form = _open_form(request)
    if request.method == "POST" and form.is_valid():
        opened = _opened(request, form)
        if opened is not None:
            messages.success(request, _("La convocatoria está abierta. Empiece por la hoja de llamadas."))
            return SeeOther(tenant_url(request, "outreach:round-detail", opened.public_id))
    preview = _preview(form) if form.is_bound and form.is_valid() else None
    context = {
        "form": form,
        "preview": preview,
        "has_lists": form.fields["ranked_list"].queryset.exists(),
        "has_classes": form.fields["class_groups"].queryset.exists(),
        "up": up(request),
    }
    return render(request, "outreach/round_open.html", context, status=422 if form.errors else 200)


def _open_form(request: HttpRequest) -> OpenRoundForm:
    programme = programme_of(request.municipality)
    hours = setting(
        "invitation_hours", on=request.at.date(), programme=programme, municipality_id=request.municipality.pk
    )
    given = request.POST if request.method == "POST" else (request.GET if "name" in request.GET else None)
    return OpenRoundForm(
        given,
        lists=lists_for_calls(request.actor, programme),
        class_groups=classes_open_for_calls(programme),
        initial={"hours": hours, "ranked_list": request.GET.get("lista"), "channels": ["call", "whatsapp", "visit"]},
    )


def _opened(request: HttpRequest, form: OpenRoundForm) -> Round | None:
    given = {**form.cleaned_data, "class_groups": list(form.cleaned_data["class_groups"])}
    try:
        return operations.open_round(municipality=request.municipality, actor=request.actor, at=request.at, **given)
    except Refused as refused:
        form.refuse(refused)
        return None


def _preview(form: OpenRoundForm) -> dict[str, Any]:
    """What opening would do: places, people, and what to mind."""
    chosen = form.cleaned_data
    places = sum(each.free for each in chosen["class_groups"])
    return {
        "places": places,
        "people": min(places, chosen["ranked_list"].size),
        "waiting": max(chosen["ranked_list"].size - places, 0),
        "lacks_in_person": rules.lacks_in_person(chosen["channels"], in_person_codes()),
        "unreachable": queries.unreachable(chosen["ranked_list"], places, chosen["channels"]),
        "channels": [all_channels()[code].name for code in chosen["channels"]],
    }


def in_person_codes() -> list[str]:
    """Codes of the channels that reach people without phone or internet."""
    return [code for code, each in all_channels().items() if each.is_in_person]


@require_GET
@staff("outreach.view")
def round_detail(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """The board of a round and everybody whose turn came up."""
    row = round_or_404(request, round_id)
    classes = [(each, free_places(each)) for each in queries.classes_of(row)]
    state = request.GET.get("estado", "")
    people = queries.invitations_of(row, request.actor, state)
    address = tenant_url(request, "outreach:round-detail", row.public_id)
    context = {
        "round": row,
        "classes": classes,
        "board": queries.board_of(row, free=sum(free for _class, free in classes), at=request.at),
        "thirds": queries.reach_by_third(row),
        "channels": queries.reach_by_channel(row),
        "reasons": [(DeclineReason(code).label, n) for code, n in queries.decline_reasons(row)],
        "lacks_in_person": rules.lacks_in_person(row.channels, in_person_codes()),
        "page": read_page(people, request=request, order=("position", "id")),
        "tabs": _tabs(address, state),
        "up": up(request),
    }
    return render(request, "outreach/round_detail.html", context)


def _tabs(address: str, state: str) -> list[Link]:
    tabs = [Link(_("Todas"), address, is_current=state not in InvitationState.values)]
    return tabs + [Link(each.label, f"{address}?estado={each.value}", state == each.value) for each in InvitationState]


@require_POST
@staff("outreach.open")
def round_call_next(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Call the next for the places that are free."""
    row = round_or_404(request, round_id)
    called = operations.call_next(round_=row, actor=request.actor, at=request.at)
    words = ngettext("Se llamó a %(n)s persona más.", "Se llamó a %(n)s personas más.", len(called))
    messages.success(request, words % {"n": len(called)})
    return SeeOther(tenant_url(request, "outreach:round-detail", row.public_id))


@require_POST
@staff("outreach.open")
def round_close(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Close a round; when somebody still has to answer, the board says so."""
    row = round_or_404(request, round_id)
    try:
        operations.close_round(round_=row, actor=request.actor, at=request.at)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("La convocatoria quedó cerrada. Nadie pierde su turno para la próxima."))
    return SeeOther(tenant_url(request, "outreach:round-detail", row.public_id))
