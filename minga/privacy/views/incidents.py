"""Incidents: the list, one with its clocks and the people it affects, the notices to print."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from minga.access.middleware import SeeOther
from minga.access.views_guard import staff
from minga.audit.operations import print_copy
from minga.kernel import clock
from minga.ui.links import tenant_url
from minga.ui.navigation import Link
from minga.ui.paging import read_page

from .. import operations
from ..forms import IncidentForm, ToldForm
from ..models import Incident
from ..operations.incidents import Happened
from ..permissions import visible_incidents
from ..queries.incidents import accounts_here, affected_by
from ..rules import clocks
from ..rules.incidents import people_must_be_told
from ..states import Notified
from .pages import form_page, tabs

NOTICE_DAYS = 365


@require_GET
@staff("privacy.manage")
def incident_list(request: HttpRequest) -> HttpResponse:
    """Incidents, newest first."""
    page = read_page(visible_incidents(request.actor), request=request, order=("known_at", "id"), descending=True)
    return render(request, "privacy/incident_list.html", {"page": page, "tabs": tabs(request, "incident-list")})


@require_http_methods(["GET", "POST"])
@staff("privacy.manage")
def record_incident(request: HttpRequest) -> HttpResponse:
    """Write an incident down."""
    form = IncidentForm(request.POST or None, accounts=accounts_here(request.municipality))

    def save() -> str:
        made = operations.record_incident(
            what=_happened(form.cleaned_data, ZoneInfo(request.municipality.time_zone)),
            municipality=request.municipality,
            actor=request.actor,
            at=request.at,
        )
        return tenant_url(request, "privacy:incident-detail", made.public_id)

    return form_page(
        request, form=form, title=_("Anotar un incidente"), save=save, done=_("Incidente anotado."),
        back=tenant_url(request, "privacy:incident-list"), breadcrumbs=_up(request),
    )  # fmt: skip


def _happened(given: dict[str, Any], zone: ZoneInfo) -> Happened:
    """Days as typed become the instants at which they begin and end in the municipality's time."""

    def begin(name: str) -> datetime:
        return datetime.combine(given[name], time(), zone)

    return Happened(
        kind=given["kind"],
        risk=given["risk"],
        happened=given["happened"],
        measures=given["measures"],
        known_at=begin("known_on"),
        began_at=begin("began_on"),
        ended_at=begin("ended_on") + timedelta(days=1, microseconds=-1),
        account_id=given["account"].pk if given["account"] else None,
        actions=given["actions"].split(),
    )


@require_GET
@staff("privacy.manage")
def incident_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One incident: clocks, who was told, whom it affects."""
    row = _incident_or_404(request, public_id)
    today = clock.day_in_zone(request.at, request.municipality.time_zone)
    told = (
        (Notified.AUTHORITY, row.authority_due_on, row.authority_told_at),
        (Notified.ARCOTEL, row.authority_due_on, row.arcotel_told_at),
        (Notified.PEOPLE, row.people_due_on, row.people_told_at),
    )
    context = {
        "row": row,
        "told": [(who, due_on, at, clocks.days_left(due_on, today)) for who, due_on, at in told],
        "people_must_be_told": people_must_be_told(row.risk),
        "affected": affected_by(row),
        "breadcrumbs": _up(request),
    }
    return render(request, "privacy/incident_detail.html", context)


@require_POST
@staff("privacy.manage")
def note_told(request: HttpRequest, public_id: uuid.UUID, who: str) -> HttpResponse:
    """Somebody who must know was told."""
    row = _incident_or_404(request, public_id)
    if who not in Notified.values:
        raise Http404
    operations.note_told(incident=row, who=who, actor=request.actor, at=request.at)
    messages.success(request, _("Aviso anotado."))
    return SeeOther(tenant_url(request, "privacy:incident-detail", row.public_id))


@require_http_methods(["GET", "POST"])
@staff("privacy.manage")
def close_incident(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Close an incident."""
    row = _incident_or_404(request, public_id)
    form = ToldForm(request.POST or None)

    def save() -> str:
        operations.close_incident(incident=row, reason=form.cleaned_data["reason"], actor=request.actor, at=request.at)
        return ""

    return form_page(
        request, form=form, title=_("Cerrar el incidente"), save=save, done=_("Incidente cerrado."),
        back=tenant_url(request, "privacy:incident-detail", row.public_id), breadcrumbs=_up(request),
    )  # fmt: skip


@require_GET
@staff("privacy.manage")
def print_incident_notice(request: HttpRequest, public_id: uuid.UUID, who: str) -> HttpResponse:
    """The notice to print: to the authority, to ARCOTEL, to the people."""
    row = _incident_or_404(request, public_id)
    if who not in Notified.values:
        raise Http404
    copy = print_copy(
        actor=request.actor, action="privacy.print_incident_notice", at=request.at, obj=row, days=NOTICE_DAYS
    )
    context = {"row": row, "who": Notified(who), "code": row.code, "affected": affected_by(row), "copy": copy}
    return render(request, "privacy/incident_print.html", context)


def _incident_or_404(request: HttpRequest, public_id: uuid.UUID) -> Incident:
    rows = visible_incidents(request.actor).select_related("account", "recorded_by", "municipality")
    return get_object_or_404(rows, public_id=public_id)


def _up(request: HttpRequest) -> list[Link]:
    return [Link(_("Incidentes"), tenant_url(request, "privacy:incident-list"))]
