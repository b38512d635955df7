"""Accounts with roles."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import date

from minga.access.models import Account, RoleAssignment
from minga.territory.models import Municipality

_numbers = itertools.count(1)


def make_account(roles: Iterable[str] = (), municipality: Municipality | None = None, name: str = "") -> Account:
    """An account with roles since 2020 in a municipality (None: in all)."""
    number = next(_numbers)
    account = Account.objects.create_user(email=f"cuenta{number}@example.org", name=name or f"Cuenta {number}")
    for role in roles:
        RoleAssignment.objects.create(account=account, role=role, municipality=municipality, starts_on=date(2020, 1, 1))
    return account
