"""Referring many people at once (REM-8)."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from minga.access.middleware import SeeOther
from minga.access.views_guard import staff
from minga.kernel.refusals import Refused
from minga.people.consent_texts import VERSIONS
from minga.people.models import Person
from minga.people.queries import visible_people
from minga.people.queries.consents import who_permit
from minga.people.states import ConsentPurpose
from minga.programmes.queries import programme_of

from .. import operations, queries
from ..forms.referrals import GroupForm
from ..models import Service
from ..operations.groups import Agreed
from .pages import trail
from .referrals import choose_service, chosen_service, referral_url
from .sharing import channels_for, consent_text, keep_shown_once, request_of, shared_choices

MOST = 500
SEND = "send"


@dataclass(frozen=True)
class Candidate:
    """Somebody named by code, and whether they permitted sharing with this organisation before."""

    person: Person
    has_consent: bool
    is_chosen: bool


@require_http_methods(["GET", "POST"])
@staff("referrals.change")
def send_group(request: HttpRequest) -> HttpResponse:
    """Choose the service; name the people by code; mark who agreed; send to those alone."""
    service = chosen_service(request)
    if service is None:
        return choose_service(request, title=_("Remitir a un grupo"))
    form = _form(request, service)
    people: list[Candidate] = []
    if request.method == "POST" and form.is_valid():
        people, unknown = _candidates(request, form, service)
        if unknown:
            form.add_error("codes", _("No se encontró a nadie con: %(codes)s.") % {"codes": ", ".join(unknown)})
        elif SEND in request.POST:
            answer = _sent(request, form, service, people)
            if answer is not None:
                return answer
    context = {
        "form": form,
        "service": service,
        "people": people if not form.errors else [],
        "consent": consent_text(request, service),
        "up": trail(request),
    }
    return render(request, "referrals/send_group.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, service: Service) -> GroupForm:
    programme = programme_of(request.municipality)
    return GroupForm(
        request.POST or None,
        service=service,
        shared=shared_choices(service, None, request.at),
        has_email=any(code == "email" for code, _label in channels_for(service)),
        projects=queries.projects_of(programme),
    )


def _candidates(request: HttpRequest, form: GroupForm, service: Service) -> tuple[list[Candidate], list[str]]:
    """The people of the codes in their order, and the codes that nobody has."""
    codes = list(dict.fromkeys(line.strip().upper() for line in form.cleaned_data["codes"].split() if line.strip()))[
        :MOST
    ]
    found = {person.code: person for person in visible_people(request.actor).filter(code__in=codes)}
    permitted = who_permit(
        [person.pk for person in found.values()], ConsentPurpose.SHARE_PARTNER, at=request.at,
        partner=service.organisation,
    )  # fmt: skip
    chosen = set(request.POST.getlist("agreed"))
    people = [
        Candidate(person, person.pk in permitted, str(person.public_id) in chosen or person.pk in permitted)
        for code in codes
        if (person := found.get(code))
    ]
    return people, [code for code in codes if code not in found]


def _sent(request: HttpRequest, form: GroupForm, service: Service, people: list[Candidate]) -> HttpResponse | None:
    chosen = set(request.POST.getlist("agreed"))
    agreed = [
        Agreed(each.person, form.cleaned_data["how"], VERSIONS[-1])
        for each in people
        if str(each.person.public_id) in chosen
    ]
    try:
        with transaction.atomic():
            sent = operations.send_group(
                name=form.cleaned_data["name"],
                people=agreed,
                request=request_of(form, service),
                project=form.cleaned_data["project"],
                actor=request.actor,
                at=request.at,
            )
    except Refused as refused:
        form.refuse(refused)
        return None
    keep_shown_once(request, sent)
    number = len(sent.referrals)
    words = ngettext("Se remitió a %(n)s persona.", "Se remitió a %(n)s personas.", number)
    messages.success(request, words % {"n": number})
    return SeeOther(referral_url(request, sent.referrals[0]))
