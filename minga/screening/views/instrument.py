"""The instrument in the open: its rules, versions, a new one, the form on paper."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from minga.access.middleware import SeeOther
from minga.access.permissions import may
from minga.access.views_guard import staff
from minga.audit.operations import print_copy
from minga.kernel.codes import new_code
from minga.kernel.refusals import Refused
from minga.screening import operations, queries
from minga.screening.forms import WorkbookForm, language
from minga.screening.jobs import evaluate_all
from minga.screening.models import InstrumentVersion
from minga.screening.operations.submissions import CODE_LENGTH
from minga.screening.permissions import visible_versions
from minga.screening.queries.instruments import problems_in_words, rules_in_words
from minga.screening.views.trail import trail
from minga.ui.links import tenant_url

PAPER_DAYS = 90  # by then a filled form is entered
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@staff("instrument.view")
def instrument(request: HttpRequest) -> HttpResponse:
    """The version in force, with its rules in the open, and the list of versions."""
    version = queries.version_in_force()
    if version is None:
        return render(
            request, "screening/instrument_none.html", {"may_load": may(request.actor, "instrument", "change")}
        )
    return _shown(request, version)


@staff("instrument.view")
def version_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One version: rules, problems of its workbook, publishing."""
    return _shown(request, _version(request, public_id))


def _shown(request: HttpRequest, version: InstrumentVersion) -> HttpResponse:
    in_force = queries.version_in_force()
    context = {
        "version": version,
        "breadcrumbs": trail(request),
        "is_in_force": in_force == version,
        "rules": rules_in_words(queries.loaded(version), language(), on=request.at.date()),
        "problems": problems_in_words(version.problems),
        "share": queries.referral_share(version),
        "minutes": queries.minutes_taken(version, request.actor),
        "versions": visible_versions(request.actor).order_by("-number"),
        "may_load": may(request.actor, "instrument", "change"),
        "may_publish": may(request.actor, "instrument", "publish"),
    }
    return render(request, "screening/instrument.html", context)


def _version(request: HttpRequest, public_id: uuid.UUID) -> InstrumentVersion:
    version = visible_versions(request.actor).filter(public_id=public_id).first()
    if version is None:
        raise Http404
    return version


@staff("instrument.change")
def version_upload(request: HttpRequest) -> HttpResponse:
    """Upload a workbook: a new version, or the list of rows to mend."""
    form = WorkbookForm(request.POST or None, request.FILES or None)
    problems = []
    if request.method == "POST" and form.is_valid():
        try:
            version = operations.load_workbook(
                content=form.cleaned_data["workbook"].read(),
                note=form.cleaned_data["note"],
                actor=request.actor,
                at=request.at,
            )
        except Refused as refused:
            form.refuse(refused, "workbook")
            problems = problems_in_words(refused.refusal.details.get("problems", ()))
        else:
            messages.success(request, _("El libro se puede usar. Revise sus reglas y publíquelo."))
            return SeeOther(tenant_url(request, "screening:version-detail", public_id=version.public_id))
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "problems": problems, "breadcrumbs": trail(request)}
    return render(request, "screening/version_upload.html", context, status=status)


@staff("instrument.publish")
def version_publish(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Put a version in force and value everybody again under it."""
    version = _version(request, public_id)
    if request.method == "POST":
        operations.publish_version(version=version, actor=request.actor, at=request.at)
        evaluate_all.defer(municipality_id=request.municipality.pk)
        messages.success(request, _("La versión está en uso. Las valoraciones se están calculando otra vez."))
    return SeeOther(tenant_url(request, "screening:version-detail", public_id=version.public_id))


@staff("instrument.view")
def version_workbook(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The workbook itself, to change in Excel."""
    version = _version(request, public_id)
    name = f"instrumento-{request.municipality.slug}-v{version.number}.xlsx"
    return HttpResponse(
        bytes(version.workbook),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@staff("instrument.view")
def paper_form(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The form to print and fill by hand, with a code of its own that later finds the record."""
    version = _version(request, public_id)
    context = {
        "version": version,
        "pages": queries.loaded(version).group_pages,
        "code": new_code(request.municipality.code, CODE_LENGTH),
        "language": language(),
        "copy": print_copy(
            actor=request.actor, action="screening.print_paper_form", at=request.at, obj=version, days=PAPER_DAYS
        ),
        "back_url": tenant_url(request, "screening:instrument"),
    }
    return render(request, "screening/paper_form.html", context)
