"""Writing accounts, roles and tokens."""

from __future__ import annotations

import secrets
import uuid
from datetime import date, datetime

from django.db import transaction

from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.refusals import refuse_if
from minga.territory.models import Municipality

from .models import AccessToken, Account, RoleAssignment
from .permissions import why_not
from .queries import token_hash


@transaction.atomic
def create_account(
    *, email: str, name: str, password: str | None, actor: Actor, at: datetime, is_demo: bool = False
) -> Account:
    """Make an account without any role. Refuses without `accounts.change`."""
    refuse_if(why_not(actor, "accounts", "change"))
    account = Account.objects.create_user(email=email, password=password, name=name, is_demo=is_demo)
    audit.record(actor=actor, action="access.create_account", obj=account, fields=("email", "name"), at=at)
    return account


@transaction.atomic
def assign_role(
    *,
    account: Account,
    role: str,
    municipality: Municipality | None,
    starts_on: date,
    actor: Actor,
    at: datetime,
    ends_on: date | None = None,
) -> RoleAssignment:
    """Give a role from a day on (ROL-5, ROL-19); giving it again changes nothing. Refuses without `accounts.change`."""
    refuse_if(why_not(actor, "accounts", "change"))
    assignment, is_new = RoleAssignment.objects.get_or_create(
        account=account,
        role=role,
        municipality=municipality,
        starts_on=starts_on,
        defaults={"ends_on": ends_on},
    )
    if is_new:
        audit.record(actor=actor, action="access.assign_role", obj=account, fields=("role", role), at=at)
    return assignment


@transaction.atomic
def issue_token(
    *,
    municipality: Municipality,
    object_public_id: uuid.UUID,
    purpose: str,
    expires_at: datetime | None = None,
    secret: str | None = None,
) -> str:
    """Make a link's secret and keep only its hash; returns the secret. A given secret must be unguessable or harmless."""
    secret = secret or secrets.token_urlsafe(16)
    AccessToken.objects.create(
        token_hash=token_hash(secret),
        municipality=municipality,
        object_public_id=object_public_id,
        purpose=purpose,
        expires_at=expires_at,
    )
    return secret


@transaction.atomic
def revoke_tokens(*, object_public_id: uuid.UUID, purpose: str) -> int:
    """Forget every secret of an object for a purpose; returns how many there were."""
    count, _ = AccessToken.objects.filter(object_public_id=object_public_id, purpose=purpose).delete()
    return count
