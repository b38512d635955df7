"""One transaction round the whole response, scoped to one municipality; the guard; replays of forms."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from minga.kernel import clock, tenancy
from minga.kernel.refusals import FORBIDDEN, Refused
from minga.territory.queries import municipality_by_slug

from . import rules
from .models import FormReceipt
from .queries import actor_for
from .views_guard import GUARD

SUBMISSION = "_submission"


class SeeOther(HttpResponseRedirect):
    """303: go and read the answer."""

    status_code = 303


class ScopeMiddleware:
    """Opens the transaction, finds the municipality of the address, sets the scope and asks the guard.

    A response of 500 or more rolls back. Must stand outside the session and authentication middleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if getattr(request, "path", "").startswith("/static/"):
            return self.get_response(request)
        request.at = clock.now()
        request.municipality = None
        with transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            elif request.municipality is not None:
                tenancy.leave_scope()
        return response


class GuardMiddleware:
    """Innermost: resolves municipality, actor and the page's guard; answers replays; words refusals."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        receipt = getattr(request, "form_receipt", None)
        if receipt is not None:
            if 300 <= response.status_code < 400:
                FormReceipt.objects.filter(pk=receipt.pk).update(location=response["Location"])
            elif response.status_code < 500:
                receipt.delete()
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        slug = kwargs.pop("municipality", None)
        if slug is not None:
            request.municipality = municipality_by_slug(slug)
            if request.municipality is None:
                raise Http404
            tenancy.enter_scope(request.municipality.pk)
        request.actor = actor_for(request.user, request.municipality, request.at.date())
        refused = self._ask_guard(request, getattr(view, GUARD, None))
        return refused or self._answer_replay(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        status = 403 if exception.refusal.kind == FORBIDDEN else 409
        return render(request, "ui/refused.html", {"refusal": exception.refusal}, status=status)

    def _ask_guard(self, request: HttpRequest, guard: Any) -> HttpResponse | None:
        if guard == "public":
            return None
        if guard is None:
            return render(request, "403.html", status=403)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if guard == "signed_in":
            return None
        if not request.actor.roles:
            raise Http404
        return None if rules.may(request.actor.roles, *guard) else render(request, "403.html", status=403)

    def _answer_replay(self, request: HttpRequest) -> HttpResponse | None:
        submission = request.POST.get(SUBMISSION) if request.method == "POST" else None
        if not submission:
            return None
        text = f"{request.actor.account_id}:{request.path}:{submission}"
        key = hashlib.sha256(text.encode()).digest()
        FormReceipt.objects.bulk_create([FormReceipt(key=key, at=request.at)], ignore_conflicts=True)
        receipt = FormReceipt.objects.get(key=key)
        if receipt.location:
            return SeeOther(receipt.location)
        request.form_receipt = receipt
        return None
