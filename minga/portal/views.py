"""Pages that need many areas."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from minga.access.middleware import SeeOther
from minga.access.permissions import may
from minga.access.views_guard import public_page, staff
from minga.audit import operations as audit
from minga.audit.operations import print_copy
from minga.audit.queries import looks
from minga.kernel.refusals import Refused
from minga.people import operations as people
from minga.people.queries import Understood, search_people, visible_people
from minga.territory.queries import municipalities
from minga.ui.links import tenant_url, tenant_url_or_none
from minga.ui.navigation import Link
from minga.ui.paging import read_page
from minga.ui.searches import is_forgotten, search_address, searched_text

from . import queries
from .forms import ReviewForm
from .participants.queries import has_card

WHO_SAW_DAYS = 7  # a sheet that was not handed over
LONGEST_SEARCH = 100


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Choose a municipality."""
    return render(request, "portal/home.html", {"municipalities": municipalities()})


@public_page
def front_door(request: HttpRequest) -> HttpResponse:
    """What the programme is, for whom, and how to register."""
    return render(request, "portal/front_door.html")


@staff("portal.view")
def my_day(request: HttpRequest) -> HttpResponse:
    """What is next for whoever reads it: each block only if their role has it."""
    blocks = [
        {
            "block": block,
            "items": [(item, _opened(request, item)) for item in block.items],
            "more_url": tenant_url_or_none(request, block.url_name) if block.count > len(block.items) else "",
        }
        for block in queries.my_day(request.actor, request.at)
    ]
    return render(request, "portal/my_day.html", {"blocks": blocks})


def _opened(request: HttpRequest, what: Any) -> str:
    return (tenant_url_or_none(request, what.url_name, **what.url_args) or "") if what.url_name else ""


@require_http_methods(["GET", "POST"])
@staff("people.view")
def search(request: HttpRequest) -> HttpResponse:
    """One box for names, documents, phones and codes; what is looked for stands in the address only as a mark."""
    if request.method == "POST":
        text = request.POST.get("q", "").strip()[:LONGEST_SEARCH]
        return SeeOther(search_address(request.path, request, text))
    text = searched_text(request)
    found = search_people(actor=request.actor, text=text) if text else None
    if found and found.understood == Understood.NUMBER:
        audit.record(actor=request.actor, action="portal.search_number", at=request.at, result=f"found_{found.count}")
    context = {"search_text": text, "found": found, "is_forgotten": is_forgotten(request)}
    return render(request, "portal/search.html", context)


@staff("people.view")
def person_file(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Everything on one person that this reader may see, newest first (expediente)."""
    file = queries.person_file(request.actor, public_id)
    if file is None:
        raise Http404
    people.read_person(person=file.person, actor=request.actor, at=request.at, action="portal.read_file")
    entries = [(entry, _opened(request, entry), entry.at > request.at) for entry in file.entries]
    context = {"file": file, "person": file.person, "entries": entries, "breadcrumbs": _people(request)}
    if may(request.actor, "people", "change"):
        context |= {"may_give_card": True, "has_card": has_card(file.person)}
    return render(request, "portal/person_file.html", context)


def _people(request: HttpRequest) -> list[Link]:
    if not may(request.actor, "people", "view"):
        return []
    return [Link(_("Personas"), tenant_url(request, "people:person-list"))]


@require_GET
@staff("people.view")
def who_saw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """«¿Quién vio mis datos?», on paper for the person: role, unit, day, action and purpose; no names."""
    person = visible_people(request.actor).filter(public_id=public_id).first()
    if person is None:
        raise Http404
    context = {
        "person": person,
        "rows": queries.who_saw(public_id, request.municipality.full_name or request.municipality.name),
        "code": person.code,
        "copy": print_copy(
            actor=request.actor, action="portal.print_who_saw", at=request.at, obj=person, days=WHO_SAW_DAYS
        ),
        "back_url": tenant_url(request, "portal:person-file", public_id=public_id),
    }
    return render(request, "portal/who_saw.html", context)


@require_GET
@staff("audit.review")
def look_list(request: HttpRequest) -> HttpResponse:
    """Looks at people outside the reader's own tasks, week by week, for somebody else to review."""
    is_reviewed = request.GET.get("estado") == "revisadas"
    found = looks(request.municipality.pk, is_reviewed=is_reviewed)
    page = read_page(found, request=request, order=("week", "id"), descending=True)
    context = {"page": page, "rows": queries.look_rows(page.rows), "is_reviewed": is_reviewed}
    context["tabs"] = [
        Link(_("Por revisar"), request.path, is_current=not is_reviewed),
        Link(_("Revisadas"), f"{request.path}?estado=revisadas", is_current=is_reviewed),
    ]
    return render(request, "portal/look_list.html", context)


@require_http_methods(["GET", "POST"])
@staff("audit.review")
def review_look(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Note what became of one look; never one's own."""
    look = get_object_or_404(looks(request.municipality.pk, is_reviewed=False), public_id=public_id)
    form = ReviewForm(request.POST or None)
    if form.is_valid():
        try:
            audit.review_look(look=look, **form.cleaned_data, actor=request.actor, at=request.at)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Revisión anotada."))
            return SeeOther(tenant_url(request, "portal:look-list"))
    (row,) = queries.look_rows([look])
    context = {"row": row, "form": form, "cancel_url": tenant_url(request, "portal:look-list")}
    context["breadcrumbs"] = [Link(_("Consultas por revisar"), tenant_url(request, "portal:look-list"))]
    return render(request, "portal/review_look.html", context, status=422 if form.errors else 200)
