"""Referrals: list by age, sending one or many, what was sent, what became of it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from minga.access.middleware import SeeOther
from minga.access.permissions import may
from minga.access.views_guard import staff
from minga.audit.operations import print_copy
from minga.kernel.refusals import Refused
from minga.people.models import Person
from minga.people.queries import visible_people
from minga.programmes.queries import programme_of
from minga.ui.links import tenant_url, tenant_url_or_none
from minga.ui.navigation import Link
from minga.ui.paging import read_page

from .. import operations, queries
from ..forms.referrals import AnswerForm, CloseForm, ReferralForm, ResendForm
from ..models import Referral, Service
from ..states import ReferralState
from .pages import form_page, trail
from .sharing import (
    channels_for,
    consent_text,
    keep_shown_once,
    record_agreed,
    request_of,
    shared_choices,
    take_shown_once,
)

SHOWN = 25
SLIP_DAYS = 7  # a slip that was not handed over


def referral_url(request: HttpRequest, row: Referral) -> str:
    """The page of a referral."""
    return tenant_url(request, "referrals:referral-detail", public_id=row.public_id)


@require_GET
@staff("referrals.view")
def referral_list(request: HttpRequest) -> HttpResponse:
    """Referrals, newest first; above them who waits too long and who should be referred."""
    state = request.GET.get("estado", "")
    late = queries.waiting_referrals(request.actor, request.at)
    address = tenant_url(request, "referrals:referral-list")
    tabs = [Link(_("Todas"), address, is_current=state not in ReferralState.values)]
    tabs += [Link(each.label, f"{address}?estado={each.value}", state == each.value) for each in ReferralState]
    context = {
        "page": read_page(
            queries.referrals_in(request.actor, state), request=request, order=("sent_at", "id"), descending=True
        ),
        "late": late.count(),
        "to_refer": queries.needs_referral(request.actor).count(),
        "tabs": tabs,
        "may_change": may(request.actor, "referrals", "change"),
    }
    return render(request, "referrals/referral_list.html", context)


@require_GET
@staff("referrals.view")
def late_list(request: HttpRequest) -> HttpResponse:
    """Referrals whose answer is overdue, the oldest first (ageing list)."""
    page = read_page(
        queries.waiting_referrals(request.actor, request.at), request=request, order=("due_at", "id"), size=SHOWN
    )
    rows = [queries.late_row(row, request.at) for row in page.rows]
    return render(request, "referrals/late_list.html", {"page": page, "rows": rows, "up": trail(request)})


@require_GET
@staff("referrals.view")
def to_refer_list(request: HttpRequest) -> HttpResponse:
    """People whose confirmed component is the referral and whom nobody has referred since."""
    page = read_page(queries.needs_referral(request.actor), request=request, order=("decided_at", "id"), size=SHOWN)
    return render(request, "referrals/to_refer_list.html", {"page": page, "up": trail(request)})


@require_http_methods(["GET", "POST"])
@staff("referrals.change")
def send_referral(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Refer one person: choose the service, then say exactly what leaves."""
    person = get_object_or_404(visible_people(request.actor).select_related("sector"), public_id=public_id)
    service = chosen_service(request)
    if service is None:
        return choose_service(request, title=_("Remitir a %(who)s") % {"who": person})
    operations.note_contact_shown(person=person, actor=request.actor, at=request.at)
    has_consent = queries.has_consent(person, service, request.at)
    form = ReferralForm(
        request.POST or None,
        service=service,
        shared=shared_choices(service, person, request.at),
        has_email=any(code == "email" for code, _label in channels_for(service)),
        has_consent=has_consent,
    )
    if request.method == "POST" and form.is_valid():
        answer = _sent(request, form, person, service, has_consent)
        if answer is not None:
            return answer
    return _send_page(request, form, person, service, has_consent)


def _sent(
    request: HttpRequest, form: ReferralForm, person: Person, service: Service, has_consent: bool
) -> HttpResponse | None:
    try:
        with transaction.atomic():  # a refusal keeps no consent either
            if not has_consent:
                record_agreed(request, person, service, form.cleaned_data["how"])
            sent = operations.send_referral(
                person=person,
                request=request_of(form, service),
                assessment=queries.current_assessment(request.actor, person),
                actor=request.actor,
                at=request.at,
            )
    except Refused as refused:
        form.refuse(refused)
        return None
    keep_shown_once(request, sent)
    messages.success(request, _("La remisión quedó registrada."))
    return SeeOther(referral_url(request, sent.referrals[0]))


def _send_page(
    request: HttpRequest, form: ReferralForm, person: Person, service: Service, has_consent: bool
) -> HttpResponse:
    context = {
        "form": form,
        "person": person,
        "service": service,
        "has_consent": has_consent,
        "consent": consent_text(request, service),
        "agreement": queries.agreement_in_force(service.organisation, request.at.date()),
        "up": trail(request, *_person_link(request, person)),
    }
    return render(request, "referrals/send_referral.html", context, status=422 if form.errors else 200)


def _person_link(request: HttpRequest, person: Person) -> list[Link]:
    url = tenant_url_or_none(request, "portal:person-file", public_id=person.public_id)
    return [Link(str(person), url)] if url else []


