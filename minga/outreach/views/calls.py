"""Call sheets on screen and on paper, and one person's invitation."""

from __future__ import annotations

import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from minga.access.middleware import SeeOther
from minga.access.views_guard import staff
from minga.audit.operations import print_copy, record_each
from minga.audit.states import Purpose
from minga.kernel.refusals import Refused
from minga.ui.links import tenant_url
from minga.ui.paging import read_page

from .. import operations, queries
from ..forms import COMES, DOES_NOT_COME, AttemptForm
from ..models import Invitation
from ..states import InvitationState
from .rounds import round_or_404, up

SHEET_SIZE = 25
CALLED = (InvitationState.PENDING, InvitationState.ACCEPTED)  # somebody still has a reason to call
NOTICE_DAYS = 30
SHEET_DAYS = 15  # by then the calls of a sheet are made and entered


@require_GET
@staff("outreach.change")
def call_sheet(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Whom to call now: least tried first, then by turn."""
    row = round_or_404(request, round_id)
    page = read_page(queries.to_call(request.actor, row), request=request, order=("tries", "position"), size=SHEET_SIZE)
    tasks = queries.call_tasks(page.rows, request.municipality, request.at)
    _note_read(request, "outreach.read_call_sheet", page.rows)
    context = {"round": row, "page": page, "tasks": tasks, "up": up(request, row)}
    return render(request, "outreach/call_sheet.html", context)


@require_GET
@staff("outreach.change")
def call_sheet_print(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """The call sheet on paper: script, boxes, code; people without phone on their own sheet for visits."""
    row = round_or_404(request, round_id)
    waiting = list(queries.to_call(request.actor, row).order_by("tries", "position"))
    tasks = queries.call_tasks(waiting, request.municipality, request.at)
    _note_read(request, "outreach.print_contacts", waiting)
    context = {
        "round": row,
        "code": row.code,
        "by_phone": [task for task in tasks if task.phone],
        "visits": [task for task in tasks if not task.phone],
        "scripts": queries.scripts_of(row, request.municipality),
        "back_url": tenant_url(request, "outreach:call-sheet", row.public_id),
        "copy": print_copy(
            actor=request.actor, action="outreach.print_call_sheet", at=request.at, obj=row, days=SHEET_DAYS
        ),
    }
    return render(request, "outreach/call_sheet_print.html", context)


@require_GET
@staff("outreach.change")
def poster_print(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """A notice for the wall: codes of people without phone, no name, no programme."""
    row = round_or_404(request, round_id)
    context = {
        "round": row,
        "code": row.code,
        "codes": queries.codes_without_phone(row),
        "back_url": tenant_url(request, "outreach:round-detail", row.public_id),
        "copy": print_copy(
            actor=request.actor, action="outreach.print_poster", at=request.at, obj=row, days=NOTICE_DAYS
        ),
    }
    return render(request, "outreach/poster_print.html", context)


@require_GET
@staff("outreach.change")
def result_print(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """The result of a call for the wall, by code: who has a place in which class; no name, no order."""
    row = round_or_404(request, round_id)
    context = {
        "round": row,
        "code": row.code,
        "results": queries.codes_with_place(row),
        "back_url": tenant_url(request, "outreach:round-detail", row.public_id),
        "copy": print_copy(
            actor=request.actor, action="outreach.print_result", at=request.at, obj=row, days=NOTICE_DAYS
        ),
    }
    return render(request, "outreach/result_print.html", context)


@require_http_methods(["GET", "POST"])
@staff("outreach.change")
def invitation_detail(request: HttpRequest, invitation: uuid.UUID) -> HttpResponse:
    """One person's call: how to reach them, what to say, what happened; POST notes an attempt and an answer."""
    row = queries.invitation_with_contacts(request.actor, invitation)
    if row is None:
        raise Http404
    zone = ZoneInfo(request.municipality.time_zone)
    form = AttemptForm(
        request.POST if request.method == "POST" else None,
        today=request.at.astimezone(zone).date(),
        since=row.invited_at.astimezone(zone).date(),
        initial={"answer": "", "channel": request.GET.get("medio")},
    )
    if request.method == "POST" and form.is_valid() and _noted(request, row, form):
        return SeeOther(tenant_url(request, "outreach:call-sheet", row.round.public_id))
    return _invitation_page(request, row, form)


def _invitation_page(request: HttpRequest, row: Invitation, form: AttemptForm) -> HttpResponse:
    context = {
        "invitation": row,
        "form": form,
        "up": up(request, row.round),
        "attempts": queries.attempt_rows(row),
    }
    if row.enrolment_id is not None and row.state in CALLED:
        _note_read(request, "outreach.read_invitation", [row])
        (context["task"],) = queries.call_tasks([row], request.municipality, request.at)
    return render(request, "outreach/invitation_detail.html", context, status=422 if form.errors else 200)


def _note_read(request: HttpRequest, action: str, rows: list[Invitation]) -> None:
    """Calling is the task, so numbers are not masked; that each person's were shown, and for that, is recorded."""
    record_each(
        actor=request.actor,
        action=action,
        at=request.at,
        objs=[row.person for row in rows],
        fields=["contact_points"],
        purpose=Purpose.CONTACT,
    )


def _noted(request: HttpRequest, row: Invitation, form: AttemptForm) -> bool:
    """Write attempt and answer together; a refusal undoes both and is shown on the form."""
    try:
        with transaction.atomic():
            _note(request, row, form)
    except Refused as refused:
        form.refuse(refused)
        return False
    messages.success(request, _("Anotado: %(name)s.") % {"name": queries.sheet_name(row.person)})
    return True


def _note(request: HttpRequest, row: Invitation, form: AttemptForm) -> None:
    given = form.cleaned_data
    operations.record_attempt(
        invitation=row,
        channel=given["channel"],
        outcome=given["outcome"],
        next_step=given["next_step"],
        actor=request.actor,
        at=_made_at(request, form),
    )
    answered = {"invitation": row, "channel": given["channel"], "actor": request.actor, "at": request.at}
    if given["answer"] == COMES:
        operations.accept_invitation(**answered)
    elif given["answer"] == DOES_NOT_COME:
        operations.decline_invitation(reason=given["reason"], **answered)


def _made_at(request: HttpRequest, form: AttemptForm) -> datetime:
    """Now, or noon of the local day that the paper sheet says."""
    day = form.cleaned_data["made_on"]
    if day is None or day == form.today:
        return request.at
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(request.municipality.time_zone))
