"""The step between a right password and being signed in."""

from __future__ import annotations

from typing import Any

from allauth.account.stages import LoginStage
from django.shortcuts import redirect

from . import queries

KEY = "second_factor"


class SecondFactorStage(LoginStage):  # type: ignore[misc]
    """Asks for the second factor of whoever has one; who has none yet is led to choose one once signed in."""

    key = KEY
    urlname = "second-factor"

    def handle(self) -> tuple[Any, bool]:
        if queries.factors_of(self.login.user):
            return redirect(self.urlname), True
        return None, True
