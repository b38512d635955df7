"""Accounts with roles."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import UTC, date, datetime

from minga.access.models import Account, RoleAssignment, Undertaking
from minga.access.undertaking import CURRENT
from minga.territory.models import Municipality

_numbers = itertools.count(1)


def make_account(
    roles: Iterable[str] = (), municipality: Municipality | None = None, name: str = "", *, is_signed: bool = True
) -> Account:
    """An account with roles since 2020 in a municipality (None: in all); unless said, with its signed undertaking."""
    number = next(_numbers)
    account = Account.objects.create_user(email=f"cuenta{number}@example.org", name=name or f"Cuenta {number}")
    if is_signed:
        sign_undertaking(account)
    for role in roles:
        RoleAssignment.objects.create(account=account, role=role, municipality=municipality, starts_on=date(2020, 1, 1))
    return account


def sign_undertaking(account: Account, on: date = date(2020, 1, 1)) -> Undertaking:
    """The undertaking of an account, signed on a day."""
    return Undertaking.objects.create(
        account=account, text_version=CURRENT, signed_on=on, recorded_at=datetime(on.year, on.month, on.day, tzinfo=UTC)
    )
