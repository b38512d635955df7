"""Signing in leaves its trace."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from minga.access.models import Account
from minga.audit import operations as audit
from minga.kernel.actor import Actor


@transaction.atomic
def note_sign_in(*, account: Account, at: datetime) -> None:
    """Write into the audit that somebody signed in."""
    actor = Actor(account_id=account.pk, roles=frozenset({"signed_in"}), label=account.name)
    audit.record(actor=actor, action="access.sign_in", obj=account, at=at)
