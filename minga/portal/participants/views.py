"""Pages of participants: ask for a code, type it or a card's, read one's own data; and the card for staff to print."""

from __future__ import annotations

import base64
import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minga.access import operations as access
from minga.access import shown_once
from minga.access.limiting import limited
from minga.access.views_guard import public_page, staff
from minga.audit.operations import print_copy
from minga.kernel.sealing import seal
from minga.people.models import Person
from minga.people.permissions import visible_people
from minga.portal import jobs
from minga.ui.links import tenant_url

from . import operations, queries, session
from .forms import CardForm, ContactForm, SentCodeForm

CARD = "participant_card"
WRONG = _("El código no es correcto o ya no vale. Revíselo, pida otro, o vaya a la oficina.")


@limited("participant_address")
@public_page
def own_door(request: HttpRequest) -> HttpResponse:
    """Two ways in: a code to one's phone or e-mail, or the code of a printed card."""
    card = CardForm(request.POST or None)
    if request.method == "POST" and card.is_valid():
        data = card.cleaned_data
        person = operations.use_card(
            municipality=request.municipality, typed=data["card"], birth_year=data["birth_year"], at=request.at
        )
        if person is not None:
            return _enter(request, person)
        card.add_error("card", WRONG)
    context = {"form": card, "contact_form": ContactForm(), "back_url": tenant_url(request, "portal:front-door")}
    return render(request, "portal/own_door.html", context, status=422 if card.errors else 200)


@limited("participant_address")
@public_page
def own_code(request: HttpRequest) -> HttpResponse:
    """Ask for a code; the answer is the same whether or not we know the contact."""
    if request.method != "POST":
        return redirect(tenant_url(request, "portal:own-door"))
    form = ContactForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "contact_form": form, "card_form": CardForm()}
        return render(request, "portal/own_door.html", context, status=422)
    contact = form.cleaned_data["contact"]
    subject = f"{request.municipality.pk}:{queries.normal_contact(contact) or contact.strip().lower()}"
    if access.count_attempt(limit="participant_code_sent", subject=subject, at=request.at):
        sealed = base64.b64encode(seal(contact, context=jobs.CONTEXT)).decode()
        jobs.send_participant_code.defer(municipality_id=request.municipality.pk, sealed=sealed)
    return _ask_code(request, SentCodeForm(initial={"contact": contact}))


@limited("participant_address")
@public_page
def own_code_check(request: HttpRequest) -> HttpResponse:
    """The code that arrived."""
    form = SentCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        person = operations.use_sent_code(
            municipality=request.municipality, contact=data["contact"], typed=data["code"], at=request.at
        )
        if person is not None:
            return _enter(request, person)
        form.add_error("code", WRONG)
    return _ask_code(request, form) if request.method == "POST" else redirect(tenant_url(request, "portal:own-door"))


@public_page
def own_data(request: HttpRequest) -> HttpResponse:
    """«Mis datos»: what we hold of her in short, how far she is, her certificates, who saw her data."""
    person = session.person_in(request)
    if person is None:
        return redirect(tenant_url(request, "portal:own-door"))
    return render(request, "portal/own_data.html", {"own": queries.own_data(person, request.municipality)})


@public_page
@require_POST
def own_leave(request: HttpRequest) -> HttpResponse:
    """Close the participant's session."""
    session.end(request)
    return redirect(tenant_url(request, "portal:front-door"))


@staff("people.change")
@require_POST
def issue_card(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A new card for a person; an earlier one stops."""
    made = operations.issue_card(person=_person(request, public_id), actor=request.actor, at=request.at)
    shown_once.put(request.session, CARD, str(public_id), made)
    return redirect(tenant_url(request, "portal:card-print", public_id=public_id))


@staff("people.change")
def card_print(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The card that was just made, to print and hand over, this once."""
    person, back = _person(request, public_id), tenant_url(request, "portal:person-file", public_id=public_id)
    made = shown_once.take(request.session, CARD, str(public_id))
    if made is None:
        return redirect(back)
    address = request.build_absolute_uri(tenant_url(request, "portal:own-door"))
    days = operations.CARD_HOLDS.days
    copy = print_copy(actor=request.actor, action="portal.print_card", at=request.at, obj=person, days=days)
    context = {"card": made, "person": person, "address": address, "back_url": back, "copy": copy}
    return render(request, "portal/card_print.html", context)


@staff("people.change")
@require_POST
def revoke_card(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The card was lost: it stops."""
    operations.revoke_card(person=_person(request, public_id), actor=request.actor, at=request.at)
    messages.success(request, _("La tarjeta dejó de servir."))
    return redirect(tenant_url(request, "portal:person-file", public_id=public_id))


def _ask_code(request: HttpRequest, form: SentCodeForm) -> HttpResponse:
    context = {"form": form, "back_url": tenant_url(request, "portal:own-door")}
    return render(request, "portal/own_code.html", context, status=422 if form.errors else 200)


def _enter(request: HttpRequest, person: Person) -> HttpResponse:
    session.begin(request, person)
    return redirect(tenant_url(request, "portal:own-data"))


def _person(request: HttpRequest, public_id: uuid.UUID) -> Person:
    found = visible_people(request.actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
