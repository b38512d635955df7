"""Accounts and the roles they hold."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from minga.access.models import Account, Delegation, RoleAssignment
from minga.access.permissions import (
    why_not,
    why_not_assign,
    why_not_close,
    why_not_leave_cases,
    why_not_manage,
)
from minga.access.rules import CASE_WORKER, last_day_of_role
from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.codes import ALPHABET
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.organisations.models import Organisation
from minga.territory.models import Municipality

from .sessions import end_sessions

TEMPORARY = timedelta(days=7)


@transaction.atomic
def create_account(
    *,
    email: str,
    name: str,
    password: str | None,
    actor: Actor,
    at: datetime,
    is_demo: bool = False,
    is_career_official: bool = False,
) -> Account:
    """Make an account without any role; without a password nobody can sign in to it yet.

    Refuses without `accounts.change`, when the address has an account, and a demo account outside demo mode.
    """
    refuse_if(why_not(actor, "accounts", "change"))
    if is_demo and not settings.DEMO_MODE:
        raise Refused(Refusal(code="not_demo_mode", message=_("Las cuentas de demostración son solo para la demo.")))
    try:
        with transaction.atomic():
            account = Account.objects.create_user(
                email=email, password=password, name=name, is_demo=is_demo, is_career_official=is_career_official
            )
    except IntegrityError:
        message = _("Ya hay una cuenta con este correo. Búsquela en la lista y dele el rol.")
        raise Refused(Refusal(code="email_taken", message=message)) from None
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
    organisation: Organisation | None = None,
    delegation: Delegation | None = None,
    duties: Sequence[str] = (),
    is_deputy: bool = False,
) -> RoleAssignment:
    """Give a role from a day on, until a day if given (ROL-5, ROL-14, ROL-19); giving it again changes nothing.

    `municipality` None means all of the programme's. `organisation` is the ally that lends the person; `delegation`
    the document, whose end ends the role. Without an end it lasts a year, unless the account is a career official's or
    the system gives it (`rules.last_day_of_role`). It is active once the undertaking is signed. Refuses without
    `accounts.change` there and a period that ends before it starts.
    """
    refuse_if(why_not_assign(actor, municipality.pk if municipality else None))
    ends_on = last_day_of_role(
        starts_on=starts_on,
        ends_on=ends_on,
        delegation_ends_on=delegation.ends_on if delegation else None,
        may_be_open=actor.is_system or (account.is_career_official and organisation is None),
    )
    if ends_on is not None and ends_on < starts_on:
        raise Refused(
            Refusal(code="ends_before_it_starts", message=_("La fecha final debe ser igual o posterior a la inicial."))
        )
    assignment, is_new = RoleAssignment.objects.get_or_create(
        account=account,
        role=role,
        municipality=municipality,
        starts_on=starts_on,
        defaults={
            "ends_on": ends_on,
            "organisation": organisation,
            "delegation": delegation,
            "duties": list(duties),
            "is_deputy": is_deputy,
        },
    )
    if is_new:
        _rights_changed(account)
        audit.record(actor=actor, action="access.assign_role", obj=account, fields=("role", role), at=at)
    return assignment


@transaction.atomic
def end_role(
    *, account: Account, role: str, municipality: Municipality | None, last_day: date, actor: Actor, at: datetime
) -> int:
    """End a role on a day; an assignment that would not have begun by then is removed. Returns how many ended.

    Refuses without `accounts.change` there, one's own, and `case_role_needs_deputy` when fewer than two would stay to
    attend cases.
    """
    refuse_if(why_not_assign(actor, municipality.pk if municipality else None))
    refuse_if(why_not_close(actor, account))
    if role == CASE_WORKER:
        refuse_if(why_not_leave_cases(account, municipality.pk if municipality else None, last_day))
    held = account.assignments.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=last_day))
    held = held.filter(role=role, municipality=municipality)
    count = held.filter(starts_on__gt=last_day).delete()[0] + held.update(ends_on=last_day)
    if count:
        _rights_changed(account)
        audit.record(actor=actor, action="access.end_role", obj=account, fields=("role", role), at=at)
    return count


@transaction.atomic
def give_temporary_password(*, account: Account, actor: Actor, at: datetime) -> str:
    """Set a password that must be changed at the first use, within seven days, and return it: it is stored nowhere in
    the clear.

    Whoever was signed in to the account is signed out. Refuses without `accounts.change` where the account has roles,
    and for oneself.
    """
    refuse_if(why_not_manage(actor, account))
    password = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4)).lower()
    account.set_password(password)
    account.has_temporary_password, account.temporary_until = True, at + TEMPORARY
    account.save(update_fields=["password", "has_temporary_password", "temporary_until"])
    end_sessions(account=account)
    audit.record(actor=actor, action="access.give_temporary_password", obj=account, fields=("password",), at=at)
    return password


@transaction.atomic
def change_own_password(
    *, account: Account, password: str, actor: Actor, at: datetime, session_key: str | None = None
) -> None:
    """Set the password that somebody chose; a temporary one is temporary no more. Refuses for a demo account.

    Every other session of theirs ends; `session_key` is the cookie of the one that stays.
    """
    if account.is_demo:
        message = _("La clave de una cuenta de demostración la conocen todas las personas: no se cambia.")
        raise Refused(Refusal(code="demo_password_is_shared", message=message))
    account.set_password(password)
    account.has_temporary_password, account.temporary_until = False, None
    account.save(update_fields=["password", "has_temporary_password", "temporary_until"])
    end_sessions(account=account, but=session_key)
    audit.record(actor=actor, action="access.change_own_password", obj=account, fields=("password",), at=at)


@transaction.atomic
def close_account(*, account: Account, actor: Actor, at: datetime) -> None:
    """Nobody signs in to it any more; its roles and its traces stay. Refuses as `why_not_manage` says, and
    `case_role_needs_deputy` where the account attends cases and fewer than two would stay."""
    refuse_if(why_not_manage(actor, account))
    attends = account.assignments.filter(role=CASE_WORKER).order_by().values_list("municipality_id", flat=True)
    for municipality_id in set(attends):
        refuse_if(why_not_leave_cases(account, municipality_id, timezone.localdate(at)))
    _set_active(account, False, "access.close_account", actor, at)


@transaction.atomic
def reopen_account(*, account: Account, actor: Actor, at: datetime) -> None:
    """Let somebody sign in again. Refuses without `accounts.change`."""
    refuse_if(why_not_manage(actor, account))
    _set_active(account, True, "access.reopen_account", actor, at)


def _set_active(account: Account, is_active: bool, action: str, actor: Actor, at: datetime) -> None:
    if not is_active:
        end_sessions(account=account)
    changed = Account.objects.filter(pk=account.pk).exclude(is_active=is_active).update(is_active=is_active)
    account.is_active = is_active
    if changed:
        audit.record(actor=actor, action=action, obj=account, fields=("is_active",), at=at)


def _rights_changed(account: Account) -> None:
    """The sessions of an account whose roles changed get new keys at their next request."""
    Account.objects.filter(pk=account.pk).update(rights_version=F("rights_version") + 1)
