"""Class lists: of a day, of a session to be marked, of a whole class."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from minga.access.middleware import SeeOther
from minga.access.views_guard import staff
from minga.kernel import clock
from minga.kernel.refusals import Refused
from minga.training.models import Session
from minga.training.permissions import why_not_change
from minga.training.queries import class_groups
from minga.ui.links import tenant_url
from minga.ui.navigation import Link

from .. import operations, queries
from ..forms import read_markings
from ..states import MarkState


@require_GET
@staff("attendance.view")
def session_day(request: HttpRequest) -> HttpResponse:
    """The sessions of a day with the state of each list (`?dia=2026-11-21`), and a box for the code of a sheet."""
    code = request.GET.get("codigo", "").strip()
    found = queries.session_by_code(request.actor, code) if code else None
    if found is not None:
        return SeeOther(tenant_url(request, "attendance:session-list", found.public_id))
    day = _day(request.GET.get("dia", ""), clock.day_in_zone(request.at, request.municipality.time_zone))
    context = {"day": day, "sessions": queries.lists_on(request.actor, day), "code": code}
    return render(request, "attendance/day.html", context, status=404 if code else 200)


@require_http_methods(["GET", "POST"])
@staff("attendance.view")
def session_list(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The class list on one page: mark everybody and save once; what was typed stays when it is refused."""
    session = session_of(request, public_id)
    rows = queries.list_of(session)
    refused = None
    if request.method == "POST":
        try:
            saved = operations.save_list(
                session=session,
                markings=read_markings(request.POST, rows, rest=_rest(request)),
                reason=request.POST.get("reason", "")[:300],
                actor=request.actor,
                at=request.at,
            )
            messages.success(request, said(saved))
            return SeeOther(tenant_url(request, "attendance:session-list", public_id))
        except Refused as caught:
            refused = caught.refusal
    context = {"session": session, "refused": refused, **_list_context(request, session, rows)}
    return render(request, "attendance/list.html", context, status=422 if refused else 200)


def _list_context(request: HttpRequest, session: Session, rows: list[queries.ListRow]) -> dict[str, object]:
    return {
        "rows": queries.shown_rows(rows, request.POST),
        "seen": queries.seen_marks(rows),
        "why_not": queries.why_not_mark(request.actor, session, request.at),
        "is_past": queries.is_past(session, request.at),
        "marked": sum(bool(row.mark) for row in rows),
        "has_changes": queries.changes_of(session).exists(),
        "states": list(MarkState),
        "may_change": why_not_change(request.actor) is None,
        "breadcrumbs": trail(request, session),
    }


@require_GET
@staff("attendance.view")
def session_changes(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What was corrected in a session's list, by whom, when and why."""
    session = session_of(request, public_id)
    context = {"session": session, "changes": queries.changes_of(session), "breadcrumbs": trail(request, session)}
    return render(request, "attendance/changes.html", context)


@require_GET
@staff("attendance.view")
def class_sheet(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Everybody of a class with each session and the percent of minutes."""
    class_group = get_object_or_404(class_groups(request.actor), public_id=public_id)
    table = queries.class_table(class_group)
    context = {"class_group": class_group, "table": table, "breadcrumbs": [class_link(request, class_group)]}
    return render(request, "attendance/class_sheet.html", context)


def session_of(request: HttpRequest, public_id: uuid.UUID) -> Session:
    """The session of an address, if this actor may see it; otherwise 404."""
    return get_object_or_404(queries.sessions(request.actor), public_id=public_id)


def trail(request: HttpRequest, session: Session) -> list[Link]:
    """Links to what holds a session."""
    return [class_link(request, session.class_group)]


def class_link(request: HttpRequest, class_group: object) -> Link:
    """Link to a class."""
    return Link(class_group.name, tenant_url(request, "training:class-detail", class_group.public_id))


def said(saved: operations.SavedList) -> str:
    """What saving a list did, in words."""
    if not saved.new and not saved.corrected:
        return _("La lista ya estaba así: no cambió nada.")
    text = _("Lista guardada: %(new)s asistencias nuevas.") % {"new": saved.new}
    return f"{text} {_('Corregidas: %(n)s.') % {'n': saved.corrected}}" if saved.corrected else text


def _rest(request: HttpRequest) -> str:
    rest = request.POST.get("rest", "")
    return rest if rest in (MarkState.ATTENDED, MarkState.ABSENT) else ""


def _day(text: str, fallback: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return fallback
