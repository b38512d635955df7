"""The list of people, one person, registering and changing them, the comprobante."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from minga.access.middleware import SeeOther
from minga.access.views_guard import staff
from minga.audit.operations import print_copy
from minga.kernel.ids import uuid7
from minga.kernel.refusals import Refused
from minga.programmes.queries import setting
from minga.ui.links import tenant_url
from minga.ui.searches import is_forgotten, is_scripted, search_address, searched_text

from .. import operations, permissions, queries
from ..countries import country_label
from ..forms.belongings import PeopleFilter
from ..forms.registration import RegisterPersonForm, UpdatePersonForm
from ..models import Person
from ..rules.edits import marks_of, touched
from ..rules.entry import OWN_FIELDS
from ..rules.row_result import RowSettings
from ..wording import field_label, words_for
from .pages import person_or_404, person_url, programme_or_404, trail
from .reveal import reveal_context, reveal_first

SEALED = ("address", "migratory_condition", "access_needs", "safe_contact_note")
RECEIPT_DAYS = 7  # a comprobante that was not handed over


@require_http_methods(["GET", "POST"])
@staff("people.view")
def person_list(request: HttpRequest) -> HttpResponse:
    """People of the municipality, by name. Filters live in the address, what is looked for only as a mark."""
    is_sent = request.method == "POST"
    form = PeopleFilter(request.POST if is_sent else {**request.GET.dict(), "q": searched_text(request)})
    chosen = form.cleaned_data if form.is_valid() else {}
    filters = {name: chosen.get(name, "") for name in ("estado", "grupo")}
    address = search_address(request.path, request, chosen.get("q", ""), **filters)
    if is_sent and not is_scripted(request):
        return SeeOther(address)
    page = _found(request, chosen)
    context = {
        "form": form,
        "page": page,
        "next_url": _next_url(address, page),
        "found_query": address.removeprefix(request.path),
        "is_filtered": any(chosen.values()),
        "is_forgotten": is_forgotten(request),
        "why_not_register": permissions.why_not_register(request.actor),
        "may_import": permissions.why_not_import(request.actor) is None,
    }
    if not is_sent:
        return render(request, "people/person_list.html", context)
    response = render(request, "people/person_list.html#found", context)
    response["HX-Push-Url"] = address
    return response


@staff("people.change")
def register_person(request: HttpRequest) -> HttpResponse:
    """Assisted registration on one page; the same page sent twice registers one person."""
    programme = programme_or_404(request)
    form = RegisterPersonForm(request.POST or None, settings=_settings(request), initial={"public_id": uuid7()})
    alike = _alike(request, form) if request.method == "POST" and form.is_valid() else []
    if alike:
        form.add_error(None, _("Puede que esta persona ya esté registrada. Mire abajo antes de registrarla."))
    elif request.method == "POST" and form.is_valid():
        try:
            person = operations.register_person(
                entry=form.entry(),
                programme=programme,
                origin=form.cleaned_data["origin"],
                public_id=form.chosen_id(),
                next_step_on=form.agreed_day(),
                actor=request.actor,
                at=request.at,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            _tell_remarks(request, form)
            return SeeOther(tenant_url(request, "people:person-receipt", public_id=person.public_id))
    context = {"form": form, "breadcrumbs": trail(request), "alike": alike}
    return render(request, "people/register_person.html", context, status=422 if form.errors else 200)


def _alike(request: HttpRequest, form: RegisterPersonForm) -> list[Person]:
    """People that may be the same, unless whoever registers has said that it is another person."""
    if form.cleaned_data["is_other"]:
        return []
    return queries.people_alike(entry=form.entry(), public_id=form.chosen_id(), actor=request.actor)


@staff("people.view")
def person_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What people knows of a person; masked until its reader says why they need it. That it was read is recorded."""
    reveal = reveal_context(request, public_id)
    sheet = queries.person_sheet(actor=request.actor, public_id=public_id, shown=reveal["revealed_until"] is not None)
    if sheet is None:
        raise Http404
    person = sheet.person
    operations.read_person(person=person, actor=request.actor, at=request.at)
    context: dict[str, Any] = {
        **reveal,
        "sheet": sheet,
        "person": person,
        "country": country_label(person.nationality),
        "breadcrumbs": trail(request),
        "open_participation": next((each for each in sheet.participations if each.closed_at is None), None),
        "may_change": permissions.why_not_register(request.actor) is None,
        "may_ask": permissions.why_not_ask_elsewhere(request.actor) is None,
        "may_move": permissions.why_not_transfer(request.actor) is None,
    }
    return render(request, "people/person_detail.html", context)


