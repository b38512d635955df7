"""Changes that hang on attendance: sessions moved or cancelled, places that end."""

from __future__ import annotations

import uuid
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from minga.access.middleware import SeeOther
from minga.access.views_guard import staff
from minga.kernel.refusals import Refused
from minga.territory.queries import venues
from minga.training.queries import enrolments, short_name_of
from minga.training.states import EnrolmentState
from minga.ui.formats import as_instant
from minga.ui.links import tenant_url

from .. import operations, queries
from ..forms import CancelForm, EndForm, MoveForm
from .lists import class_link, session_of, trail


@require_http_methods(["GET", "POST"])
@staff("training.change")
def move_session(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give a session without attendance another hour, length or venue."""
    session = session_of(request, public_id)
    local = session.starts_at.astimezone(ZoneInfo(request.municipality.time_zone))
    initial = {"day": local.date(), "hour": f"{local:%H:%M}", "minutes": session.minutes}
    form = MoveForm(request.POST or None, initial=initial, venues=venues())
    if form.is_valid():
        try:
            operations.move_session(
                session=session,
                starts_at=form.starts_at(request.municipality.time_zone),
                minutes=form.cleaned_data["minutes"],
                venue=form.cleaned_data["venue"],
                actor=request.actor,
                at=request.at,
            )
            messages.success(request, _("Sesión movida."))
            return SeeOther(tenant_url(request, "attendance:session-list", public_id))
        except Refused as refused:
            form.refuse(refused)
    return _form_page(request, form, _("Mover la sesión"), session, _("Mover"))


@require_http_methods(["GET", "POST"])
@staff("training.change")
def cancel_session(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Cancel a session without attendance."""
    session = session_of(request, public_id)
    form = CancelForm(request.POST or None)
    if form.is_valid():
        try:
            operations.cancel_session(
                session=session, reason=form.cleaned_data["reason"], actor=request.actor, at=request.at
            )
            messages.success(request, _("Sesión cancelada."))
            return SeeOther(tenant_url(request, "training:class-detail", session.class_group.public_id))
        except Refused as refused:
            form.refuse(refused)
    return _form_page(request, form, _("Cancelar la sesión"), session, _("Cancelar la sesión"))


@require_http_methods(["GET", "POST"])
@staff("training.enrol")
def end_enrolment(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Free a place, or record that somebody left or never came (ASI-7)."""
    enrolment = get_object_or_404(enrolments(request.actor), public_id=public_id)
    form = EndForm(request.POST or None, has_started=queries.has_started(enrolment))
    back = tenant_url(request, "training:class-detail", enrolment.class_group.public_id)
    if form.is_valid():
        try:
            operations.end_enrolment(enrolment=enrolment, actor=request.actor, at=request.at, **form.cleaned_data)
            messages.success(request, _("Anotado."))
            return SeeOther(back)
        except Refused as refused:
            form.refuse(refused, "reason" if refused.refusal.code == "reason_needed" else None)
    context = {
        "form": form,
        "title": _("Liberar el cupo o registrar la salida"),
        "subject": f"{short_name_of(enrolment.person)} · {EnrolmentState(enrolment.state).label}",
        "submit": _("Anotar"),
        "back": back,
        "breadcrumbs": [class_link(request, enrolment.class_group)],
    }
    return render(request, "attendance/form.html", context, status=422 if form.errors else 200)


def _form_page(request: HttpRequest, form: object, title: str, session: object, submit: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "subject": f"{session.class_group.name} · {as_instant(session.starts_at)}",
        "submit": submit,
        "back": tenant_url(request, "attendance:session-list", session.public_id),
        "breadcrumbs": trail(request, session),
    }
    return render(request, "attendance/form.html", context, status=422 if form.errors else 200)
