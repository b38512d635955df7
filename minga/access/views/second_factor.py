"""The second step of signing in."""

from __future__ import annotations

from typing import Any

from allauth.account.stages import LoginStageController
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from minga.access import operations, passkeys, queries, stages
from minga.access.forms import CodeForm
from minga.access.models import Account
from minga.access.views_guard import public_page
from minga.kernel.refusals import Refused

QUESTION = "passkey_question"
PASSKEY = "passkey"


@public_page
def second_factor(request: HttpRequest) -> HttpResponse:
    """Asks whoever gave a right password for a code or a passkey; without that password there is no such page."""
    stage = LoginStageController.enter(request, stages.KEY)
    if stage is None:
        return render(request, "access/start_again.html", status=410)
    account = stage.login.user
    factors = queries.factors_of(account)
    form = CodeForm(request.POST or None, factors=factors)
    if request.method == "POST":
        used = _used_passkey(request, account, form) or _used_code(request, account, form)
        if used:
            request.second_factor = used
            return stage.exit()
    context = {"form": form, "factors": factors, "account": account} | passkey_question(request, account, factors)
    return render(request, "access/second_factor.html", context, status=answer_status(form))


def passkey_question(request: HttpRequest, account: Account, factors: queries.Factors) -> dict[str, Any]:
    """What the browser asks a passkey of the account, for the page; its state waits in the session."""
    if not factors.passkeys:
        return {}
    question, request.session[QUESTION] = passkeys.ask_known(account, request.get_host())
    return {"passkey_question": question}


def answer_status(form: Any) -> int:
    """429 when there were too many, 422 when there is something to mend."""
    return getattr(form, "answer_status", 422 if form.errors else 200)


def used_passkey(request: HttpRequest, account: Account) -> bool:
    """Whether the posted answer of a passkey is right; it can be given once."""
    answer, state = request.POST.get("credential", ""), request.session.pop(QUESTION, None)
    if not answer:
        return False
    try:
        credential_id, count = passkeys.read_known(account, answer, state, request.get_host())
    except passkeys.BadPasskey:
        return False
    return operations.use_passkey(account=account, credential_id=credential_id, sign_count=count, at=request.at)


def _used_passkey(request: HttpRequest, account: Account, form: Any) -> str:
    if not request.POST.get("credential"):
        return ""
    if used_passkey(request, account):
        return PASSKEY
    form.errors.clear()
    form.add_error(None, _("La llave no respondió bien. Inténtelo otra vez o escriba un código."))
    return ""


def _used_code(request: HttpRequest, account: Account, form: Any) -> str:
    if request.POST.get("credential") or not form.is_valid():
        return ""
    return checked_code(request, account, form)


def checked_code(request: HttpRequest, account: Account, form: Any) -> str:
    """The factor that the typed code proves; else "" and the form says why."""
    try:
        used = operations.use_code(account=account, typed=form.cleaned_data["code"], at=request.at)
    except Refused as refused:
        form.refuse(refused, "code")
        form.answer_status = 429
        return ""
    if not used:
        form.add_error("code", _("El código no es correcto. Revise el número de la hoja y escríbalo otra vez."))
    return used
