"""The directory of services: list, add, change, close, places, import and export; agreements."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from minga.access.middleware import SeeOther
from minga.access.permissions import may
from minga.access.views_guard import staff
from minga.kernel.refusals import Refused
from minga.organisations.queries import organisations_for
from minga.ui.links import tenant_url
from minga.ui.navigation import Link
from minga.ui.paging import read_page

from .. import operations, queries
from ..forms.directory import AgreementForm, ImportDirectoryForm, PlaceForm, ServiceForm, ServiceSearchForm
from ..hsds.judging import Judge
from ..hsds.reading import MOST_BYTES, UnreadableError, read_package
from ..hsds.wording import WORDS, file_of, words_for
from ..hsds.writing import as_json, as_zip, directory_rows
from ..models import Service
from ..operations.directory import FIELDS
from ..states import SharedField
from .pages import directory_trail, form_page

SHOWN_PROBLEMS = 100


def service_or_404(request: HttpRequest, public_id: uuid.UUID) -> Service:
    """A service the reader may see."""
    rows = queries.visible_services(request.actor).select_related("organisation").prefetch_related("places")
    return get_object_or_404(rows, public_id=public_id)


def _service_url(request: HttpRequest, service: Service) -> str:
    return tenant_url(request, "referrals:service-detail", public_id=service.public_id)


@require_GET
@staff("directory.view")
def service_list(request: HttpRequest) -> HttpResponse:
    """Who attends what in the city."""
    form = ServiceSearchForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = queries.services_for(
        request.actor, text=chosen.get("q", ""), need=chosen.get("need", ""), status=chosen.get("status", "")
    )
    page = read_page(found, request=request, order=("name", "id"))
    context = {"form": form, "page": page, "may_change": may(request.actor, "directory", "change")}
    return render(request, "referrals/service_list.html", context)


@require_GET
@staff("directory.view")
def service_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One service with its places and the agreement with its organisation."""
    service = service_or_404(request, public_id)
    agreement = queries.agreement_in_force(service.organisation, request.at.date())
    context = {
        "service": service,
        "agreement": agreement,
        "agreed": [SharedField(name).label for name in agreement.fields] if agreement else [],
        "may_change": may(request.actor, "directory", "change"),
        "up": directory_trail(request),
    }
    return render(request, "referrals/service_detail.html", context)


@require_http_methods(["GET", "POST"])
@staff("directory.change")
def create_service(request: HttpRequest) -> HttpResponse:
    """Add a service."""
    form = ServiceForm(request.POST or None, organisations=organisations_for(request.municipality))
    return form_page(
        request,
        form=form,
        save=lambda: operations.create_service(
            municipality=request.municipality, actor=request.actor, at=request.at, **form.cleaned_data
        ),
        to=lambda service: _service_url(request, service),
        done=_("El servicio quedó en el directorio. Añada dónde y cuándo atiende."),
        template="referrals/service_form.html",
        context={"title": _("Nuevo servicio"), "up": directory_trail(request)},
    )


