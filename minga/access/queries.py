"""Reading accounts, roles and tokens."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from minga.kernel import clock
from minga.kernel.actor import Actor, public_actor
from minga.territory.models import Municipality

from .models import (
    AccessToken,
    Account,
    CodeApp,
    Delegation,
    Handover,
    Installation,
    Passkey,
    RoleAssignment,
    Session,
    SheetCode,
    Undertaking,
)
from .permissions import may
from .rules import ALERT_DAYS, CASE_WORKER, CASE_WORKERS_NEEDED, COORDINATOR, FACILITATOR, TECHNICIAN, missing_duties
from .states import Duty, Role
from .undertaking import TEXTS


def active_assignments(on: date) -> QuerySet[RoleAssignment]:
    """The roles that hold on a day: begun, not ended, of somebody who has signed the undertaking by then (SEC-4)."""
    signed = Undertaking.objects.filter(account=OuterRef("account"), signed_on__lte=on)
    return RoleAssignment.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), Exists(signed), starts_on__lte=on
    )


def assignments_on(account: Account, on: date) -> QuerySet[RoleAssignment]:
    """The role assignments of an account that hold on a day."""
    return active_assignments(on).filter(account=account)


_ROLES_HELD = """
SELECT DISTINCT r.role FROM access_roleassignment r WHERE r.account_id = %s AND r.starts_on <= %s
AND (r.ends_on IS NULL OR r.ends_on >= %s) AND (r.municipality_id IS NULL OR r.municipality_id = %s)
AND EXISTS (SELECT FROM access_undertaking u WHERE u.account_id = r.account_id AND u.signed_on <= %s)
"""


def actor_for(account: object, municipality: Municipality | None, on: date) -> Actor:
    """The actor that a signed-in account is in a municipality; somebody not signed in is the public.

    Roles given for all municipalities hold in each, none before the undertaking is signed. An account without a role
    there has none: it sees nothing.
    """
    municipality_id = municipality.pk if municipality else None
    if not isinstance(account, Account) or not account.is_active:
        return public_actor(municipality_id)
    with connection.cursor() as cursor:  # every page asks this
        cursor.execute(_ROLES_HELD, [account.pk, on, on, municipality_id, on])
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
    delegation: Delegation | None
    duties: list[str]
    is_deputy: bool
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
            duties=[str(Duty(duty).label) for duty in row.duties],
            is_deputy=row.is_deputy,
            is_everywhere=row.municipality_id is None,
            is_over=row.ends_on is not None and row.ends_on < on,
        )
        for row in rows.select_related("organisation", "delegation").order_by("-starts_on", "-id")
    ]
    return sorted(held, key=lambda row: row.is_over)


def assignments_here(account: Account, municipality: Municipality, on: date) -> QuerySet[RoleAssignment]:
    """The assignments of an account in a municipality that have begun and not ended, signed or not, newest first."""
    held = account.assignments.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)
    return held.filter(municipality=municipality).order_by("-starts_on", "-id")


def delegations_of(account: Account, municipality: Municipality) -> list[Delegation]:
    """The documents that delegate an account in a municipality or in all, the newest first."""
    return list(account.delegations.filter(Q(municipality=municipality) | Q(municipality__isnull=True)))


def current_roles(accounts: list[Account], municipality: Municipality, on: date) -> dict[int, list[str]]:
    """Words of the roles that hold on a day in a municipality, by account; one query for a whole page."""
    words: dict[int, list[str]] = {account.pk: [] for account in accounts}
    here = Q(municipality=municipality) | Q(municipality__isnull=True)
    rows = active_assignments(on).filter(here, account__in=accounts)
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


TEAM = (COORDINATOR, TECHNICIAN, CASE_WORKER, FACILITATOR)


@dataclass(frozen=True)
class Member:
    """Somebody with a role of the team of a municipality; without `is_signed` the role is not active yet."""

    account: Account
    role: str
    role_label: str
    duties: list[str]
    is_deputy: bool
    is_signed: bool
    ends_on: date | None


def team_of(municipality: Municipality, on: date) -> list[Member]:
    """The technical team of a municipality on a day, by role and name, whether they signed or not; one query."""
    signed = Undertaking.objects.filter(account=OuterRef("account"), signed_on__lte=on)
    rows = RoleAssignment.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on),
        municipality=municipality,
        role__in=TEAM,
        starts_on__lte=on,
        account__is_active=True,
    ).annotate(is_signed=Exists(signed))
    members = [
        Member(
            account=row.account,
            role=row.role,
            role_label=str(Role(row.role).label),
            duties=row.duties,
            is_deputy=row.is_deputy,
            is_signed=row.is_signed,
            ends_on=row.ends_on,
        )
        for row in rows.select_related("account")
    ]
    return sorted(members, key=lambda row: (TEAM.index(row.role), row.is_deputy, row.account.name))


@dataclass(frozen=True)
class TeamCheck:
    """What a team lacks: duties of ROL-3, roles held by one person alone, how many attend cases of the two needed."""

    missing_duties: list[str]
    without_deputy: list[str]
    case_workers: int

    @property
    def lacks_case_deputy(self) -> bool:
        """Whether fewer than two attend cases."""
        return self.case_workers < CASE_WORKERS_NEEDED


def check_of_team(members: list[Member]) -> TeamCheck:
    """What the members who signed leave undone (ROL-3, ROL-13); words of duties and roles."""
    active = [row for row in members if row.is_signed]
    held = {role: {row.account.pk for row in active if row.role == role} for role in TEAM}
    return TeamCheck(
        missing_duties=[str(Duty(duty).label) for duty in missing_duties(d for row in active for d in row.duties)],
        without_deputy=[str(Role(role).label) for role in TEAM if len(held[role]) == 1],
        case_workers=len(held[CASE_WORKER]),
    )


def roles_about_to_end(municipality: Municipality, on: date) -> list[RoleAssignment]:
    """Roles of a municipality whose last day comes within `ALERT_DAYS`, the first to end first (ROL-19)."""
    rows = active_assignments(on).filter(
        municipality=municipality, ends_on__lte=on + timedelta(days=ALERT_DAYS), account__is_active=True
    )
    return list(rows.select_related("account").order_by("ends_on", "account__name"))


def accounts_to_sign(municipality: Municipality, on: date) -> list[Account]:
    """Accounts with a role in a municipality that have signed no text of the undertaking, by name."""
    waiting = RoleAssignment.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), municipality=municipality, account__is_active=True
    )
    found = Account.objects.filter(pk__in=waiting.values("account_id"))
    signed = Undertaking.objects.filter(signed_on__lte=on, text_version__in=TEXTS)
    return list(found.exclude(pk__in=signed.values("account_id")).order_by("name"))


def roles_to_hand_over(account: Account, municipality: Municipality, on: date) -> QuerySet[RoleAssignment]:
    """The roles an account has or will have in a municipality, once each; those for all municipalities are no one's to
    give here."""
    held = account.assignments.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), municipality=municipality)
    return held.order_by("role", "-starts_on", "-id").distinct("role")


def handovers(actor: Actor) -> QuerySet[Handover]:
    """Handovers of the municipality in scope, the newest first, for whoever may see them; for `read_page`."""
    found = Handover.objects.select_related("giver", "receiver", "made_by", "returned_by", "municipality")
    found = found.order_by("-made_at", "-id")
    return found if may(actor, "handovers", "view") else found.none()


def handovers_to_return(on: date) -> list[Handover]:
    """Handovers for a period that is over and whose work has not come back, in the municipality in scope."""
    waiting = Handover.objects.filter(ends_on__lt=on, returned_at__isnull=True)
    return list(waiting.select_related("giver", "receiver").order_by("ends_on", "id"))


def items_of(handover: Handover) -> dict[str, list[uuid.UUID]]:
    """What a handover moved, by kind of work."""
    moved: dict[str, list[uuid.UUID]] = {}
    for kind, public_id in handover.items.order_by("id").values_list("kind", "work_public_id"):
        moved.setdefault(kind, []).append(public_id)
    return moved
