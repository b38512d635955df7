"""The desk: requests received, identified, extended, reviewed, answered; data handed out; people erased."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from minga.access.permissions import may
from minga.access.views_guard import staff
from minga.audit.operations import print_copy
from minga.kernel import clock
from minga.ui.links import tenant_url
from minga.ui.navigation import Link
from minga.ui.paging import read_page

from .. import operations
from ..forms import AnswerForm, DeskRequestForm, EraseForm, IdentityForm, ReasonForm, ReviewForm
from ..models import RightsRequest
from ..queries import keeping, requests
from ..states import RequestKind
from .pages import form_page, request_or_404, request_url, tabs, trail

_BOTH = ["GET", "POST"]
RECEIPT_DAYS = 7  # one that was not handed over


@require_GET
@staff("privacy.view")
def request_list(request: HttpRequest) -> HttpResponse:
    """What waits, by deadline; or what was answered, newest first."""
    today = clock.day_in_zone(request.at, request.municipality.time_zone)
    address = tenant_url(request, "privacy:request-list")
    is_answered = request.GET.get("ver") == "respondidas"
    page = rows = None
    if is_answered:
        found = requests.answered_requests(request.actor)
        page = read_page(found, request=request, order=("received_at", "id"), descending=True)
    else:
        rows = [requests.row_of(row, today) for row in requests.open_requests(request.actor)[:200]]
    views = [
        Link(_("Por responder"), address, is_current=not is_answered),
        Link(_("Respondidas"), f"{address}?ver=respondidas", is_current=is_answered),
    ]
    context = {"page": page, "rows": rows, "views": views, "tabs": tabs(request, "request-list")}
    return render(request, "privacy/request_list.html", context)


@require_http_methods(_BOTH)
@staff("privacy.receive")
def receive_request(request: HttpRequest) -> HttpResponse:
    """Write down what somebody asks at the desk, by phone or on paper."""
    form = DeskRequestForm(request.POST or None, initial={"asker": request.GET.get("nombre", "")})

    def save() -> str:
        made = operations.receive_request(
            asked=form.asked(),
            municipality=request.municipality,
            origin=form.cleaned_data["origin"],
            actor=request.actor,
            at=request.at,
        )
        return tenant_url(request, "privacy:request-receipt", made.public_id)

    return form_page(
        request,
        form=form,
        title=_("Recibir una solicitud"),
        intro=_("Escriba lo que pide con sus palabras. No hace falta que dé un motivo."),
        save=save,
        done=_("Solicitud recibida. Entregue este comprobante."),
        back=tenant_url(request, "portal:my-day"),
    )


@require_GET
@staff("privacy.receive")
def request_receipt(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The sheet that the person takes home: code, what was asked, until when we answer."""
    row = requests.receipt_or_none(request.actor, public_id)
    if row is None:
        raise Http404
    copy = print_copy(actor=request.actor, action="privacy.print_receipt", at=request.at, obj=row, days=RECEIPT_DAYS)
    return render(request, "privacy/receipt_print.html", {"row": row, "code": row.code, "copy": copy})


@require_GET
@staff("privacy.view")
def request_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One request with its clock and what can be done next."""
    row = request_or_404(request, public_id)
    today = clock.day_in_zone(request.at, request.municipality.time_zone)
    context = {
        "row": row,
        "clock": requests.row_of(row, today),
        "steps": _steps(request, row),
        "disputed": requests.disputed_labels(row),
        "objected": requests.objected_labels(row),
        "may_export": row.identified_at and row.kind in (RequestKind.ACCESS, RequestKind.PORTABILITY),
        "breadcrumbs": trail(request),
    }
    return render(request, "privacy/request_detail.html", context)


def _steps(request: HttpRequest, row: RightsRequest) -> list[Link]:
    """What may be done with a request now, the likeliest first."""
    if row.answered_at:
        return []
    answers = may(request.actor, "privacy", "answer")
    is_known = row.identified_at is not None
    is_challenge = row.kind == RequestKind.CHALLENGE
    erases = row.kind == RequestKind.ERASURE and may(request.actor, "privacy", "erase")
    wanted = (
        (_("Comprobar quién pide"), "identify-asker", answers and not is_known),
        (_("Revisar la valoración"), "review-assessment",
         is_known and is_challenge and not row.reviewed_at and may(request.actor, "screening", "confirm")),
        (_("Suprimir los datos"), "erase-person", is_known and erases),
        (_("Responder"), "answer-request", answers),
        (_("Pedir prórroga"), "extend-request", answers and is_known and not row.extended_at),
    )  # fmt: skip
    return [
        Link(words, tenant_url(request, f"privacy:{name}", row.public_id)) for words, name, shown in wanted if shown
    ]


@require_http_methods(_BOTH)
@staff("privacy.answer")
def identify_asker(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Make sure who asks, and whose data it is about."""
    row = request_or_404(request, public_id)
    form = IdentityForm(request.POST or None)

    def save() -> str:
        given = form.cleaned_data
        operations.identify_asker(
            request=row,
            person=given["person"],
            how=given["how"],
            representative=given["representative"],
            actor=request.actor,
            at=request.at,
        )
        return ""

    return form_page(
        request, form=form, title=_("Comprobar quién pide"), save=save, back=request_url(request, row),
        intro=_("Pida el documento y el código del comprobante. No pida más datos de los necesarios."),
        done=_("Identidad comprobada."), breadcrumbs=trail(request, row),
    )  # fmt: skip


