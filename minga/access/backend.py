"""Who may sign in with a right password."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

from minga.kernel.rows import first_row

from .models import Account


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]
    """Open accounts; demo accounts, whose password everybody knows, only in demo mode, even in a running session."""

    def get_user(self, user_id: int) -> Account | None:
        """The account of a session, read anew for each request."""
        account = first_row(Account, "t.id = %(id)s", {"id": user_id})
        return account if account is not None and self.user_can_authenticate(account) else None

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(super().user_can_authenticate(user)) and (settings.DEMO_MODE or not user.is_demo)
