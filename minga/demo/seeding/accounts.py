"""The demo accounts: one for each role, with credentials that everybody may know."""

from datetime import datetime

from django.conf import settings

from minga.access.models import Account
from minga.access.operations import assign_role, create_account, record_undertaking
from minga.demo.logins import ACCOUNTS, HOME_CANTON, PASSWORD, SINCE
from minga.kernel.actor import Actor
from minga.territory.models import Municipality


def seed_accounts(
    *, municipalities: dict[str, Municipality], actor: Actor, at: datetime, home: str = HOME_CANTON
) -> dict[str, Account]:
    """Make the accounts that are missing and give them their roles, in `home` or everywhere; by role. Repeatable.

    They are demo accounts in demo mode; elsewhere (a benchmark's own database) ordinary ones.
    """
    made = {}
    for row in ACCOUNTS:
        account = _account(row.email, row.name, PASSWORD, actor, at)
        place = None if row.everywhere else municipalities[home]
        assign_role(account=account, role=row.role, municipality=place, starts_on=SINCE, actor=actor, at=at)
        made[row.role.value] = account
    return made


def staff_of(municipality: Municipality, actor: Actor, at: datetime, *, home: str = HOME_CANTON) -> dict[str, Actor]:
    """Technician, coordinator, facilitator and case worker of one municipality as actors, made if missing.

    In `home` they are the accounts of `seed_accounts`; elsewhere colleagues of theirs that nobody can sign in to.
    """
    actors = {}
    is_home = municipality.area.code == home
    for row in ACCOUNTS[:4]:
        email = row.email if is_home else row.email.replace("@", f"+{municipality.slug}@")
        account = _account(email, row.name, PASSWORD if is_home else None, actor, at)
        assign_role(account=account, role=row.role, municipality=municipality, starts_on=SINCE, actor=actor, at=at)
        actors[row.role.value] = Actor(
            account_id=account.pk,
            roles=frozenset({row.role.value}),
            municipality_id=municipality.pk,
            label=account.name,
        )
    return actors


def _account(email: str, name: str, password: str | None, actor: Actor, at: datetime) -> Account:
    account = Account.objects.filter(email=email).first() or create_account(
        email=email, name=name, password=password, is_demo=settings.DEMO_MODE, actor=actor, at=at
    )
    record_undertaking(account=account, signed_on=SINCE, actor=actor, at=at)
    return account
