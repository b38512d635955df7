"""The library of courses and the people who teach."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from minga.access.views_guard import staff
from minga.kernel import clock
from minga.ui.links import tenant_url
from minga.ui.navigation import Link

from .. import operations, queries
from ..forms import ApproveCourseForm, CourseForm, FacilitatorCertificateForm, FacilitatorForm
from ..models import Course
from ..permissions import why_not_approve, why_not_change
from .answers import answer
from .tabs import training_tabs


@require_GET
@staff("training.view")
def course_library(request: HttpRequest) -> HttpResponse:
    """Courses by line, with hours, level and how far they were tried."""
    context = {
        "courses": queries.courses(),
        "may_change": why_not_change(request.actor) is None,
        "tabs": training_tabs(request, "training:course-library"),
    }
    return render(request, "training/course_library.html", context)


@require_GET
@staff("training.view")
def course_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A course: contents, materials, methodology and its pilot."""
    context = {
        "course": get_object_or_404(queries.courses(), public_id=public_id),
        "may_change": why_not_change(request.actor) is None,
        "may_approve": why_not_approve(request.actor) is None,
        "breadcrumbs": [Link(_("Cursos"), tenant_url(request, "training:course-library"))],
    }
    return render(request, "training/course.html", context)


@require_http_methods(["GET", "POST"])
@staff("training.change")
def add_course(request: HttpRequest) -> HttpResponse:
    """Add a course to the library."""

    def save(given: dict[str, Any]) -> str:
        course = operations.add_course(municipality=request.municipality, actor=request.actor, at=request.at, **given)
        return tenant_url(request, "training:course-detail", course.public_id)

    back = tenant_url(request, "training:course-library")
    context = {"title": _("Nuevo curso"), "back": back, "breadcrumbs": [Link(_("Cursos"), back)]}
    return answer(request, CourseForm(request.POST or None), save, "training/form.html", context)


@require_http_methods(["GET", "POST"])
@staff("training.change")
def change_course(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change a course."""
    course = get_object_or_404(queries.courses(), public_id=public_id)
    back = tenant_url(request, "training:course-detail", public_id)

    def save(given: dict[str, Any]) -> str:
        operations.change_course(course=course, actor=request.actor, at=request.at, **given)
        messages.success(request, _("Curso guardado."))
        return back

    form = CourseForm(request.POST or None, initial=CourseForm.initial_of(course))
    context = {"title": _("Cambiar curso"), "subject": course.name, "back": back}
    context["breadcrumbs"] = _path_to(request, course)
    return answer(request, form, save, "training/form.html", context)


@require_http_methods(["GET", "POST"])
@staff("training.approve")
def approve_course(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Approve a course with the results of its pilot (PRG-16, PRG-17)."""
    course = get_object_or_404(queries.courses(), public_id=public_id)
    back = tenant_url(request, "training:course-detail", public_id)

    def save(given: dict[str, Any]) -> str:
        operations.approve_course(course=course, actor=request.actor, at=request.at, **given)
        messages.success(request, _("Curso aprobado."))
        return back

    form = ApproveCourseForm(request.POST or None, initial={"pilot_results": course.pilot_results})
    context = {"title": _("Aprobar curso"), "subject": course.name, "back": back, "submit": _("Aprobar")}
    context["breadcrumbs"] = _path_to(request, course)
    return answer(request, form, save, "training/form.html", context)


@require_GET
@staff("training.view")
def facilitator_list(request: HttpRequest) -> HttpResponse:
    """Who teaches, and whether their certificate holds today (ROL-9)."""
    today = clock.day_in_zone(request.at, request.municipality.time_zone)
    context = {
        "facilitators": queries.facilitators(today).prefetch_related("certificates"),
        "may_change": why_not_change(request.actor) is None,
        "tabs": training_tabs(request, "training:facilitator-list"),
    }
    return render(request, "training/facilitator_list.html", context)


@require_http_methods(["GET", "POST"])
@staff("training.change")
def add_facilitator(request: HttpRequest) -> HttpResponse:
    """Add somebody who teaches."""
    back = tenant_url(request, "training:facilitator-list")

    def save(given: dict[str, Any]) -> str:
        operations.add_facilitator(municipality=request.municipality, actor=request.actor, at=request.at, **given)
        messages.success(request, _("Persona facilitadora agregada."))
        return back

    accounts = queries.accounts_that_may_teach(request.municipality, request.at.date())
    context = {"title": _("Nueva persona facilitadora"), "back": back}
    context["breadcrumbs"] = [Link(_("Personas facilitadoras"), back)]
    return answer(
        request, FacilitatorForm(request.POST or None, accounts=accounts), save, "training/form.html", context
    )


@require_http_methods(["GET", "POST"])
@staff("training.change")
def certify_facilitator(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Note a facilitator's certificate."""
    today = clock.day_in_zone(request.at, request.municipality.time_zone)
    facilitator = get_object_or_404(queries.facilitators(today), public_id=public_id)
    back = tenant_url(request, "training:facilitator-list")

    def save(given: dict[str, Any]) -> str:
        operations.certify_facilitator(facilitator=facilitator, actor=request.actor, at=request.at, **given)
        messages.success(request, _("Certificado anotado."))
        return back

    context = {"title": _("Anotar certificado"), "subject": facilitator.name, "back": back}
    context["breadcrumbs"] = [Link(_("Personas facilitadoras"), back)]
    return answer(request, FacilitatorCertificateForm(request.POST or None), save, "training/form.html", context)


def _path_to(request: HttpRequest, course: Course) -> list[Link]:
    return [
        Link(_("Cursos"), tenant_url(request, "training:course-library")),
        Link(course.name, tenant_url(request, "training:course-detail", course.public_id)),
    ]
