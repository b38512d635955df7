"""Accounts, role assignments, access tokens and receipts of submitted forms; none is a tenant's row."""

from .accounts import Account, AccountManager, RoleAssignment
from .links import AccessToken, FormReceipt

__all__ = ["AccessToken", "Account", "AccountManager", "FormReceipt", "RoleAssignment"]
