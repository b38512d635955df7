"""allauth's hooks: nobody signs up by themselves, accounts are given; its words are ours."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import get_backends
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from . import operations


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

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        account = super().authenticate(request, **credentials)
        may_enter = account is not None and any(b.user_can_authenticate(account) for b in get_backends())
        return account if may_enter else None

    def post_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse:
        operations.note_sign_in(account=user, at=request.at)
        return super().post_login(request, user, **options)

    def add_message(self, request: HttpRequest, level: int, *args: Any, **options: Any) -> None:
        """allauth's own messages are not shown: the page that follows says what happened."""
