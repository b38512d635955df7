"""Reading accounts, roles and tokens."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.db.models import Q, QuerySet

from minga.kernel.actor import Actor, public_actor
from minga.territory.models import Municipality

from .models import AccessToken, Account, RoleAssignment


def assignments_on(account: Account, on: date) -> QuerySet[RoleAssignment]:
    """The role assignments that hold on a day."""
    return account.assignments.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)


def actor_for(account: object, municipality: Municipality | None, on: date) -> Actor:
    """The actor that a signed-in account is in a municipality; somebody not signed in is the public.

    Roles given for all municipalities hold in each. An account without a role there has none: it sees nothing.
    """
    municipality_id = municipality.pk if municipality else None
    if not isinstance(account, Account) or not account.is_active:
        return public_actor(municipality_id)
    held = assignments_on(account, on).filter(Q(municipality__isnull=True) | Q(municipality=municipality))
    return Actor(
        account_id=account.pk,
        roles=frozenset(held.values_list("role", flat=True)),
        municipality_id=municipality_id,
        label=account.name,
    )


def municipalities_for(account: Account, on: date) -> QuerySet[Municipality]:
    """The municipalities where the account has a role that day."""
    held = assignments_on(account, on)
    if held.filter(municipality__isnull=True).exists():
        return Municipality.objects.all()
    return Municipality.objects.filter(pk__in=held.values("municipality_id"))


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
