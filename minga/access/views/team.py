"""The technical team of a municipality: who answers for what, who stands in, and what it lacks."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from minga.access import operations, permissions, queries
from minga.access.forms import DutiesForm
from minga.access.models import RoleAssignment
from minga.access.states import Duty
from minga.access.views_guard import staff
from minga.ui.links import tenant_url

from .accounts import account_or_404, tabs, today, trail


@require_GET
@staff("accounts.view")
def team(request: HttpRequest) -> HttpResponse:
    """Who is in the team, and what is missing (ROL-3, ROL-13)."""
    members = queries.team_of(request.municipality, today(request))
    context = {
        "members": [(row, [str(Duty(duty).label) for duty in row.duties]) for row in members],
        "check": queries.check_of_team(members),
        "may_change": permissions.may(request.actor, "accounts", "change"),
        "tabs": tabs(request),
    }
    return render(request, "access/team.html", context)


@staff("accounts.change")
def set_duties(request: HttpRequest, public_id: uuid.UUID, role: str) -> HttpResponse:
    """Say what a member answers for."""
    found = account_or_404(request, public_id)
    assignment = _assignment(request, public_id, role)
    form = DutiesForm(request.POST or None, initial={"duties": assignment.duties})
    if request.method == "POST" and form.is_valid():
        operations.set_duties(assignment=assignment, **form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, _("Las funciones quedaron guardadas."))
        return redirect(tenant_url(request, "accounts:team"))
    context = {"form": form, "account": found, "breadcrumbs": trail(request, found)}
    return render(request, "access/set_duties.html", context, status=422 if form.errors else 200)


@staff("accounts.view", fresh=True)
@require_POST
def take_over(request: HttpRequest, public_id: uuid.UUID, role: str) -> HttpResponse:
    """A deputy takes the first place."""
    assignment = _assignment(request, public_id, role)
    operations.take_over(assignment=assignment, actor=request.actor, at=request.at)
    messages.success(request, _("Quien era suplente responde ahora por este rol."))
    return redirect(tenant_url(request, "accounts:team"))


def _assignment(request: HttpRequest, public_id: uuid.UUID, role: str) -> RoleAssignment:
    found = account_or_404(request, public_id)
    held = queries.assignments_here(found, request.municipality, today(request)).filter(role=role).first()
    if held is None:
        raise Http404
    return held
