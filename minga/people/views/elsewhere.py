"""Other municipalities: asking whether a person was attended there, the review of who asked, moving with consent."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from minga.access.middleware import SeeOther
from minga.access.views_guard import staff
from minga.kernel.refusals import Refused
from minga.ui.links import tenant_url
from minga.ui.navigation import Link
from minga.ui.paging import read_page

from .. import operations, permissions
from ..forms.elsewhere import AskElsewhereForm, DeclineTransferForm, OfferTransferForm
from ..models import Transfer
from ..queries import transfers as queries
from .pages import person_or_404, person_url, programme_or_404, trail


@staff("elsewhere.ask")
def ask_elsewhere(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask, with the person there; the answer is said once on the page that follows and kept nowhere."""
    person = person_or_404(request, public_id)
    form = AskElsewhereForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            known = operations.ask_elsewhere(person=person, **form.cleaned_data, actor=request.actor, at=request.at)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.info(request, _answer(known))
            return SeeOther(person_url(request, person))
    context = {"form": form, "person": person, "breadcrumbs": trail(request, person)}
    context["cancel_url"] = person_url(request, person)
    return render(request, "people/ask_elsewhere.html", context, status=422 if form.errors else 200)


def _answer(known: bool) -> str:
    """Two sentences of like length: a thin line tells no more than the screen."""
    if known:
        return _("Respuesta: posible atención previa. Consulte al programa.")
    return _("Respuesta: no consta atención previa. Puede continuar aquí.")


@require_GET
@staff("elsewhere.review")
def elsewhere_review(request: HttpRequest) -> HttpResponse:
    """Who asked about whom (by code) and how often, for the programme's administration."""
    found = queries.questions_elsewhere(request.actor)
    page = read_page(found, request=request, order=("asked_at", "id"), descending=True)
    context = {"page": page, "askers": queries.askers(request.actor, request.at)}
    return render(request, "people/elsewhere_review.html", context)


@require_GET
@staff("elsewhere.transfer")
def transfer_list(request: HttpRequest) -> HttpResponse:
    """Offers from and to this municipality."""
    found = queries.transfers(request.actor)
    page = read_page(found, request=request, order=("offered_at", "id"), descending=True)
    return render(request, "people/transfer_list.html", {"page": page})


@staff("elsewhere.transfer", fresh=True)
def offer_transfer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Offer a person's data to the municipality they move to."""
    person = person_or_404(request, public_id)
    form = OfferTransferForm(request.POST or None, destinations=queries.destinations(request.municipality))
    if request.method == "POST" and form.is_valid():
        try:
            operations.offer_transfer(person=person, **form.cleaned_data, actor=request.actor, at=request.at)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("La oferta espera la respuesta del otro municipio. Aquí nada cambia todavía."))
            return SeeOther(tenant_url(request, "people:transfer-list"))
    context = {"form": form, "person": person, "breadcrumbs": trail(request, person)}
    context["cancel_url"] = person_url(request, person)
    return render(request, "people/offer_transfer.html", context, status=422 if form.errors else 200)


@require_GET
@staff("elsewhere.transfer")
def transfer_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One offer; at the destination, who comes."""
    row = _transfer_or_404(request, public_id)
    return render(request, "people/transfer_detail.html", _context(request, row, DeclineTransferForm()))


@staff("elsewhere.transfer", fresh=True)
@require_POST
def accept_transfer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Register the person here with the data that came."""
    row = _transfer_or_404(request, public_id)
    programme = programme_or_404(request)
    try:
        person = operations.accept_transfer(transfer=row, programme=programme, actor=request.actor, at=request.at)
    except Refused as refused:
        messages.error(request, str(refused))
        return SeeOther(tenant_url(request, "people:transfer-detail", public_id))
    messages.success(request, _("La persona quedó inscrita aquí. Revise con ella sus datos y autorizaciones."))
    return SeeOther(person_url(request, person))


@staff("elsewhere.transfer")
@require_POST
def decline_transfer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Not to take the data, saying why."""
    row = _transfer_or_404(request, public_id)
    form = DeclineTransferForm(request.POST)
    if form.is_valid():
        try:
            operations.decline_transfer(transfer=row, **form.cleaned_data, actor=request.actor, at=request.at)
        except Refused as refused:
            form.refuse(refused, "note")
        else:
            messages.success(request, _("Quedó dicho que no se acepta. Los datos se borraron de la oferta."))
            return SeeOther(tenant_url(request, "people:transfer-list"))
    return render(request, "people/transfer_detail.html", _context(request, row, form), status=422)


@staff("elsewhere.transfer")
@require_POST
def withdraw_transfer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take an offer back at the origin."""
    row = _transfer_or_404(request, public_id)
    try:
        operations.withdraw_transfer(transfer=row, actor=request.actor, at=request.at)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("La oferta quedó retirada."))
    return SeeOther(tenant_url(request, "people:transfer-list"))


def _transfer_or_404(request: HttpRequest, public_id: uuid.UUID) -> Transfer:
    found = queries.transfer_by_id(request.actor, public_id)
    if found is None:
        raise Http404
    return found


def _context(request: HttpRequest, row: Transfer, form: DeclineTransferForm) -> dict[str, object]:
    comes_here = row.destination_id == request.municipality.pk
    return {
        "transfer": row,
        "comes_here": comes_here,
        "entry": queries.who_comes(row) if comes_here else None,
        "is_open": permissions.why_not_settle(row, request.at) is None,
        "form": form,
        "breadcrumbs": [Link(_("Mudanzas entre municipios"), tenant_url(request, "people:transfer-list"))],
    }
