"""What a partner sees by link, without an account. Nothing here is found by reading: only «Abrir» (POST) takes it."""

from __future__ import annotations

import uuid
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from minga.access.limiting import limited
from minga.access.middleware import SeeOther
from minga.access.models import AccessToken
from minga.access.queries import valid_token
from minga.access.views_guard import public_page
from minga.kernel import tenancy
from minga.kernel.actor import public_actor
from minga.kernel.refusals import Refused

from .. import operations, queries
from ..forms.referrals import AnswerForm, SecondCodeForm
from ..models import PartnerLink
from ..rules.links import FRESH, OPEN, is_locked

PATH = "/r/"


def _cookie(link_id: uuid.UUID) -> str:
    return f"minga_r_{link_id.hex[-12:]}"


def _enter(request: HttpRequest, token: AccessToken) -> None:
    """The rest of this request belongs to the municipality of the link; ScopeMiddleware leaves it again."""
    request.municipality = token.municipality
    tenancy.enter_scope(token.municipality_id)
    timezone.activate(ZoneInfo(token.municipality.time_zone))
    request.actor = public_actor(token.municipality_id)


def _dead(request: HttpRequest) -> HttpResponse:
    """One answer for a link that is unknown, over, replaced or another device's: nothing can be told from it."""
    if request.municipality is not None:
        tenancy.leave_scope()
        request.municipality = None
    return render(request, "referrals/partner_dead.html", status=404)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("public_code_address", methods=("GET",))
@public_page
def open_link(request: HttpRequest, secret: str) -> HttpResponse:
    """GET says only that there is something to open, however often; POST opens it on this device."""
    token = valid_token(secret, queries.LINK_PURPOSE, request.at)
    if token is None:
        return _dead(request)
    _enter(request, token)
    device = request.COOKIES.get(_cookie(token.object_public_id), "")
    link, state = queries.shown_link(token, device, request.at)
    if link is None or state not in (FRESH, OPEN):
        return _dead(request)
    if state == OPEN:
        return SeeOther(_page_url(link))
    if request.method != "POST":
        return render(request, "referrals/partner_open.html", {"service": link.service})
    return _bound(request, link)


def _bound(request: HttpRequest, link: PartnerLink) -> HttpResponse:
    try:
        device = operations.open_link(link=link, at=request.at)
    except Refused:
        return _dead(request)
    response = SeeOther(_page_url(link))
    response.set_cookie(
        _cookie(link.public_id),
        device,
        expires=link.expires_at,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _page_url(link: PartnerLink) -> str:
    return reverse("partner:link-page", args=[link.public_id])


def _own_link(request: HttpRequest, link_id: uuid.UUID) -> PartnerLink | None:
    """The link of this device, or None; the request is in its municipality's scope then."""
    token = valid_token(request.COOKIES.get(_cookie(link_id), ""), queries.DEVICE_PURPOSE, request.at)
    if token is None or token.object_public_id != link_id:
        return None
    _enter(request, token)
    link = queries.link_of(token)
    return link if link is not None and link.revoked_at is None and request.at < link.expires_at else None


@require_http_methods(["GET", "HEAD"])
@public_page
def link_page(request: HttpRequest, link_id: uuid.UUID) -> HttpResponse:
    """Codes and needs; names and phones once the second code was typed."""
    link = _own_link(request, link_id)
    return _page(request, link) if link else _dead(request)


def _page(
    request: HttpRequest, link: PartnerLink, code_form: SecondCodeForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "link": link,
        "rows": queries.partner_view(link, request.at),
        "code_form": code_form or SecondCodeForm(),
        "form": code_form,
        "is_locked": is_locked(link.wrong_codes),
    }
    return render(request, "referrals/partner_page.html", context, status=status)


@require_POST
@limited("public_form_address")
@public_page
def second_code(request: HttpRequest, link_id: uuid.UUID) -> HttpResponse:
    """Type the code that was heard by telephone."""
    link = _own_link(request, link_id)
    if link is None:
        return _dead(request)
    form = SecondCodeForm(request.POST)
    if form.is_valid():
        refusal = operations.try_code(link=link, code=form.cleaned_data["code"], at=request.at)
        if refusal is None:
            return SeeOther(_page_url(link))
        form.add_error("code", str(refusal))
        link.refresh_from_db(fields=["wrong_codes"])
    return _page(request, link, form, status=422)


@require_http_methods(["GET", "POST"])
@limited("public_form_address")
@public_page
def answer(request: HttpRequest, link_id: uuid.UUID, referral_id: uuid.UUID) -> HttpResponse:
    """Say what came of one request: accepted, attended, not attended, returned."""
    link = _own_link(request, link_id)
    if link is None:
        return _dead(request)
    row = get_object_or_404(link.referrals.select_related("service__organisation"), public_id=referral_id)
    form = AnswerForm(request.POST or None, state=row.state)
    if request.method == "POST" and form.is_valid():
        try:
            operations.answer_by_link(link=link, referral=row, at=request.at, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            return SeeOther(f"{_page_url(link)}?listo={row.code}")
    context = {"form": form, "referral": row, "back_url": _page_url(link)}
    return render(request, "referrals/partner_answer.html", context, status=422 if form.errors else 200)