@require_http_methods(["GET", "POST"])
@staff("directory.change")
def update_service(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change a service; saving says that it was checked today."""
    service = service_or_404(request, public_id)
    initial = {name: getattr(service, name) for name in FIELDS} | {"organisation": service.organisation.public_id}
    form = ServiceForm(request.POST or None, organisations=organisations_for(request.municipality), initial=initial)
    form.fields["organisation"].disabled = True
    return form_page(
        request,
        form=form,
        save=lambda: operations.update_service(
            service=service, actor=request.actor, at=request.at,
            **{name: form.cleaned_data[name] for name in FIELDS},
        ),
        to=_service_url(request, service),
        done=_("Los cambios quedaron guardados."),
        template="referrals/service_form.html",
        context={"title": _("Cambiar el servicio"), "service": service, "up": directory_trail(request)},
    )  # fmt: skip


@require_POST
@staff("directory.change")
def close_service(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Note that a service is no more."""
    service = service_or_404(request, public_id)
    operations.close_service(service=service, actor=request.actor, at=request.at)
    messages.success(request, _("El servicio quedó cerrado. Sus remisiones se conservan."))
    return SeeOther(_service_url(request, service))


@require_http_methods(["GET", "POST"])
@staff("directory.change")
def add_place(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Add where and when a service attends."""
    service = service_or_404(request, public_id)
    form = PlaceForm(request.POST or None)
    return form_page(
        request,
        form=form,
        save=lambda: operations.add_place(service=service, actor=request.actor, at=request.at, **form.cleaned_data),
        to=_service_url(request, service),
        done=_("El lugar quedó guardado."),
        context={
            "title": _("Añadir un lugar de atención"),
            "up": directory_trail(request, Link(service.name, _service_url(request, service))),
        },
    )


@require_POST
@staff("directory.change")
def remove_place(request: HttpRequest, public_id: uuid.UUID, place_id: uuid.UUID) -> HttpResponse:
    """Take a place out of a service."""
    service = service_or_404(request, public_id)
    operations.remove_place(
        place=get_object_or_404(service.places, public_id=place_id), actor=request.actor, at=request.at
    )
    messages.success(request, _("El lugar ya no está en el directorio."))
    return SeeOther(_service_url(request, service))


@require_GET
@staff("directory.view")
def export_directory(request: HttpRequest, form: str) -> HttpResponse:
    """The whole directory as a package of HSDS 3 (ZIP of CSV) or as JSON."""
    rows = directory_rows(queries.directory_for_export(request.actor), request.municipality)
    operations.note_export(municipality=request.municipality, actor=request.actor, at=request.at)
    title = f"{_('Directorio de servicios')} · {request.municipality.name}"
    content, kind = (as_json(rows), "application/json") if form == "json" else (as_zip(rows, title), "application/zip")
    response = HttpResponse(content, content_type=kind)
    name = f"directorio-{request.municipality.slug}-hsds.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "POST"])
@staff("directory.change")
def import_directory(request: HttpRequest) -> HttpResponse:
    """Bring in a package of HSDS 3: all of it, or the list of what is wrong with row and column."""
    form = ImportDirectoryForm(request.POST or None, request.FILES or None)
    problems: list[Any] = []
    if request.method == "POST" and form.is_valid():
        drafts, problems = _judged(form)
        if drafts and not problems and _imported(request, form, drafts):
            return SeeOther(tenant_url(request, "referrals:service-list"))
    shown = [(file_of(each), each.row, each.column, words_for(each)) for each in problems[:SHOWN_PROBLEMS]]
    context = {"form": form, "problems": shown, "count": len(problems), "up": directory_trail(request)}
    return render(request, "referrals/import_directory.html", context, status=422 if form.errors or problems else 200)


def _judged(form: ImportDirectoryForm) -> tuple[list[Any], list[Any]]:
    """The services of the file that was sent, and its problems; one that is no package is an error of the form."""
    try:
        rows, problems = read_package(form.cleaned_data["file"].read(MOST_BYTES + 1))
    except UnreadableError as error:
        form.add_error("file", str(WORDS[error.code]))
        return [], []
    judge = Judge(rows, problems)
    drafts = judge.drafts()
    if not drafts and not judge.problems:
        form.add_error("file", str(WORDS["no_services"]))
    return drafts, judge.problems


def _imported(request: HttpRequest, form: ImportDirectoryForm, drafts: list[Any]) -> bool:
    try:
        done = operations.import_directory(
            municipality=request.municipality, drafts=drafts, actor=request.actor, at=request.at
        )
    except Refused as refused:
        form.refuse(refused, "file")
        return False
    words = _("Directorio importado: %(new)s servicios nuevos, %(old)s actualizados.")
    messages.success(request, words % {"new": done.created, "old": done.updated})
    return True


@require_GET
@staff("directory.view")
def agreement_list(request: HttpRequest) -> HttpResponse:
    """What may be shared with whom, until when."""
    page = read_page(queries.agreements_with(request.actor), request=request, order=("ends_on", "id"), descending=True)
    rows = [(row, [SharedField(name).label for name in row.fields]) for row in page.rows]
    context = {
        "page": page,
        "rows": rows,
        "today": request.at.date(),
        "may_agree": may(request.actor, "directory", "agree"),
        "up": directory_trail(request),
    }
    return render(request, "referrals/agreement_list.html", context)


@require_http_methods(["GET", "POST"])
@staff("directory.agree")
def record_agreement(request: HttpRequest) -> HttpResponse:
    """Record an agreement with an organisation."""
    form = AgreementForm(request.POST or None, organisations=organisations_for(request.municipality))

    def save() -> Any:
        given = dict(form.cleaned_data)
        fields = given.pop("fields_allowed")
        return operations.record_agreement(
            municipality=request.municipality, fields=fields, actor=request.actor, at=request.at, **given
        )

    return form_page(
        request,
        form=form,
        save=save,
        to=tenant_url(request, "referrals:agreement-list"),
        done=_("El convenio quedó registrado."),
        context={"title": _("Nuevo convenio"), "up": directory_trail(request)},
    )


@require_POST
@staff("directory.agree")
def end_agreement(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """End an agreement now."""
    agreement = get_object_or_404(queries.visible_agreements(request.actor), public_id=public_id)
    operations.end_agreement(agreement=agreement, actor=request.actor, at=request.at)
    messages.success(request, _("El convenio terminó: desde ahora no se muestra ningún dato por él."))
    return SeeOther(tenant_url(request, "referrals:agreement-list"))
