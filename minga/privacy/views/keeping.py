"""Handing out data, the register of processing, impact assessments, retention."""

from __future__ import annotations

import json
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from minga.access.middleware import SeeOther
from minga.access.permissions import may
from minga.access.views_guard import staff
from minga.kernel import clock
from minga.ui.links import tenant_url

from .. import operations, workbook
from ..forms import ApprovalForm
from ..permissions import visible_impact_assessments
from ..queries import retention
from ..queries.export import portable
from ..queries.keeping import has_approved_assessment
from ..queries.register import register as processing_register
from ..states import RequestOrigin
from .pages import form_page, request_or_404, tabs

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 50


@require_GET
@staff("privacy.view", fresh=True)
def person_data(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Everything known of the person of a request, to read and print."""
    row = request_or_404(request, public_id)
    sections = operations.export_person(request=row, form="print", actor=request.actor, at=request.at)
    context = {
        "row": row,
        "sections": sections,
        "code": row.code,
        "back_url": tenant_url(request, "privacy:request-detail", row.public_id),
    }
    return render(request, "privacy/person_data.html", context)


@require_GET
@staff("privacy.view", fresh=True)
def person_json(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The same for a machine."""
    row = request_or_404(request, public_id)
    sections = operations.export_person(request=row, form="json", actor=request.actor, at=request.at)
    text = json.dumps(portable(row.person, sections, request.at), ensure_ascii=False, indent=1)
    return _download(text.encode(), "application/json", f"{row.code}.json")


@require_GET
@staff("privacy.view", fresh=True)
def person_xlsx(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The same as a workbook, one sheet a table."""
    row = request_or_404(request, public_id)
    sections = operations.export_person(request=row, form="xlsx", actor=request.actor, at=request.at)
    return _download(workbook.person_workbook(sections), XLSX, f"{row.code}.xlsx")


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
@staff("privacy.view")
def register(request: HttpRequest) -> HttpResponse:
    """The register of processing, made from the models."""
    context = {"entries": processing_register(), "tabs": tabs(request, "register")}
    return render(request, "privacy/register.html", context)


@require_GET
@staff("privacy.view")
def register_xlsx(request: HttpRequest) -> HttpResponse:
    """The register as a workbook."""
    return _download(workbook.register_workbook(processing_register()), XLSX, "registro-de-tratamiento.xlsx")


@require_GET
@staff("privacy.view")
def impact(request: HttpRequest) -> HttpResponse:
    """The template of the impact assessment, and the ones that were approved."""
    today = clock.day_in_zone(request.at, request.municipality.time_zone)
    context = {
        "rows": visible_impact_assessments(request.actor).select_related("recorded_by"),
        "is_approved": has_approved_assessment(request.municipality, today),
        "may_record": may(request.actor, "privacy", "manage"),
        "tabs": tabs(request, "impact"),
    }
    return render(request, "privacy/impact.html", context)


@require_http_methods(["GET", "POST"])
@staff("privacy.manage")
def record_impact(request: HttpRequest) -> HttpResponse:
    """Note that an impact assessment was approved."""
    form = ApprovalForm(request.POST or None)

    def save() -> str:
        operations.record_impact_assessment(
            municipality=request.municipality, **form.cleaned_data, actor=request.actor, at=request.at
        )
        return ""

    return form_page(
        request, form=form, title=_("Anotar una evaluación de impacto aprobada"), save=save,
        done=_("Aprobación anotada."), back=tenant_url(request, "privacy:impact"),
    )  # fmt: skip


@require_GET
@staff("privacy.manage")
def retention_page(request: HttpRequest) -> HttpResponse:
    """What will be let go of and when; who is inactive; who was told."""
    found = retention.inactive_people(request.municipality, request.at)
    notices = retention.waiting_notices()
    context = {
        "rows": retention.kept_rows(request.municipality, request.at),
        "inactive": list(found[: SHOWN + 1]),
        "shown": SHOWN,
        "notices": notices[:SHOWN],
        "tabs": tabs(request, "retention"),
    }
    return render(request, "privacy/retention.html", context)


@require_POST
@staff("privacy.manage")
def note_inactivity(request: HttpRequest) -> HttpResponse:
    """The people of the list were told that their data will be erased."""
    ids = [text for text in request.POST.getlist("person") if _is_uuid(text)]
    people = retention.inactive_people(request.municipality, request.at).filter(public_id__in=ids)[:SHOWN]
    count = operations.note_inactivity(people=people, how=RequestOrigin.PHONE, actor=request.actor, at=request.at)
    words = ngettext("Se anotó el aviso a %(n)s persona.", "Se anotó el aviso a %(n)s personas.", count)
    messages.success(request, words % {"n": count})
    return SeeOther(tenant_url(request, "privacy:retention"))


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


@require_POST
@staff("privacy.manage")
def keep_person(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Somebody who was told wants to stay."""
    notice = get_object_or_404(retention.waiting_notices(), public_id=public_id)
    operations.keep_person(notice=notice, actor=request.actor, at=request.at)
    messages.success(request, _("Sus datos se conservan."))
    return SeeOther(tenant_url(request, "privacy:retention"))
