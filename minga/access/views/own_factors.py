"""One's own second factors: choose the first, print a sheet, add an application or a passkey, take one away."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minga.access import codes, operations, passkeys, presence, queries, shown_once
from minga.access.forms import AppForm, FirstCodeForm, PasskeyForm
from minga.access.views_guard import FRESH, signed_in
from minga.kernel.refusals import Refused

SHEET, APP, QUESTION = "sheet", "app", "passkey_new"


def fresh(view):
    """Asks for a fresh proof of who is signed in first, as `@staff(…, fresh=True)` does in a municipality."""
    setattr(view, FRESH, True)
    return view


@signed_in
def choose_factor(request: HttpRequest) -> HttpResponse:
    """Where somebody without a second step must choose one; with one, the page of their security."""
    if not presence.lacks_second_factor(request):
        return redirect("own-security")
    return render(request, "access/choose_factor.html")


@fresh
@signed_in
@require_POST
def own_sheet(request: HttpRequest) -> HttpResponse:
    """Make a new sheet of codes for oneself; it is shown once."""
    made = operations.issue_own_sheet(account=request.user, actor=request.actor, at=request.at)
    shown_once.put(request.session, SHEET, str(request.user.public_id), made)
    return redirect("own-sheet-print")


@signed_in
def own_sheet_print(request: HttpRequest) -> HttpResponse:
    """The sheet, to print or copy by hand, this once."""
    made = shown_once.take(request.session, SHEET, str(request.user.public_id))
    if made is None:
        return redirect("confirm-sheet")
    context = {"codes": list(enumerate(made, start=1)), "owner": request.user}
    return render(request, "access/sheet_print.html", context)


@signed_in
def confirm_sheet(request: HttpRequest) -> HttpResponse:
    """The first code of a new sheet shows that it was printed: from here on the sheet counts."""
    form = FirstCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["code"]
        if operations.confirm_sheet(account=request.user, typed=typed, actor=request.actor, at=request.at):
            return _done(request, SHEET, _("Su hoja de códigos ya vale. Guárdela donde nadie más la vea."))
        form.add_error("code", _("Ese no es el primer código de su hoja nueva. Revíselo, o imprima otra hoja."))
    return render(request, "access/confirm_sheet.html", {"form": form}, status=422 if form.errors else 200)


@fresh
@signed_in
def add_app(request: HttpRequest) -> HttpResponse:
    """Add an application of codes: its QR, and the first code it shows."""
    about = str(request.user.public_id)
    secret = shown_once.peek(request.session, APP, about) or codes.new_app_secret()
    shown_once.put(request.session, APP, about, secret)
    form = AppForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["code"]
        if operations.add_app(account=request.user, secret=secret, typed=typed, actor=request.actor, at=request.at):
            shown_once.take(request.session, APP, about)
            return _done(request, APP, _("Su aplicación de códigos quedó agregada."))
        form.add_error("code", _("El código no es correcto. Revise la hora de su teléfono y escriba el código nuevo."))
    address = codes.app_address(secret, account=request.user.email, issuer="minga")
    groups = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    context = {"form": form, "app_address": address, "secret": groups}
    return render(request, "access/add_app.html", context, status=422 if form.errors else 200)


@fresh
@signed_in
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Add a passkey: the one page that needs JavaScript, since the browser speaks with the key."""
    form = PasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        state = request.session.pop(QUESTION, None)
        try:
            credential = passkeys.read_new(form.cleaned_data["credential"], state, request.get_host())
        except passkeys.BadPasskey:
            form.add_error(None, _("La llave no se creó. Inténtelo otra vez o elija otro segundo paso."))
        else:
            operations.add_passkey(
                account=request.user, name=form.cleaned_data["name"], credential=credential,
                actor=request.actor, at=request.at,
            )  # fmt: skip
            return _done(request, "passkey", _("Su llave de acceso quedó agregada."))
    question, request.session[QUESTION] = passkeys.ask_new(request.user, request.get_host())
    context = {"form": form, "passkey_question": question}
    return render(request, "access/add_passkey.html", context, status=422 if form.errors else 200)


@fresh
@signed_in
@require_POST
def remove_factor(request: HttpRequest, kind: str, public_id: uuid.UUID) -> HttpResponse:
    """Take away an application or a passkey, when another second step is left."""
    try:
        operations.remove_factor(
            account=request.user, kind=kind, public_id=public_id, actor=request.actor, at=request.at
        )
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("own-security")


def _done(request: HttpRequest, factor: str, words: str) -> HttpResponse:
    """A factor was added: whoever lacked one is fully signed in; every other session of theirs ends."""
    is_first = presence.lacks_second_factor(request)
    if is_first:
        request.session[presence.FACTOR] = factor
    presence.prove(request)
    operations.end_sessions(account=request.user, but=request.session.session_key)
    messages.success(request, words)
    left = queries.factors_of(request.user)
    return redirect("start" if is_first and left.sheet_number else "own-security")
