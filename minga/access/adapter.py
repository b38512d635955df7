"""allauth's hooks: nobody signs up by themselves, accounts are given; its words are ours."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import get_backends
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from . import operations
from .limiting import address_of

TOO_MANY = "too_many_login_attempts"


class NoSignup(DefaultAccountAdapter):
    """Closes self sign-up; a closed account answers as a wrong password does; a sign-in is audited."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("El correo o la clave no son correctos. Escríbalos otra vez."),
        "too_many_login_attempts": _("Demasiados intentos. Espere cinco minutos y pruebe otra vez."),
        "enter_current_password": _("La clave actual no es correcta. Escríbala otra vez."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        return ["minga.access.stages.SecondFactorStage"]

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """The account, or None. Counts first: too many wrong passwords of one address, from one place or from
        anywhere, are refused before the password is looked at, whether or not the account exists."""
        email = str(credentials.get("email", "")).strip().lower()
        pair = f"{email} {address_of(request)}"
        tries = [("sign_in_pair", pair), ("sign_in_account", email)]
        if not all([operations.count_attempt(limit=name, subject=who, at=request.at) for name, who in tries]):
            raise self.validation_error(TOO_MANY)
        account = super().authenticate(request, **credentials)
        if account is None or not _may_enter(account, request.at):
            return None
        for name, who in tries:
            operations.forget_attempts(limit=name, subject=who, at=request.at)
        return account

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """allauth would count here, each process for itself; `authenticate` has counted for all."""

    def post_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse:
        operations.note_sign_in(account=user, at=request.at, how=getattr(request, "second_factor", ""))
        return super().post_login(request, user, **options)

    def add_message(self, request: HttpRequest, level: int, *args: Any, **options: Any) -> None:
        """allauth's own messages are not shown: the page that follows says what happened."""


def _may_enter(account: Any, at: datetime) -> bool:
    """Whether the account is open, and its temporary password, if it has one, has not run out."""
    if account.has_temporary_password and account.temporary_until and account.temporary_until <= at:
        return False
    return any(backend.user_can_authenticate(account) for backend in get_backends())
