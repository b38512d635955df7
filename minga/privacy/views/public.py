"""Pages for anybody: the notice, asking about one's own data, seeing how far that is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from minga.access.limiting import limited
from minga.access.middleware import SeeOther
from minga.access.views_guard import public_page
from minga.kernel import clock
from minga.ui.links import tenant_url

from .. import notice, operations
from ..forms import FollowForm, RequestForm
from ..queries.requests import followed
from ..states import RequestOrigin


@require_GET
@public_page
def privacy_notice(request: HttpRequest) -> HttpResponse:
    """What is kept of people, why, who sees it, for how long, and what they may ask."""
    return render(request, "privacy/notice.html", _notice(request))


@require_GET
@public_page
def print_notice(request: HttpRequest) -> HttpResponse:
    """The notice on paper, to hand out and to post on the wall."""
    return render(request, "privacy/notice_print.html", _notice(request))


def _notice(request: HttpRequest) -> dict[str, object]:
    on = clock.day_in_zone(request.at, request.municipality.time_zone)
    return {"notice": notice.notice_of(request.municipality, on)}


@require_http_methods(["GET", "POST"])
@limited("public_form_address")
@public_page
def ask(request: HttpRequest) -> HttpResponse:
    """Ask something about one's own data; the desk finds out later who it is."""
    form = RequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = operations.receive_request(
            asked=form.asked(),
            municipality=request.municipality,
            origin=RequestOrigin.PUBLIC,
            actor=request.actor,
            at=request.at,
        )
        return SeeOther(tenant_url(request, "privacy:followed", made.code))
    context = {"form": form, "back_url": tenant_url(request, "privacy:notice")}
    return render(request, "privacy/ask.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@limited("public_form_address")
@public_page
def follow(request: HttpRequest) -> HttpResponse:
    """Type the code of a request."""
    form = FollowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = followed(form.cleaned_data["code"], request.municipality)
        if found is not None:
            return SeeOther(tenant_url(request, "privacy:followed", found.code))
        form.add_error("code", _("Ninguna solicitud tiene ese código. Revise que esté completo."))
    return render(request, "privacy/follow.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@limited("public_code_address", methods=("GET",))
@public_page
def follow_code(request: HttpRequest, code: str) -> HttpResponse:
    """How far a request is; nothing of who asks or what was answered."""
    found = followed(code, request.municipality)
    if found is None:
        return SeeOther(tenant_url(request, "privacy:follow"))
    return render(request, "privacy/followed.html", {"found": found})
