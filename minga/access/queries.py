"""Reading accounts, roles and tokens."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet

from minga.kernel import clock
from minga.kernel.actor import Actor, public_actor
from minga.territory.models import Municipality

from .models import AccessToken, Account, CodeApp, Installation, Passkey, RoleAssignment, Session, SheetCode
from .states import Role


def assignments_on(account: Account, on: date) -> QuerySet[RoleAssignment]:
    """The role assignments that hold on a day."""
    return account.assignments.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)


_ROLES_HELD = """
SELECT DISTINCT role FROM access_roleassignment WHERE account_id = %s AND starts_on <= %s
AND (ends_on IS NULL OR ends_on >= %s) AND (municipality_id IS NULL OR municipality_id = %s)
"""


def actor_for(account: object, municipality: Municipality | None, on: date) -> Actor:
    """The actor that a signed-in account is in a municipality; somebody not signed in is the public.

    Roles given for all municipalities hold in each. An account without a role there has none: it sees nothing.
    """
    municipality_id = municipality.pk if municipality else None
    if not isinstance(account, Account) or not account.is_active:
        return public_actor(municipality_id)
    with connection.cursor() as cursor:  # every page asks this
        cursor.execute(_ROLES_HELD, [account.pk, on, on, municipality_id])
        roles = frozenset(role for (role,) in cursor.fetchall())
    return Actor(
        account_id=account.pk,
        roles=roles,
        municipality_id=municipality_id,
        label=account.name,
    )


def municipalities_for(account: Account, at: datetime) -> QuerySet[Municipality]:
    """The municipalities where the account has a role now, by name."""
    held = assignments_on(account, clock.day_in_zone(at, settings.TIME_ZONE))
    if held.filter(municipality__isnull=True).exists():
        return Municipality.objects.all()
    return Municipality.objects.filter(pk__in=held.values("municipality_id"))


@dataclass(frozen=True)
class HeldRole:
    """A role of an account as a page shows it; `is_everywhere` when it holds in all municipalities."""

    role: str
    label: str
    starts_on: date
    ends_on: date | None
    organisation: str
    delegation: str
    is_everywhere: bool
    is_over: bool


def accounts_of(municipality: Municipality, *, text: str = "", role: str = "") -> QuerySet[Account]:
    """Accounts that have or had a role in a municipality or in all; narrowed by part of name or e-mail, by role."""
    here = RoleAssignment.objects.filter(Q(municipality=municipality) | Q(municipality__isnull=True))
    if role:
        here = here.filter(role=role)
    found = Account.objects.filter(pk__in=here.values("account_id"))
    if text:
        found = found.filter(Q(name__icontains=text) | Q(email__icontains=text))
    return found


def roles_of(account: Account, municipality: Municipality, on: date) -> list[HeldRole]:
    """The roles an account has or had in a municipality, those that hold first, the newest first."""
    rows = account.assignments.filter(Q(municipality=municipality) | Q(municipality__isnull=True))
    held = [
        HeldRole(
            role=row.role,
            label=str(Role(row.role).label),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            organisation=str(row.organisation or ""),
            delegation=row.delegation,
            is_everywhere=row.municipality_id is None,
            is_over=row.ends_on is not None and row.ends_on < on,
        )
        for row in rows.select_related("organisation").order_by("-starts_on", "-id")
    ]
    return sorted(held, key=lambda row: row.is_over)


def current_roles(accounts: list[Account], municipality: Municipality, on: date) -> dict[int, list[str]]:
    """Words of the roles that hold on a day in a municipality, by account; one query for a whole page."""
    words: dict[int, list[str]] = {account.pk: [] for account in accounts}
    rows = RoleAssignment.objects.filter(
        Q(municipality=municipality) | Q(municipality__isnull=True),
        Q(ends_on__isnull=True) | Q(ends_on__gte=on),
        starts_on__lte=on,
        account__in=accounts,
    )
    for account_id, role in rows.order_by("role").values_list("account_id", "role").distinct():
        words[account_id].append(str(Role(role).label))
    return words


def demo_account(role: str) -> Account | None:
    """The demo account of a role, the first that was made; None outside demo mode, whatever there is."""
    if not is_demo_here():
        return None
    found = Account.objects.filter(is_demo=True, is_active=True, assignments__role=role)
    return found.order_by("pk").first()


def demo_roles() -> list[tuple[str, str]]:
    """Roles (code, words) that have a demo account, in the order of the table; empty outside demo mode."""
    if not is_demo_here():
        return []
    there = set(
        Account.objects.filter(is_demo=True, is_active=True).values_list("assignments__role", flat=True).distinct()
    )
    return [(role.value, str(role.label)) for role in Role if role.value in there]


def installed_mode() -> str:
    """In which mode this database first served; "" before it did."""
    return Installation.objects.values_list("mode", flat=True).first() or ""


def is_demo_here() -> bool:
    """Whether this is a demonstration: demo mode, on a database that never served real people."""
    return bool(settings.DEMO_MODE) and installed_mode() != "production"


def skips_second_factor() -> bool:
    """Whether signing in asks for a password alone: in a demonstration, under its banner."""
    return not settings.SECOND_FACTOR_REQUIRED or is_demo_here()


@dataclass(frozen=True, slots=True)
class Factors:
    """What proves an account besides its password; `sheet_number` is the code its sheet asks next, None without one."""

    sheet_number: int | None
    codes_left: int
    has_app: bool
    passkeys: list[Passkey]

    def __bool__(self) -> bool:
        return self.sheet_number is not None or self.has_app or bool(self.passkeys)


def factors_of(account: Account) -> Factors:
    """The second factors that an account has now."""
    unused = _unused_codes(account)
    asked = unused.order_by("number").first()
    return Factors(
        sheet_number=asked.number if asked else None,
        codes_left=unused.count() if asked else 0,
        has_app=CodeApp.objects.filter(account=account).exists(),
        passkeys=list(account.passkeys.order_by("pk")),
    )


def next_sheet_code(account: Account) -> SheetCode | None:
    """The code that the account's sheet asks next, the lowest that was not used; None without a sheet."""
    return _unused_codes(account).order_by("number").first()


def _unused_codes(account: Account) -> QuerySet[SheetCode]:
    return SheetCode.objects.filter(sheet__account=account, sheet__confirmed_at__isnull=False, used_at__isnull=True)


def sessions_of(account: Account, at: datetime) -> QuerySet[Session]:
    """The sessions of an account that have not ended, the last used first."""
    return Session.objects.filter(account=account, expire_date__gt=at).order_by("-seen_at")


def ask_database() -> None:
    """One round trip; an error when the database does not answer."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")


def token_hash(secret: str) -> bytes:
    """What is stored of a link's secret."""
    return hashlib.sha256(secret.encode()).digest()


def valid_token(secret: str, purpose: str, at: datetime) -> AccessToken | None:
    """The token of a secret if it is for this purpose and has not expired."""
    return (
        AccessToken.objects.filter(token_hash=token_hash(secret), purpose=purpose)
        .filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at))
        .select_related("municipality")
        .first()
    )


def has_token(*, object_public_id: uuid.UUID, purpose: str) -> bool:
    """Whether an object has a secret for a purpose, expired or not."""
    return AccessToken.objects.filter(object_public_id=object_public_id, purpose=purpose).exists()
