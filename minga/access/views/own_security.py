"""One's own security: sessions, second factors; proving again who is signed in; the form that waited."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minga.access import kept, operations, presence, queries
from minga.access.forms import ProofForm
from minga.access.limiting import limited
from minga.access.session_store import PUBLIC_ID
from minga.access.views.second_factor import answer_status, checked_code, passkey_question, used_passkey
from minga.access.views_guard import public_page, signed_in


@signed_in
def own_security(request: HttpRequest) -> HttpResponse:
    """Where one is signed in, and with what one proves it."""
    context = {
        "factors": queries.factors_of(request.user),
        "sessions": list(queries.sessions_of(request.user, request.at)),
        "own_session": request.session.get(PUBLIC_ID, ""),
        "has_password": request.user.has_usable_password(),
    }
    return render(request, "access/own_security.html", context)


@signed_in
@require_POST
def end_session(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """End one of one's own sessions."""
    if operations.end_own_session(account=request.user, public_id=public_id, actor=request.actor, at=request.at):
        messages.success(request, _("Esa sesión terminó."))
    return redirect("own-security")


@signed_in
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all of one's own sessions except this one."""
    operations.end_own_other_sessions(
        account=request.user, but=request.session.session_key, actor=request.actor, at=request.at
    )
    messages.success(request, _("Las demás sesiones terminaron."))
    return redirect("own-security")


@signed_in
def prove(request: HttpRequest) -> HttpResponse:
    """Ask again for password, code or passkey before a page that deserves it, then lead back to it."""
    account, has_password = request.user, request.user.has_usable_password()
    form = ProofForm(request.POST or None, has_password=has_password)
    if request.method == "POST" and _is_proved(request, form):
        presence.prove(request)
        found, back = kept.waiting(request), _way_back(request)
        return redirect("kept-form" if found and found["action"] == back else back)
    factors = queries.factors_of(account)
    context = {"form": form, "next": _way_back(request)} | passkey_question(request, account, factors)
    return render(request, "access/prove.html", context, status=answer_status(form))


def _is_proved(request: HttpRequest, form: ProofForm) -> bool:
    account = request.user
    if request.POST.get("credential"):
        form.errors.clear()
        form.add_error(None, _("La llave no respondió bien. Inténtelo otra vez."))
        return used_passkey(request, account)
    if not form.is_valid():
        return False
    if "code" in form.fields:
        return bool(checked_code(request, account, form))
    if not operations.count_attempt(limit="second_factor", subject=str(account.pk), at=request.at):
        form.add_error("password", _("Demasiados intentos. Espere 10 minutos y pruebe otra vez."))
        form.answer_status = 429
    elif account.check_password(form.cleaned_data["password"]):
        operations.forget_attempts(limit="second_factor", subject=str(account.pk), at=request.at)
        return True
    else:
        form.add_error("password", _("La clave no es correcta. Escríbala otra vez."))
    return False


@signed_in
def kept_form(request: HttpRequest) -> HttpResponse:
    """The form that waited while somebody signed in or proved who they are, with a button that sends it."""
    found = kept.waiting(request)
    if found is None:
        return redirect("start")
    context = {"kept_fields": found["fields"], "kept_action": found["action"], "has_files": found["has_files"]}
    return render(request, "access/kept_form.html", context)


@limited("kept_address")
@public_page
@require_POST
def carry_form(request: HttpRequest) -> HttpResponse:
    """Sign in, and find the typed form again afterwards."""
    carried = kept.carry(request, request.POST.get("kept", ""))
    return redirect(f"/entrar/?next={'/seguir/' if carried else '/inicio/'}")


def _way_back(request: HttpRequest) -> str:
    address = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_ours else "/inicio/"
