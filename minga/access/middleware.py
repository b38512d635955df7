"""One transaction round the whole response, scoped to one municipality; the guard; replays of forms."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.pq import TransactionStatus

from minga.kernel import clock, tenancy
from minga.kernel.refusals import FORBIDDEN, Refused
from minga.territory.queries import municipality_by_slug

from . import operations, presence, rules
from .kept import keep_in_session, kept_form
from .queries import actor_for
from .views_guard import FRESH, GUARD

SUBMISSION = "_submission"
# exceptions that leave a view and become an answer below 500; allauth answers through others, which store
LEAVES_NOTHING = (Refused, Http404, PermissionDenied, SuspiciousOperation)
CHANGE_PASSWORD = "account_change_password"  # noqa: S105 - a name of an address
CHOOSE_FACTOR, PROVE = "choose-factor", "prove"
# what somebody may open who signed in with a password alone and has to choose a second step
ENROLMENT = {CHOOSE_FACTOR, CHANGE_PASSWORD, "own-sheet", "own-sheet-print", "confirm-sheet", "add-app", "add-passkey"}


class SeeOther(HttpResponseRedirect):
    """303: go and read the answer."""

    status_code = 303


class LostTransactionError(RuntimeError):
    """A view swallowed a database error and answered as if all were well; nothing of it would be stored."""


class ScopeMiddleware:
    """Opens the transaction that every layer inside works in, and ends it after the response is rendered.

    Rolled back: a response of 500 or more, and any exception that left the view (also 404, 403, a refusal), so that
    "nothing was saved" is true. A streaming body is read later, outside: it opens its own `tenancy.scope`.
    Must stand outside the session and authentication middleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = clock.now()
        request.municipality = None
        request.takes_nothing = False
        try:
            with transaction.atomic():
                response = self.get_response(request)
                if response.status_code >= 500 or request.takes_nothing:
                    transaction.set_rollback(True)
                else:
                    _refuse_lost_transaction()
                    if request.municipality is not None and connection.savepoint_ids:
                        tenancy.leave_scope()  # what goes round this transaction goes on; else COMMIT ends the scope
            return response
        finally:
            timezone.deactivate()


def _refuse_lost_transaction() -> None:
    """COMMIT of a failed transaction is a silent ROLLBACK in PostgreSQL: it must not be answered as success."""
    wrapped = connection.connection
    if connection.needs_rollback or wrapped.info.transaction_status == TransactionStatus.INERROR:
        raise LostTransactionError("A database error was caught without its own transaction.atomic()")


class GuardMiddleware:
    """Innermost: resolves municipality, actor and the page's guard; answers replays; words refusals."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        key = getattr(request, "receipt_key", None)
        if key is not None and response.status_code < 500 and not request.takes_nothing:
            if 300 <= response.status_code < 400:
                operations.keep_answer(key=key, location=response["Location"])
            else:
                operations.forget_submission(key=key)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        slug = kwargs.pop("municipality", None)
        zone = settings.TIME_ZONE
        if slug is not None:
            request.municipality = municipality_by_slug(slug)
            if request.municipality is None:
                raise Http404
            zone = request.municipality.time_zone
            tenancy.enter_scope(request.municipality.pk)
        timezone.activate(ZoneInfo(zone))
        request.actor = actor_for(request.user, request.municipality, clock.day_in_zone(request.at, zone))
        presence.keep(request)
        refused = self._ask_guard(request, getattr(view, GUARD, None)) or self._ask_proof(request, view)
        return refused or self._answer_replay(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        request.takes_nothing = isinstance(exception, LEAVES_NOTHING)
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
            return kept_form(request, status=401) or redirect_to_login(request.get_full_path())
        if request.user.has_temporary_password and request.resolver_match.url_name != CHANGE_PASSWORD:
            return redirect(CHANGE_PASSWORD)
        if presence.lacks_second_factor(request) and request.resolver_match.url_name not in ENROLMENT:
            return redirect(CHOOSE_FACTOR)
        if guard == "signed_in":
            return None
        if not request.actor.roles:
            self._hide_municipality(request)
            raise Http404
        return None if rules.may(request.actor.roles, *guard) else render(request, "403.html", status=403)

    def _ask_proof(self, request: HttpRequest, view: Any) -> HttpResponse | None:
        """A page that asks for a fresh proof of who is signed in: what was typed waits until it was given."""
        if not getattr(view, FRESH, False) or presence.is_fresh(request):
            return None
        keep_in_session(request)
        return redirect_to_login(request.get_full_path(), reverse(PROVE))

    def _hide_municipality(self, request: HttpRequest) -> None:
        """Another municipality's page answers word for word as one that does not exist."""
        if request.municipality is not None:
            tenancy.leave_scope()
            request.municipality = None
            timezone.activate(ZoneInfo(settings.TIME_ZONE))

    def _answer_replay(self, request: HttpRequest) -> HttpResponse | None:
        submission = request.POST.get(SUBMISSION) if request.method == "POST" else None
        if not submission:
            return None
        text = f"{request.actor.account_id}:{request.path}:{submission}"
        key = hashlib.sha256(text.encode()).digest()
        location = operations.take_submission(key=key, at=request.at)
        if location:
            messages.info(request, _("Este formulario ya se había enviado: no se guardó otra vez."))
            return SeeOther(location)
        request.receipt_key = key
        return None
