"""What an account's roles stand on: the undertaking to print and to note, delegations, their scanned papers."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from minga.access import operations, queries
from minga.access.forms import DelegationForm, UndertakingForm
from minga.access.models import Delegation
from minga.access.undertaking import CURRENT, TEXTS
from minga.access.views_guard import staff
from minga.audit.operations import print_copy
from minga.kernel import files
from minga.kernel.refusals import Refused
from minga.kernel.sealing import CannotOpen
from minga.ui.links import tenant_url

from .accounts import account_or_404, today, trail

KEPT_DAYS = 365 * 7  # the signed paper is kept in the file of the person


@require_GET
@staff("accounts.view")
def undertaking(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The page to print and sign."""
    found = account_or_404(request, public_id)
    context = {
        "account": found,
        "roles": [row for row in queries.roles_of(found, request.municipality, today(request)) if not row.is_over],
        "promises": TEXTS[CURRENT],
        "version": CURRENT,
        "copy": print_copy(
            actor=request.actor, action="access.print_undertaking", at=request.at, obj=found, days=KEPT_DAYS
        ),
        "back_url": tenant_url(request, "accounts:account", public_id),
    }
    return render(request, "access/undertaking.html", context)


@staff("accounts.change", fresh=True)
def record_undertaking(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Note that it was signed; with the scanned paper when there is one."""
    found = account_or_404(request, public_id)
    form = UndertakingForm(request.POST or None, request.FILES or None, initial={"signed_on": today(request)})
    if request.method == "POST" and form.is_valid():
        try:
            operations.record_undertaking(account=found, **form.cleaned_data, actor=request.actor, at=request.at)
        except Refused as refused:
            form.refuse(refused, "signed_on")
        else:
            messages.success(request, _("El compromiso quedó anotado: los roles de esta persona están activos."))
            return redirect(tenant_url(request, "accounts:account", public_id))
    context = {"form": form, "account": found, "breadcrumbs": trail(request, found)}
    return render(request, "access/record_undertaking.html", context, status=422 if form.errors else 200)


@require_GET
@staff("accounts.view")
def undertaking_file(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The scanned undertaking, as a download."""
    row = account_or_404(request, public_id).undertakings.filter(file_id__isnull=False).first()
    return _download(row.file_id if row else None, row.file_name if row else "")


@staff("accounts.change", fresh=True)
def record_delegation(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Keep the document that delegates somebody."""
    found = account_or_404(request, public_id)
    form = DelegationForm(request.POST or None, request.FILES or None, initial={"starts_on": today(request)})
    if request.method == "POST" and form.is_valid():
        who_when = {"municipality": request.municipality, "actor": request.actor, "at": request.at}
        try:
            operations.record_delegation(account=found, **form.cleaned_data, **who_when)
        except Refused as refused:
            form.refuse(refused, "ends_on")
        else:
            messages.success(request, _("El documento quedó anotado. Elíjalo al asignar el rol."))
            return redirect(tenant_url(request, "accounts:account", public_id))
    context = {"form": form, "account": found, "breadcrumbs": trail(request, found)}
    return render(request, "access/record_delegation.html", context, status=422 if form.errors else 200)


@require_GET
@staff("accounts.view")
def delegation_file(request: HttpRequest, public_id: uuid.UUID, delegation_id: uuid.UUID) -> HttpResponse:
    """The scanned document, as a download."""
    row = _delegation(request, public_id, delegation_id)
    return _download(row.file_id, row.file_name)


@staff("accounts.change", fresh=True)
@require_POST
def end_delegation(request: HttpRequest, public_id: uuid.UUID, delegation_id: uuid.UUID) -> HttpResponse:
    """End a delegation today, and the roles tied to it."""
    row = _delegation(request, public_id, delegation_id)
    operations.end_delegation(delegation=row, last_day=today(request), actor=request.actor, at=request.at)
    messages.success(request, _("La delegación termina hoy, y con ella los roles que dependían de ella."))
    return redirect(tenant_url(request, "accounts:account", public_id))


def _delegation(request: HttpRequest, public_id: uuid.UUID, delegation_id: uuid.UUID) -> Delegation:
    rows = queries.delegations_of(account_or_404(request, public_id), request.municipality)
    found = next((row for row in rows if row.public_id == delegation_id), None)
    if found is None:
        raise Http404
    return found


def _download(file_id: uuid.UUID | None, name: str) -> HttpResponse:
    if file_id is None:
        raise Http404
    try:
        content = files.opened(file_id)
    except CannotOpen as error:
        raise Http404 from error
    return FileResponse(content, as_attachment=True, filename=name)
