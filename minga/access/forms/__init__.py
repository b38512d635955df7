"""Forms of access."""

from .accounts import AccountForm, AccountSearchForm, RoleForm
from .entry import OwnPasswordForm, SignInForm

__all__ = ["AccountForm", "AccountSearchForm", "OwnPasswordForm", "RoleForm", "SignInForm"]
