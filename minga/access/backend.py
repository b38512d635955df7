"""Who may sign in with a right password."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]
    """Open accounts; demo accounts, whose password everybody knows, only in demo mode, even in a running session."""

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(super().user_can_authenticate(user)) and (settings.DEMO_MODE or not user.is_demo)
