"""Sessions: the calendar, and adding them to an aula."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from minga.access.views_guard import staff
from minga.ui.links import tenant_url

from .. import operations, queries
from ..forms import SessionsForm
from .answers import answer
from .classes import class_of, path_to, today
from .tabs import training_tabs


@require_GET
@staff("training.view")
def session_calendar(request: HttpRequest) -> HttpResponse:
    """The sessions of a month, day by day; `?mes=2026-11`."""
    month = _month(request.GET.get("mes", ""), today(request))
    days = queries.month_of_sessions(request.actor, month, request.municipality.time_zone)
    context = {
        "month": month,
        "days": days,
        "before": queries.months_away(month, -1),
        "after": queries.months_away(month, 1),
        "tabs": training_tabs(request, "training:session-calendar"),
    }
    return render(request, "training/calendar.html", context)


@require_http_methods(["GET", "POST"])
@staff("training.change")
def add_sessions(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Add a session to an aula, or one a week."""
    class_group = class_of(request, public_id)
    form = SessionsForm(request.POST or None)

    def save(given: dict[str, Any]) -> str:
        added = operations.add_weekly_sessions(
            class_group=class_group,
            starts_at=form.starts_at(request.municipality.time_zone),
            minutes=given["minutes"],
            weeks=given["weeks"],
            actor=request.actor,
            at=request.at,
        )
        text = ngettext("%(number)s sesión añadida.", "%(number)s sesiones añadidas.", len(added))
        messages.success(request, text % {"number": len(added)})
        return tenant_url(request, "training:class-detail", public_id)

    back = tenant_url(request, "training:class-detail", public_id)
    context = {"title": _("Añadir sesiones"), "subject": class_group.name, "back": back}
    context["breadcrumbs"] = path_to(request, class_group)
    return answer(request, form, save, "training/form.html", context)


def _month(text: str, fallback: date) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return fallback.replace(day=1)