def chosen_service(request: HttpRequest) -> Service | None:
    """The service named in the address, if it may get referrals."""
    try:
        public_id = uuid.UUID(request.GET.get("servicio", ""))
    except ValueError:
        return None
    rows = queries.referable_services(request.actor)
    return get_object_or_404(rows, public_id=public_id)


def choose_service(request: HttpRequest, *, title: str) -> HttpResponse:
    """The services that may get referrals, each a link to this page with it."""
    text = request.GET.get("q", "").strip()
    page = read_page(queries.referable_services(request.actor, text), request=request, order=("name", "id"))
    agreements = queries.agreements_of([row.organisation_id for row in page.rows], request.at.date())
    rows = [(row, agreements.get(row.organisation_id)) for row in page.rows]
    context = {"title": title, "page": page, "rows": rows, "text": text, "up": trail(request)}
    return render(request, "referrals/choose_service.html", context)


@require_GET
@staff("referrals.view")
def referral_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One referral; right after sending, its link and second code, this once."""
    view = queries.referral_view(request.actor, public_id, request.at)
    if view is None:
        raise Http404
    row = view.referral
    shows_ways = may(request.actor, "documents", "view") and row.state != ReferralState.CLOSED
    if shows_ways:
        operations.note_contact_shown(person=row.person, actor=request.actor, at=request.at)
    context = {
        "view": view,
        "referral": row,
        "once": take_shown_once(request, row),
        "ways": queries.contact_ways(row.person) if shows_ways else [],
        "link_is_over": row.link is not None and row.link.expires_at <= request.at,
        "may_change": may(request.actor, "referrals", "change"),
        "up": trail(request),
    }
    return render(request, "referrals/referral_detail.html", context)


def _visible(request: HttpRequest, public_id: uuid.UUID) -> Referral:
    rows = queries.visible_referrals(request.actor).select_related("service__organisation", "link", "person")
    return get_object_or_404(rows, public_id=public_id)


@require_http_methods(["GET", "POST"])
@staff("referrals.change")
def answer_referral(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Note what the partner said by phone or on paper."""
    row = _visible(request, public_id)
    form = AnswerForm(request.POST or None, state=row.state)
    return form_page(
        request,
        form=form,
        save=lambda: operations.answer_referral(referral=row, actor=request.actor, at=request.at, **form.cleaned_data),
        to=referral_url(request, row),
        done=_("La respuesta quedó anotada."),
        context={"title": _("Anotar la respuesta"), "up": trail(request, Link(row.code, referral_url(request, row)))},
    )


@require_http_methods(["GET", "POST"])
@staff("referrals.change")
def close_referral(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Close a referral with its reason."""
    row = _visible(request, public_id)
    form = CloseForm(request.POST or None)
    return form_page(
        request,
        form=form,
        save=lambda: operations.close_referral(referral=row, actor=request.actor, at=request.at, **form.cleaned_data),
        to=referral_url(request, row),
        done=_("La remisión quedó cerrada."),
        context={"title": _("Cerrar la remisión"), "up": trail(request, Link(row.code, referral_url(request, row)))},
    )


@require_http_methods(["GET", "POST"])
@staff("referrals.change")
def resend_link(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Remind the partner with a new link; the old one dies."""
    row = _visible(request, public_id)
    form = ResendForm(request.POST or None, channels=channels_for(row.service))

    def save() -> Any:
        channel = form.cleaned_data["channel"]
        sent = operations.resend_link(referral=row, channel=channel, actor=request.actor, at=request.at)
        keep_shown_once(request, sent, own=row)
        return sent

    return form_page(
        request,
        form=form,
        save=save,
        to=referral_url(request, row),
        done=_("Hay un enlace nuevo. El anterior ya no sirve."),
        context={
            "title": _("Recordar con un enlace nuevo"),
            "up": trail(request, Link(row.code, referral_url(request, row))),
        },
    )


@require_POST
@staff("referrals.change")
def bring_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The person comes back to the route: on to a new interview."""
    row = _visible(request, public_id)
    programme = programme_of(request.municipality)
    if programme is None:
        raise Http404
    try:
        operations.bring_back(referral=row, programme=programme, actor=request.actor, at=request.at)
    except Refused as refused:
        messages.error(request, str(refused))
        return SeeOther(referral_url(request, row))
    messages.success(request, _("La persona vuelve a la ruta: hágale otra vez la entrevista inicial."))
    return SeeOther(tenant_url(request, "screening:interview-start", public_id=row.person.public_id))


@require_GET
@staff("referrals.view")
def referral_slip(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A sheet that the person carries: where to go, when, with what; a code, no name and no need (NFR-3)."""
    row = _visible(request, public_id)
    context = {
        "referral": row,
        "service": row.service,
        "places": row.service.places.all(),
        "code": row.code,
        "back_url": referral_url(request, row),
        "copy": print_copy(
            actor=request.actor, action="referrals.print_slip", at=request.at, obj=row.person, days=SLIP_DAYS
        ),
    }
    return render(request, "referrals/referral_slip.html", context)