@staff("people.change")
def update_person(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change what is known of a person."""
    person = person_or_404(request, public_id)
    if first := reveal_first(request, person, "editar"):
        return first
    known = UpdatePersonForm.known(person)
    form = UpdatePersonForm(request.POST or None, settings=_settings(request), initial=known)
    current = {name: getattr(person, name) for name in OWN_FIELDS}
    if request.method == "POST" and form.is_valid():
        mine, both = touched(request.POST.get("seen", ""), form.values(), current)
        if not both:
            operations.update_person(person=person, values=mine, actor=request.actor, at=request.at)
            _tell_remarks(request, form)
            messages.success(request, _("Datos guardados."))
            return SeeOther(person_url(request, person))
        form.add_error(None, _changed_by_others(request, person, current, both))
    context = {"form": form, "person": person, "breadcrumbs": trail(request, person)}
    context |= {"cancel_url": person_url(request, person), "seen": marks_of(current)}
    return render(request, "people/update_person.html", context, status=422 if form.errors else 200)


def _changed_by_others(request: HttpRequest, person: Person, current: dict[str, Any], names: tuple[str, ...]) -> str:
    shown = queries.revealed_until(request.actor, person.public_id, request.at) is not None
    told = {name: queries.masked_text(current[name], shown or name not in SEALED) for name in names}
    now = "; ".join(f"{field_label(name)}: {told[name] or '—'}" for name in names)
    return _("Otra persona cambió esto mientras usted escribía. Ahora dice: %(now)s. Revise y guarde otra vez.") % {
        "now": now
    }


@staff("people.view")
def person_receipt(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The comprobante on screen, with what to do next for whoever registered."""
    person = person_or_404(request, public_id)
    receipt = queries.receipt_of(person, on=timezone.localdate(request.at))
    context = {"person": person, "receipt": receipt, "breadcrumbs": trail(request, person)}
    return render(request, "people/receipt.html", context)


@staff("people.view")
def print_receipt(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The comprobante on paper; its QR finds the person again, for staff only."""
    person = person_or_404(request, public_id)
    receipt = queries.receipt_of(person, on=timezone.localdate(request.at))
    if receipt is None:
        raise Http404
    back_url = person_url(request, person)
    find = f"{settings.MINGA_PUBLIC_URL}{back_url}"
    context = {"person": person, "receipt": receipt, "code": person.code, "qr": find, "back_url": back_url}
    context["copy"] = print_copy(
        actor=request.actor, action="people.print_receipt", at=request.at, obj=person, days=RECEIPT_DAYS
    )
    return render(request, "people/receipt_print.html", context)


@staff("people.change")
@require_POST
def leave_household(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take a person out of their household."""
    person = person_or_404(request, public_id)
    operations.leave_household(person=person, actor=request.actor, at=request.at)
    messages.success(request, _("La persona ya no figura en ese hogar."))
    return SeeOther(person_url(request, person))


def _settings(request: HttpRequest) -> RowSettings:
    today = timezone.localdate(request.at)
    programme = programme_or_404(request)
    minimum = setting("minimum_age", on=today, programme=programme, municipality_id=request.municipality.pk)
    return RowSettings(today=today, minimum_age=minimum)


def _tell_remarks(request: HttpRequest, form: Any) -> None:
    for problem in form.remarks:
        if problem.code not in ("month_only", "population_assumed"):
            messages.warning(request, f"{field_label(problem.field)}: {words_for(problem)}")


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _found(request: HttpRequest, chosen: dict[str, Any]) -> queries.PeoplePage:
    if is_forgotten(request):
        return queries.NOBODY_FOUND
    return queries.search_people(
        actor=request.actor,
        text=chosen.get("q", ""),
        status=chosen.get("estado", ""),
        population_group=chosen.get("grupo", ""),
        after=_uuid(request.GET.get("despues", "")),
    )


def _next_url(address: str, page: queries.PeoplePage) -> str:
    if page.next_after is None:
        return ""
    path, _mark, query = address.partition("?")
    return f"{path}?{urlencode({**dict(parse_qsl(query)), 'despues': str(page.next_after)})}"
