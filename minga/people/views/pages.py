"""What several pages on people need: the person asked for or 404, the trail, a page that is one form."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from minga.access.middleware import SeeOther
from minga.kernel.refusals import Refused
from minga.programmes.models import Programme
from minga.programmes.queries import programme_of
from minga.ui.links import tenant_url
from minga.ui.navigation import Link

from .. import queries
from ..models import Person


def person_or_404(request: HttpRequest, public_id: uuid.UUID) -> Person:
    """The person, if this reader may see them."""
    person = queries.visible_people(request.actor).filter(public_id=public_id).first()
    if person is None:
        raise Http404
    return person


def programme_or_404(request: HttpRequest) -> Programme:
    """The programme the municipality runs."""
    programme = programme_of(request.municipality)
    if programme is None:
        raise Http404
    return programme


def trail(request: HttpRequest, person: Person | None = None) -> list[Link]:
    """People, and the person."""
    links = [Link(_("Personas"), tenant_url(request, "people:person-list"))]
    return [*links, Link(str(person), person_url(request, person))] if person else links


def person_url(request: HttpRequest, person: Person) -> str:
    """The address of a person's page."""
    return tenant_url(request, "people:person-detail", public_id=person.public_id)


def form_page(
    request: HttpRequest, *, form: Any, title: str, person: Person, save: Callable[[], Any], done: str, **context: Any
) -> HttpResponse:
    """A page that is one form on one person: shown, saved through an operation (its refusal in words), or mended."""
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, done)
            return SeeOther(person_url(request, person))
    context |= {"form": form, "title": title, "person": person, "breadcrumbs": trail(request, person)}
    context["cancel_url"] = person_url(request, person)
    return render(request, "people/form_page.html", context, status=422 if form.errors else 200)
