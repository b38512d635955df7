"""Accounts, roles, tokens, receipts of forms, and what proves who signs in; none is a tenant's row."""

from .accounts import Account, AccountManager, RoleAssignment
from .links import AccessToken, FormReceipt
from .sign_in import (
    AttemptCount,
    CodeApp,
    CodeSheet,
    DirectoryIdentity,
    Installation,
    Passkey,
    Session,
    SheetCode,
)
from .standing import Delegation, Handover, HandoverItem, Undertaking

__all__ = [
    "AccessToken",
    "Account",
    "AccountManager",
    "AttemptCount",
    "CodeApp",
    "CodeSheet",
    "Delegation",
    "DirectoryIdentity",
    "FormReceipt",
    "Handover",
    "HandoverItem",
    "Installation",
    "Passkey",
    "RoleAssignment",
    "Session",
    "SheetCode",
    "Undertaking",
]
