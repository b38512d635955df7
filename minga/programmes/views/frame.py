"""The frame: components, stages with their status, steps as the municipality does them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from minga.kernel.guard import staff
from minga.kernel.permission import may
from minga.kernel.refusals import Refused
from minga.programmes import operations, queries
from minga.programmes.forms import StageForm, StepForm
from minga.ui.links import tenant_url

from .context import form_page, programme_here, tabs, today


@staff("programme.view")
def programme(request: HttpRequest) -> HttpResponse:
    """The programme as this municipality runs it."""
    found = programme_here(request)
    components = queries.components_of(found)
    context = {
        "programme": found,
        "linked": [row for row in components if not row.component.is_conceptual],
        "conceptual": [row for row in components if row.component.is_conceptual],
        "missing": queries.missing_components_of(found),
        "steps": queries.steps_of(found),
        "may_adapt": may(request.actor, "programme", "adapt"),
        "tabs": tabs(request),
    }
    return render(request, "programmes/programme.html", context)


@staff("programme.adapt")
def adapt_step(request: HttpRequest, code: str) -> HttpResponse:
    """Change a step for this municipality."""
    row = queries.step_of(programme_here(request), code)
    if row is None:
        raise Http404
    shown = {name: getattr(row, name) for name in ("name", "position", "is_mandatory", "is_used", "reason")}
    form = StepForm(request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid():
        who_when = {"municipality": request.municipality, "actor": request.actor, "at": request.at}
        try:
            operations.adapt_step(step=row.step, **form.cleaned_data, **who_when)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("El paso quedó como lo hace su municipio."))
            return redirect(tenant_url(request, "programmes:programme"))
    return form_page(request, "programmes/adapt_step.html", form, "programmes:programme", row=row)


@staff("programme.adapt")
def set_stage_status(request: HttpRequest, component: str, code: str) -> HttpResponse:
    """Say how far this municipality is in a stage."""
    row = queries.stage_of(programme_here(request), component, code)
    if row is None:
        raise Http404
    form = StageForm(request.POST or None, initial={"status": row.status, "since_on": row.since_on or today(request)})
    if request.method == "POST" and form.is_valid():
        operations.set_stage_status(
            stage=row.stage,
            municipality=request.municipality,
            **form.cleaned_data,
            actor=request.actor,
            at=request.at,
        )
        messages.success(request, _("El estado de la etapa quedó guardado."))
        return redirect(tenant_url(request, "programmes:programme"))
    return form_page(request, "programmes/set_stage_status.html", form, "programmes:programme", row=row)
