"""The signed sheet: printed, and entered by the numbers of its rows."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from minga.access.middleware import SeeOther
from minga.access.views_guard import staff
from minga.audit.operations import print_copy
from minga.kernel.refusals import Refused
from minga.ui.links import tenant_url

from .. import operations, queries
from ..forms import RowsForm
from ..states import MarkOrigin
from .lists import said, session_of, trail

SHEET_DAYS = 90  # time to enter and file the signed sheet


@require_GET
@staff("attendance.view")
def session_sheet(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The list to sign: row number, short name, signature; nothing else about anybody (ASI-1)."""
    session = session_of(request, public_id)
    address = tenant_url(request, "attendance:session-list", public_id)
    context = {
        "session": session,
        "rows": queries.list_of(session),
        "copy": print_copy(
            actor=request.actor, action="attendance.print_sheet", at=request.at, obj=session, days=SHEET_DAYS
        ),
        "code": session.code,
        "qr": settings.MINGA_PUBLIC_URL.rstrip("/") + address,
        "back_url": address,
    }
    return render(request, "attendance/sheet.html", context)


@require_http_methods(["GET", "POST"])
@staff("attendance.change")
def enter_rows(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Enter a signed sheet by row numbers."""
    session = session_of(request, public_id)
    rows = queries.list_of(session)
    seen = queries.seen_marks(rows)
    form = RowsForm(request.POST or None, initial={"seen": seen})
    if form.is_valid():
        try:
            saved = operations.save_list(
                session=session,
                markings=form.markings(rows),
                origin=MarkOrigin.PAPER,
                reason=form.cleaned_data["reason"],
                actor=request.actor,
                at=request.at,
            )
            messages.success(request, said(saved))
            return SeeOther(tenant_url(request, "attendance:session-list", public_id))
        except Refused as refused:
            form.refuse(refused)
            form.show_again(seen)
    back = tenant_url(request, "attendance:session-list", public_id)
    context = {"session": session, "rows": rows, "form": form, "back": back, "breadcrumbs": trail(request, session)}
    return render(request, "attendance/rows.html", context, status=422 if form.errors else 200)
