"""Assessments: those that wait, one explained, confirming and changing; wishes to talk in private."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from minga.access.middleware import SeeOther
from minga.access.permissions import may
from minga.access.views_guard import staff
from minga.audit.operations import record
from minga.kernel.refusals import Refused
from minga.screening import operations, queries
from minga.screening.forms import OverrideForm, language
from minga.screening.models import Assessment
from minga.screening.permissions import visible_assessments, visible_wishes, why_not_decide
from minga.screening.queries.explanations import Explanation
from minga.screening.states import MainComponent
from minga.screening.views.trail import trail
from minga.ui.links import tenant_url
from minga.ui.navigation import Link
from minga.ui.paging import read_page


@staff("screening.view")
def pending_list(request: HttpRequest) -> HttpResponse:
    """Advice that waits to be confirmed, the oldest first; urgent ones apart."""
    only_urgent = request.GET.get("vista") == "urgentes"
    waiting = queries.pending_assessments(request.actor)
    if only_urgent:
        waiting = waiting.filter(is_urgent=True)
    here = tenant_url(request, "screening:pending-list")
    urgent = queries.urgent_count(request.actor)
    context = {
        "page": read_page(waiting, request=request, order=("computed_at", "id")),
        "tabs": [
            Link(_("Todas"), here, is_current=not only_urgent),
            Link(_("Con algo urgente"), f"{here}?vista=urgentes", is_current=only_urgent, note=str(urgent)),
        ],
        "drafts": queries.drafts(request.actor)[:10],
        "components": _components(),
        "may_read_rules": may(request.actor, "instrument", "view"),
        "may_bring": may(request.actor, "screening", "change"),
    }
    return render(request, "screening/pending_list.html", context)


def _components() -> list[Link]:
    counts = queries.component_counts()
    words = [*MainComponent.choices, ("", _("Sin componente: falta un dato"))]
    return [Link(str(label), note=str(counts.get(code, 0))) for code, label in words]


def _assessment(request: HttpRequest, public_id: uuid.UUID) -> Assessment:
    found = visible_assessments(request.actor).select_related("person", "submission", "version", "decided_by")
    assessment = found.filter(public_id=public_id).first()
    if assessment is None:
        raise Http404
    return assessment


@staff("screening.view")
def assessment(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One assessment: the advice, why, and the decision. That it was read is recorded."""
    found = _assessment(request, public_id)
    record(actor=request.actor, action="screening.read_assessment", at=request.at, obj=found.person)
    return _shown(request, found, OverrideForm(initial={"seen": found.decision_mark}))


def _shown(request: HttpRequest, found: Assessment, form: OverrideForm, refused: Refused | None = None) -> HttpResponse:
    status = 422 if form.errors or refused else 200
    context = {
        "assessment": found,
        "person": found.person,
        "breadcrumbs": trail(request),
        "why": Explanation(found, language()).explained(),
        "form": form,
        "refused": refused,
        "why_not": why_not_decide(request.actor, found),
    }
    return render(request, "screening/assessment.html", context, status=status)


@staff("screening.confirm")
def confirm_assessment(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Confirm the advice."""
    found = _assessment(request, public_id)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            operations.confirm_assessment(assessment=found, seen=seen, actor=request.actor, at=request.at)
        except Refused as refused:
            if refused.refusal.code != "decided_meanwhile":
                raise
            return _shown(request, found, OverrideForm(initial={"seen": found.decision_mark}), refused)
        messages.success(request, _("Valoración confirmada."))
    return SeeOther(tenant_url(request, "screening:assessment", public_id=public_id))


@staff("screening.confirm")
def override_assessment(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Choose another component, with a reason."""
    found = _assessment(request, public_id)
    form = OverrideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.override_assessment(assessment=found, actor=request.actor, at=request.at, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused, "reason" if refused.refusal.code == "needs_reason" else "component")
            form.show_again(found.decision_mark)
        else:
            messages.success(request, _("Cambio guardado, con su nombre y la razón."))
            return SeeOther(tenant_url(request, "screening:assessment", public_id=public_id))
    return _shown(request, found, form)


@staff("protected.view")
def wish_list(request: HttpRequest) -> HttpResponse:
    """Who wishes to talk in private: for the specialised person only."""
    page = read_page(queries.open_wishes(request.actor), request=request, order=("id", "id"), descending=True)
    context = {"page": page, "wishes": queries.opened_wishes(page.rows), "breadcrumbs": trail(request)}
    return render(request, "screening/wish_list.html", context)


@staff("protected.change")
def attend_wish(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Note that a wish was attended."""
    wish = visible_wishes(request.actor).filter(public_id=public_id).first()
    if wish is None:
        raise Http404
    if request.method == "POST":
        operations.attend_wish(wish=wish, actor=request.actor, at=request.at)
        messages.success(request, _("Anotado como atendido."))
    return SeeOther(tenant_url(request, "screening:wish-list"))
