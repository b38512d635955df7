"""Projects, funds with their owners, and donors' rules."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minga.kernel.guard import staff
from minga.kernel.permission import may
from minga.kernel.refusals import Refused
from minga.programmes import operations, queries
from minga.programmes.forms import FundRuleForm
from minga.programmes.models import Fund
from minga.ui.links import tenant_url

from .context import form_page, programme_here, tabs


@staff("programme.view")
def project_list(request: HttpRequest) -> HttpResponse:
    """Who pays what here, through whom, and on which conditions."""
    projects = queries.projects_in(programme_here(request), request.municipality)
    rows = [(project, [(fund, _rules(fund)) for fund in project.funds.all()]) for project in projects]
    context = {"rows": rows, "may_change": may(request.actor, "programme", "change"), "tabs": tabs(request)}
    return render(request, "programmes/project_list.html", context)


@staff("programme.change")
def fund(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The donor's rules of one fund; a posted form adds one."""
    found = _found(request, public_id)
    form = FundRuleForm(request.POST or None, fund=found)
    if request.method == "POST" and form.is_valid():
        try:
            operations.add_fund_rule(fund=found, **form.rule_fields(), actor=request.actor, at=request.at)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("La condición quedó guardada."))
            return redirect(tenant_url(request, "programmes:fund", public_id))
    return form_page(request, "programmes/fund.html", form, "programmes:project-list", fund=found, rules=_rules(found))


@staff("programme.change")
@require_POST
def remove_fund_rule(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take one rule of a fund away (posted `rule`)."""
    found = _found(request, public_id)
    number = request.POST.get("rule", "")
    if number.isdecimal():
        operations.remove_fund_rule(fund=found, rule_id=int(number), actor=request.actor, at=request.at)
        messages.success(request, _("La condición quedó retirada."))
    return redirect(tenant_url(request, "programmes:fund", public_id))


def _found(request: HttpRequest, public_id: uuid.UUID) -> Fund:
    funds = queries.funds_of(programme_here(request), request.municipality)
    found = next((row for row in funds if row.public_id == public_id), None)
    if found is None:
        raise Http404
    return found


def _rules(fund: Fund) -> list[tuple[object, str]]:
    return [(rule, queries.words_of_fund_rule(rule)) for rule in fund.rules.all()]