@require_http_methods(_BOTH)
@staff("privacy.answer")
def extend_request(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """More time, once, with a reason."""
    row = request_or_404(request, public_id)
    form = ReasonForm(request.POST or None)

    def save() -> str:
        operations.extend_request(request=row, reason=form.cleaned_data["reason"], actor=request.actor, at=request.at)
        return ""

    return form_page(
        request, form=form, title=_("Pedir prórroga"), save=save, back=request_url(request, row),
        intro=_("Una sola vez. Avise a la persona el motivo y la nueva fecha."),
        done=_("Plazo prorrogado."), breadcrumbs=trail(request, row),
    )  # fmt: skip


@require_http_methods(_BOTH)
@staff("screening.confirm")
def review_assessment(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Another person looks again at a challenged assessment."""
    row = requests.challenge_or_none(request.actor, public_id)
    if row is None:
        raise Http404
    form = ReviewForm(request.POST or None)
    back = tenant_url(request, "portal:my-day")

    def save() -> str:
        given = form.cleaned_data
        operations.review_assessment(
            request=row, outcome=given["outcome"], component=given["component"], reason=given["reason"],
            actor=request.actor, at=request.at,
        )  # fmt: skip
        return ""

    return form_page(
        request, form=form, title=_("Revisar la valoración impugnada"), save=save, back=back, review=row,
        intro=_("La revisa una persona distinta de quien decidió. Lea las respuestas y lo que dice la persona."),
        done=_("Revisión anotada."),
    )  # fmt: skip


@require_http_methods(_BOTH)
@staff("privacy.answer")
def answer_request(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Close a request with its answer."""
    row = request_or_404(request, public_id)
    form = AnswerForm(request.POST or None)

    def save() -> str:
        operations.answer_request(request=row, **form.cleaned_data, actor=request.actor, at=request.at)
        return ""

    return form_page(
        request, form=form, title=_("Responder la solicitud"), save=save, back=request_url(request, row),
        done=_("Respuesta anotada. Entréguela por el medio que la persona pidió."), breadcrumbs=trail(request, row),
    )  # fmt: skip


@require_http_methods(_BOTH)
@staff("privacy.erase", fresh=True)
def erase_person(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Grant a request of erasure and carry it out."""
    row = request_or_404(request, public_id)
    form = EraseForm(request.POST or None)

    def save() -> str:
        given = form.cleaned_data
        operations.answer_erasure(
            request=row, decision=given["decision"], answer=given["answer"], actor=request.actor, at=request.at
        )
        return tenant_url(request, "privacy:erasure-list")

    return form_page(
        request, form=form, title=_("Suprimir los datos"), save=save, back=request_url(request, row),
        done=_("Datos suprimidos. Quedó constancia sin nombre."), breadcrumbs=trail(request, row), erases=row,
        submit=_("Suprimir para siempre"), submit_kind="warning",
        intro=_("Entregue antes la respuesta: después ya no habrá cómo contactar a la persona."),
    )  # fmt: skip


@require_GET
@staff("privacy.view")
def erasure_list(request: HttpRequest) -> HttpResponse:
    """The ledger of erasures: when, why, what went and what the law keeps; nobody's name."""
    page = read_page(keeping.erasures(request.actor), request=request, order=("erased_at", "id"), descending=True)
    return render(request, "privacy/erasure_list.html", {"page": page, "tabs": tabs(request, "erasure-list")})
