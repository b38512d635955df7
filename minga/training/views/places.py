"""Enrolling people, confirming held places, and hours above the limit."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from minga.access.middleware import SeeOther
from minga.access.views_guard import staff
from minga.kernel.refusals import Refused
from minga.people.models import Person
from minga.people.queries import search_people, visible_people
from minga.ui.formats import as_number_or_text
from minga.ui.links import tenant_url
from minga.ui.searches import search_address, searched_text

from .. import operations, queries
from ..forms import HoursForm
from ..models import ClassGroup
from ..permissions import why_not_approve
from ..rules import RouteHours
from .answers import answer
from .classes import class_of, path_to


@require_http_methods(["GET", "POST"])
@staff("training.enrol")
def enrol(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Find a person and enrol them, or hold a place for them."""
    class_group = class_of(request, public_id)
    refused, person = None, None
    if request.POST.get("do") == "search":
        return SeeOther(search_address(request.path, request, request.POST.get("q", "")[:100]))
    if request.method == "POST":
        person = get_object_or_404(visible_people(request.actor), public_id=_uuid(request.POST.get("person")))
        try:
            _give_place(request, class_group, person)
            return SeeOther(tenant_url(request, "training:class-detail", public_id))
        except Refused as caught:
            refused = caught.refusal
    text = searched_text(request)
    context = {
        "class_group": class_group,
        "free": queries.free_places(class_group),
        "hold_hours": queries.invitation_hours(class_group, request.at),
        "text": text,
        "found": search_people(actor=request.actor, text=text, status="open", limit=20) if text else None,
        "refused": refused,
        "person": person,
        "may_approve": why_not_approve(request.actor) is None,
        "breadcrumbs": path_to(request, class_group),
    }
    return render(request, "training/enrol.html", context, status=422 if refused else 200)


def _give_place(request: HttpRequest, class_group: ClassGroup, person: Person) -> None:
    place = {"class_group": class_group, "person": person, "actor": request.actor, "at": request.at}
    if request.POST.get("do") == "hold":
        until = request.at + timedelta(hours=queries.invitation_hours(class_group, request.at))
        operations.hold_place(until=until, **place)
        messages.success(request, _("Cupo apartado para %(name)s.") % {"name": queries.short_name_of(person)})
    else:
        operations.enrol(**place)
        messages.success(request, _("Matrícula de %(name)s confirmada.") % {"name": queries.short_name_of(person)})


@require_POST
@staff("training.enrol")
def confirm_place(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Confirm a held place."""
    enrolment = get_object_or_404(queries.enrolments(request.actor), public_id=public_id)
    operations.confirm_place(enrolment=enrolment, actor=request.actor, at=request.at)
    messages.success(request, _("Matrícula confirmada."))
    return SeeOther(tenant_url(request, "training:class-detail", enrolment.class_group.public_id))


@require_http_methods(["GET", "POST"])
@staff("training.approve")
def approve_hours(request: HttpRequest, public_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    """Authorise a person to pass the hours of the route of this class's course (FOR-2)."""
    class_group = class_of(request, public_id)
    person = get_object_or_404(visible_people(request.actor), public_id=person_id)
    participation = queries.open_participation(person, class_group.cycle.programme)
    if participation is None:
        raise Http404
    line = class_group.course.line
    hours = queries.route_hours(participation, line, request.at)
    back = tenant_url(request, "training:enrol", public_id)

    def save(given: dict[str, Any]) -> str:
        operations.approve_hours(participation=participation, line=line, actor=request.actor, at=request.at, **given)
        messages.success(request, _("Horas autorizadas. Ahora puede matricular a la persona."))
        return search_address(back, request, person.code)

    form = HoursForm(request.POST or None, initial={"hours": hours.taken + class_group.course.hours})
    context = {
        "title": _("Autorizar más horas"),
        "subject": str(person),
        "note": _hours_note(hours),
        "breadcrumbs": path_to(request, class_group),
        "back": back,
        "submit": _("Autorizar"),
    }
    return answer(request, form, save, "training/form.html", context)


def _hours_note(hours: RouteHours) -> str:
    return _("Lleva %(taken)s horas de esta ruta; el límite es %(limit)s.") % {
        "taken": as_number_or_text(hours.taken),
        "limit": as_number_or_text(hours.limit),
    }


def _uuid(text: str | None) -> uuid.UUID:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        raise Http404 from None
