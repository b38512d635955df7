"""Signing in leaves its trace; sessions end."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from minga.access.models import Account, Session
from minga.access.session_store import stored_key
from minga.audit import operations as audit
from minga.kernel.actor import Actor


@transaction.atomic
def note_sign_in(*, account: Account, at: datetime, how: str = "") -> None:
    """Write into the audit that somebody signed in, and with which second factor."""
    actor = Actor(account_id=account.pk, roles=frozenset({"signed_in"}), label=account.name)
    fields = (how,) if how else ()
    audit.record(actor=actor, action="access.sign_in", obj=account, fields=fields, at=at)


@transaction.atomic
def end_sessions(*, account: Account, but: str | None = None) -> int:
    """End every session of an account, except the one with the cookie `but`; returns how many ended.

    For password and second factor, closed accounts and handovers: whoever was signed in signs in again.
    """
    held = Session.objects.filter(account=account)
    if but is not None:
        held = held.exclude(session_key=stored_key(but))
    return held.delete()[0]


@transaction.atomic
def end_own_session(*, account: Account, public_id: uuid.UUID, actor: Actor, at: datetime) -> bool:
    """End one of one's own sessions; False when there is none by this id."""
    if not Session.objects.filter(account=account, public_id=public_id).delete()[0]:
        return False
    audit.record(actor=actor, action="access.end_own_session", obj=account, at=at)
    return True


@transaction.atomic
def end_own_other_sessions(*, account: Account, but: str, actor: Actor, at: datetime) -> int:
    """End all of one's own sessions except the present one; returns how many ended."""
    ended = end_sessions(account=account, but=but)
    if ended:
        audit.record(actor=actor, action="access.end_own_sessions", obj=account, at=at)
    return ended


@transaction.atomic
def forget_ended_sessions(*, at: datetime) -> int:
    """Delete sessions that ran out; returns how many there were."""
    return Session.objects.filter(expire_date__lt=at).delete()[0]
