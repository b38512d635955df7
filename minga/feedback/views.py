"""Pages of complaints: the public's, and the inbox."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from minga.access.limiting import limited
from minga.access.middleware import SeeOther
from minga.access.views_guard import public_page, staff
from minga.kernel.refusals import Refused
from minga.ui.links import tenant_url
from minga.ui.navigation import Link
from minga.ui.paging import read_page

from . import operations, queries
from .forms import AnswerForm, ComplaintForm, FollowForm
from .models import Complaint
from .permissions import visible_complaints


@require_http_methods(["GET", "POST"])
@limited("public_form_address")
@public_page
def write(request: HttpRequest) -> HttpResponse:
    """Write a complaint or a suggestion, with or without a name."""
    form = ComplaintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = operations.send_complaint(municipality=request.municipality, **form.cleaned_data, at=request.at)
        return SeeOther(tenant_url(request, "feedback:followed", made.code))
    return render(request, "feedback/write.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@limited("public_form_address")
@public_page
def follow(request: HttpRequest) -> HttpResponse:
    """Type the code of a complaint."""
    form = FollowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = queries.followed(form.cleaned_data["code"], request.municipality)
        if found is not None:
            return SeeOther(tenant_url(request, "feedback:followed", found.code))
        form.add_error("code", _("Ninguna queja tiene ese código. Revise que esté completo."))
    return render(request, "feedback/follow.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@limited("public_code_address", methods=("GET",))
@public_page
def follow_code(request: HttpRequest, code: str) -> HttpResponse:
    """How far a complaint is, and its answer."""
    found = queries.followed(code, request.municipality)
    if found is None:
        return SeeOther(tenant_url(request, "feedback:follow"))
    return render(request, "feedback/followed.html", {"found": found})


@require_GET
@staff("feedback.view")
def inbox(request: HttpRequest) -> HttpResponse:
    """Complaints that wait, or those that were answered."""
    is_answered = request.GET.get("ver") == "respondidas"
    found = queries.inbox(request.actor, is_answered=is_answered)
    address = tenant_url(request, "feedback:inbox")
    views = [
        Link(_("Por responder"), address, is_current=not is_answered),
        Link(_("Respondidas"), f"{address}?ver=respondidas", is_current=is_answered),
    ]
    page = read_page(found, request=request, order=("received_at", "id"), descending=True)
    return render(request, "feedback/inbox.html", {"page": page, "views": views})


@require_GET
@staff("feedback.view")
def complaint_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One complaint, as it was written."""
    context = {"row": _complaint_or_404(request, public_id), "breadcrumbs": _up(request)}
    return render(request, "feedback/complaint.html", context)


@require_POST
@staff("feedback.answer")
def take_complaint(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Look into a complaint."""
    row = _complaint_or_404(request, public_id)
    operations.take_complaint(complaint=row, actor=request.actor, at=request.at)
    messages.success(request, _("Quedó anotado que usted la revisa."))
    return SeeOther(tenant_url(request, "feedback:complaint-detail", row.public_id))


@require_http_methods(["GET", "POST"])
@staff("feedback.answer")
def answer_complaint(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Answer a complaint with its decision."""
    row = _complaint_or_404(request, public_id)
    form = AnswerForm(request.POST or None)
    back = tenant_url(request, "feedback:complaint-detail", row.public_id)
    if request.method == "POST" and form.is_valid():
        try:
            operations.answer_complaint(complaint=row, **form.cleaned_data, actor=request.actor, at=request.at)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Respuesta guardada: la ve quien tenga el código."))
            return SeeOther(back)
    context = {"row": row, "form": form, "back": back, "breadcrumbs": _up(request)}
    return render(request, "feedback/answer.html", context, status=422 if form.errors else 200)


def _complaint_or_404(request: HttpRequest, public_id: uuid.UUID) -> Complaint:
    rows = visible_complaints(request.actor).select_related("taken_by", "answered_by")
    return get_object_or_404(rows, public_id=public_id)


def _up(request: HttpRequest) -> list[Link]:
    return [Link(_("Quejas y sugerencias"), tenant_url(request, "feedback:inbox"))]
