"""Forms of access."""

from .accounts import AccountForm, AccountSearchForm, RoleForm
from .entry import OwnPasswordForm, SignInForm
from .second_factor import AppForm, CodeForm, FirstCodeForm, PasskeyForm, ProofForm, UnlockForm
from .standing import DelegationForm, DutiesForm, UndertakingForm

__all__ = [
    "AccountForm",
    "AccountSearchForm",
    "AppForm",
    "CodeForm",
    "DelegationForm",
    "DutiesForm",
    "FirstCodeForm",
    "OwnPasswordForm",
    "PasskeyForm",
    "ProofForm",
    "RoleForm",
    "SignInForm",
    "UndertakingForm",
    "UnlockForm",
]
