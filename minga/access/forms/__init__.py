"""Forms of access."""

from .accounts import AccountForm, AccountSearchForm, RoleForm
from .entry import OwnPasswordForm, SignInForm
from .second_factor import AppForm, CodeForm, FirstCodeForm, PasskeyForm, ProofForm, UnlockForm

__all__ = [
    "AccountForm",
    "AccountSearchForm",
    "AppForm",
    "CodeForm",
    "FirstCodeForm",
    "OwnPasswordForm",
    "PasskeyForm",
    "ProofForm",
    "RoleForm",
    "SignInForm",
    "UnlockForm",
]
