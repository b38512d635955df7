"""Sign in, choose where to work, change one's password, sign out."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.stagekit import clear_login
from allauth.account.views import LoginView, LogoutView, PasswordChangeView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minga.access import operations, queries
from minga.access.adapter import TOO_MANY
from minga.access.directories import directories
from minga.access.forms import OwnPasswordForm, SignInForm
from minga.access.kept import kept_form
from minga.access.limiting import limited
from minga.access.views_guard import public_page, signed_in
from minga.kernel.refusals import Refused
from minga.territory.models import Municipality

FIRST_PAGES = ("portal:my-day", "programmes:programme")


class SignIn(LoginView):
    """allauth's sign-in with our page; in demo mode it offers one button for each role."""

    template_name = "access/sign_in.html"
    form_class = SignInForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "otra" in request.GET:  # somebody else's half-finished sign-in
            clear_login(request)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(**context) | {
            "demo_roles": queries.demo_roles(),
            "directories": directories(),
        }

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 429 if form.has_error(NON_FIELD_ERRORS, TOO_MANY) else 422
        return response


class SignOut(LogoutView):
    """Asks before it ends the session; the menu's button posts at once."""

    template_name = "access/sign_out.html"


class OwnPassword(PasswordChangeView):
    """Change one's own password; where a temporary one leads before anything else."""

    template_name = "access/own_password.html"
    form_class = OwnPasswordForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_usable_password():
            return render(request, "access/no_password.html")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        request = self.request
        password, actor, key = form.cleaned_data["password1"], request.actor, request.session.session_key
        try:
            operations.change_own_password(
                account=request.user,
                password=password,
                actor=actor,
                at=request.at,
                session_key=key,
            )
        except Refused as refused:
            form.refuse(refused)
            return self.form_invalid(form)
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Su clave cambió."))
        return redirect("start")

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response


sign_in = limited("sign_in_address")(public_page(SignIn.as_view()))
sign_out = public_page(SignOut.as_view())
own_password = signed_in(OwnPassword.as_view())


@public_page
@require_POST
def demo_sign_in(request: HttpRequest, role: str) -> HttpResponse:
    """Sign in as the demo account of a role; outside demo mode this page does not exist."""
    account = queries.demo_account(role)
    if account is None:
        raise Http404
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    operations.note_sign_in(account=account, at=request.at)
    return redirect("start")


@public_page
def health(request: HttpRequest) -> HttpResponse:
    """Answers 200 when the application and its database do."""
    queries.ask_database()
    return HttpResponse("ok", content_type="text/plain")


@signed_in
def start(request: HttpRequest) -> HttpResponse:
    """Where somebody lands after signing in: their municipality, or the choice of one."""
    found = list(queries.municipalities_for(request.user, request.at))
    if len(found) == 1:
        return redirect(_first_page(found[0]))
    choices = [(municipality, _first_page(municipality)) for municipality in found]
    return render(request, "access/start.html", {"choices": choices})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came without its token: what was typed waits to be sent again, or the reader is told why not."""
    return kept_form(request, status=403) or render(request, "403_csrf.html", status=403)


def _first_page(municipality: Municipality) -> str:
    for name in FIRST_PAGES:
        try:
            return reverse(name, kwargs={"municipality": municipality.slug})
        except NoReverseMatch:
            continue
    raise NoReverseMatch(f"none of {FIRST_PAGES} exists")
