"""An aula: planning, its page, capacity, the opening checklist, opening and closing."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from minga.access.middleware import SeeOther
from minga.access.views_guard import staff
from minga.kernel import clock
from minga.territory.queries import venues
from minga.ui.links import tenant_url
from minga.ui.navigation import Link

from .. import operations, queries
from ..forms import ClassFacilitatorForm, ClassForm, ExceptionForm, GrantForm
from ..models import ClassGroup, Cycle
from ..permissions import why_not_approve, why_not_change, why_not_enrol
from ..states import CheckItem
from .answers import answer


@require_http_methods(["GET", "POST"])
@staff("training.change")
def plan_class(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Plan an aula of a cycle."""
    cycle = get_object_or_404(queries.cycles(), public_id=public_id)

    def save(given: dict[str, Any]) -> str:
        class_group = operations.plan_class(cycle=cycle, actor=request.actor, at=request.at, **given)
        return tenant_url(request, "training:class-detail", class_group.public_id)

    form = ClassForm(
        request.POST or None,
        courses=queries.courses(),
        venues=venues(),
        facilitators=queries.facilitators(today(request)),
    )
    back = tenant_url(request, "training:cycle-detail", public_id)
    context = {"title": _("Nueva aula"), "subject": cycle.name, "back": back}
    context["breadcrumbs"] = [*_training(request), _cycle_link(request, cycle)]
    return answer(request, form, save, "training/form.html", context)


@require_GET
@staff("training.view")
def class_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """An aula: facts, sessions, places, and for who may see them the people in it."""
    class_group = class_of(request, public_id)
    checklist = queries.checklist_of(class_group, today(request))
    context = {
        "class_group": class_group,
        "sessions": queries.sessions_of(class_group),
        "checklist": checklist,
        "open_items": sum(row.state == "open" for row in checklist),
        "roster": queries.roster_page(request.actor, class_group),
        "grants": class_group.seat_grants.select_related("granted_by"),
        "may_change": why_not_change(request.actor) is None,
        "may_enrol": why_not_enrol(request.actor) is None,
        "may_approve": why_not_approve(request.actor) is None,
        "breadcrumbs": trail(request, class_group),
    }
    return render(request, "training/class.html", context)


@require_http_methods(["GET", "POST"])
@staff("training.change")
def opening_checklist(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The checklist before opening: one save for every item that is looked at (FOR-6)."""
    class_group = class_of(request, public_id)
    rows = queries.checklist_of(class_group, today(request))
    if request.method == "POST":
        operations.record_checks(
            class_group=class_group, looked_at=_looked_at(request, rows), actor=request.actor, at=request.at
        )
        messages.success(request, _("Lista guardada."))
        return SeeOther(tenant_url(request, "training:opening-checklist", public_id))
    context = {
        "class_group": class_group,
        "checklist": rows,
        "why_not_open": queries.why_not_open(class_group, rows),
        "may_approve": why_not_approve(request.actor) is None,
        "breadcrumbs": path_to(request, class_group),
    }
    return render(request, "training/checklist.html", context)


def _looked_at(request: HttpRequest, rows: list[queries.ChecklistRow]) -> dict[str, tuple[bool, str]]:
    return {
        row.item: (f"met-{row.item}" in request.POST, request.POST.get(f"note-{row.item}", "")[:300])
        for row in rows
        if row.item != CheckItem.FACILITATOR and row.state != "excepted"
    }


@require_http_methods(["GET", "POST"])
@staff("training.approve")
def except_item(request: HttpRequest, public_id: uuid.UUID, item: str) -> HttpResponse:
    """Let an aula open without an item, in writing (ROL-9)."""
    class_group = class_of(request, public_id)
    if item not in {row.item for row in queries.checklist_of(class_group, today(request))}:
        raise Http404
    back = tenant_url(request, "training:opening-checklist", public_id)

    def save(given: dict[str, Any]) -> str:
        operations.except_item(class_group=class_group, item=item, actor=request.actor, at=request.at, **given)
        messages.success(request, _("Excepción anotada."))
        return back

    context = {"title": _("Excepción por escrito"), "subject": CheckItem(item).label, "back": back}
    context["breadcrumbs"] = path_to(request, class_group)
    return answer(request, ExceptionForm(request.POST or None), save, "training/form.html", context)


@require_POST
@staff("training.change")
def open_class(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Open an aula."""
    operations.open_class(class_group=class_of(request, public_id), actor=request.actor, at=request.at)
    messages.success(request, _("Aula abierta."))
    return SeeOther(tenant_url(request, "training:class-detail", public_id))


@require_POST
@staff("training.change")
def close_class(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Close an aula."""
    operations.close_class(class_group=class_of(request, public_id), actor=request.actor, at=request.at)
    messages.success(request, _("Aula cerrada."))
    return SeeOther(tenant_url(request, "training:class-detail", public_id))


@require_http_methods(["GET", "POST"])
@staff("training.approve")
def grant_extra_places(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Authorise sobrecupo (FOR-1)."""
    class_group = class_of(request, public_id)
    back = tenant_url(request, "training:class-detail", public_id)

    def save(given: dict[str, Any]) -> str:
        operations.grant_extra_places(class_group=class_group, actor=request.actor, at=request.at, **given)
        messages.success(request, _("Sobrecupo autorizado."))
        return back

    context = {"title": _("Autorizar sobrecupo"), "subject": class_group.name, "back": back, "submit": _("Autorizar")}
    context["breadcrumbs"] = path_to(request, class_group)
    return answer(request, GrantForm(request.POST or None), save, "training/form.html", context)


@require_http_methods(["GET", "POST"])
@staff("training.change")
def assign_facilitator(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say who teaches an aula, in its sessions to come too."""
    class_group = class_of(request, public_id)
    back = tenant_url(request, "training:class-detail", public_id)

    def save(given: dict[str, Any]) -> str:
        operations.assign_facilitator(class_group=class_group, actor=request.actor, at=request.at, **given)
        messages.success(request, _("Persona facilitadora asignada."))
        return back

    initial = {"facilitator": class_group.facilitator}
    form = ClassFacilitatorForm(
        request.POST or None, initial=initial, facilitators=queries.facilitators(today(request))
    )
    context = {"title": _("Quién facilita el aula"), "subject": class_group.name, "back": back}
    context["breadcrumbs"] = path_to(request, class_group)
    return answer(request, form, save, "training/form.html", context)


def class_of(request: HttpRequest, public_id: uuid.UUID) -> ClassGroup:
    """The class of an address, if this actor may see it; otherwise 404."""
    return get_object_or_404(queries.class_groups(request.actor), public_id=public_id)


def today(request: HttpRequest) -> Any:
    """The day in the municipality."""
    return clock.day_in_zone(request.at, request.municipality.time_zone)


def trail(request: HttpRequest, class_group: ClassGroup) -> list[Link]:
    """Links to what holds a class."""
    return [*_training(request), _cycle_link(request, class_group.cycle)]


def path_to(request: HttpRequest, class_group: ClassGroup) -> list[Link]:
    """Links to a class and what holds it, for the pages below it."""
    here = Link(class_group.name, tenant_url(request, "training:class-detail", class_group.public_id))
    return [*trail(request, class_group), here]


def _training(request: HttpRequest) -> list[Link]:
    return [Link(_("Capacitación"), tenant_url(request, "training:cycle-list"))]


def _cycle_link(request: HttpRequest, cycle: Cycle) -> Link:
    return Link(cycle.name, tenant_url(request, "training:cycle-detail", cycle.public_id))
