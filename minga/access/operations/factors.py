"""Second factors: issuing sheets, adding an application or a passkey, using them, and unlocking in person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from fido2.webauthn import AttestedCredentialData

from minga.access import codes
from minga.access.models import Account, CodeApp, CodeSheet, Passkey, SheetCode
from minga.access.permissions import why_not_unlock
from minga.access.queries import next_sheet_code
from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused, refuse_if

from .attempts import count_attempt, forget_attempts
from .sessions import end_sessions

SHEET, APP, PASSKEY = "sheet", "app", "passkey"


@transaction.atomic
def issue_own_sheet(*, account: Account, actor: Actor, at: datetime) -> list[str]:
    """A new sheet for oneself: its codes, shown once. It counts when `confirm_sheet` has seen one of them."""
    account.code_sheets.filter(confirmed_at__isnull=True).delete()
    return _issue(account, actor, at, confirmed_at=None)


@transaction.atomic
def confirm_sheet(*, account: Account, typed: str, actor: Actor, at: datetime) -> bool:
    """Make one's new sheet count, and the old one stop, if `typed` is its first code; else False."""
    sheet = account.code_sheets.select_for_update().filter(confirmed_at__isnull=True).order_by("-pk").first()
    first = sheet.codes.filter(number=1, used_at__isnull=True).first() if sheet else None
    if sheet is None or first is None or not _may_try(account, at) or not codes.is_code(typed, first.code_hash):
        return False
    account.code_sheets.exclude(pk=sheet.pk).delete()
    CodeSheet.objects.filter(pk=sheet.pk).update(confirmed_at=at)
    SheetCode.objects.filter(pk=first.pk).update(used_at=at)
    _forget(account, at)
    audit.record(actor=actor, action="access.confirm_sheet", obj=account, fields=("code_sheet",), at=at)
    return True


@transaction.atomic
def unlock_account(*, account: Account, reason: str, actor: Actor, at: datetime) -> list[str]:
    """Hand a new sheet to somebody who is present: the codes, shown once. Everything else of theirs stops.

    Application, passkeys and old sheets are forgotten and their sessions end; the reason goes to the audit. Refuses as
    `why_not_unlock` says, and without a reason.
    """
    refuse_if(why_not_unlock(actor, account))
    if not reason.strip():
        raise Refused(Refusal(code="reason_missing", message=_("Escriba por qué entrega la hoja.")))
    account.code_sheets.all().delete()
    account.passkeys.all().delete()
    CodeApp.objects.filter(account=account).delete()
    end_sessions(account=account)
    made = _issue(account, actor, at, confirmed_at=at)
    _forget(account, at)
    audit.record(
        actor=actor, action="access.unlock_account", obj=account, fields=("code_sheet",), purpose=reason.strip(), at=at
    )
    return made


@transaction.atomic
def add_app(*, account: Account, secret: str, typed: str, actor: Actor, at: datetime) -> bool:
    """Add an application of codes, in place of an earlier one, if `typed` is its present code; else False."""
    step = codes.app_step(secret, typed, at)
    if step is None:
        return False
    CodeApp.objects.filter(account=account).delete()
    CodeApp.objects.create(account=account, secret=secret, last_step=step, added_at=at)
    audit.record(actor=actor, action="access.add_app", obj=account, fields=("code_app",), at=at)
    return True


@transaction.atomic
def add_passkey(*, account: Account, name: str, credential: AttestedCredentialData, actor: Actor, at: datetime) -> None:
    """Add a passkey that the browser just made."""
    Passkey.objects.create(
        account=account, name=name, credential_id=credential.credential_id, credential=bytes(credential), added_at=at
    )
    audit.record(actor=actor, action="access.add_passkey", obj=account, fields=("passkey",), at=at)


@transaction.atomic
def remove_factor(*, account: Account, kind: str, public_id: Any = None, actor: Actor, at: datetime) -> None:
    """Forget one's application or a passkey. Refuses when nothing would be left: there must be a second step."""
    found = account.passkeys.filter(public_id=public_id) if kind == PASSKEY else CodeApp.objects.filter(account=account)
    others = account.passkeys.exclude(public_id=public_id) if kind == PASSKEY else account.passkeys.all()
    has_app = kind != APP and CodeApp.objects.filter(account=account).exists()
    if not (others.exists() or has_app or next_sheet_code(account)):
        message = _("Es su único segundo paso. Agregue otro antes de quitar este.")
        raise Refused(Refusal(code="last_factor", message=message))
    if found.delete()[0]:
        audit.record(actor=actor, action="access.remove_factor", obj=account, fields=(kind,), at=at)


@transaction.atomic
def use_code(*, account: Account, typed: str, at: datetime) -> str:
    """Which factor a typed code proves (`app` or `sheet`), used up by this; "" when it is wrong.

    Refuses after too many wrong ones (`too_many_codes`); who tries twice at once waits for the first answer.
    """
    if not _may_try(account, at):
        raise Refused(Refusal(code="too_many_codes", message=_("Demasiados códigos equivocados. Espere 10 minutos.")))
    used = _use_app(account, typed, at) or _use_sheet(account, typed, at)
    if used:
        _forget(account, at)
    return used


@transaction.atomic
def use_passkey(*, account: Account, credential_id: bytes, sign_count: int, at: datetime) -> bool:
    """Note that a passkey answered; False when its count went backwards, which a copy of it would."""
    passkey = account.passkeys.select_for_update().filter(credential_id=credential_id).first()
    if passkey is None or (sign_count and sign_count <= passkey.sign_count):
        return False
    Passkey.objects.filter(pk=passkey.pk).update(sign_count=sign_count, used_at=at)
    return True


def _use_app(account: Account, typed: str, at: datetime) -> str:
    app = CodeApp.objects.select_for_update().filter(account=account).first()
    step = codes.app_step(app.secret, typed, at) if app else None
    if app is None or step is None or step <= app.last_step:
        return ""
    CodeApp.objects.filter(pk=app.pk).update(last_step=step)
    return APP


def _use_sheet(account: Account, typed: str, at: datetime) -> str:
    asked = next_sheet_code(account)
    if asked is None or not codes.is_code(typed, asked.code_hash):
        return ""
    return SHEET if SheetCode.objects.filter(pk=asked.pk, used_at__isnull=True).update(used_at=at) else ""


def _issue(account: Account, actor: Actor, at: datetime, confirmed_at: datetime | None) -> list[str]:
    made = [codes.new_paper_code() for _number in range(codes.CODES_ON_A_SHEET)]
    sheet = CodeSheet.objects.create(
        account=account, issued_at=at, issued_by_id=actor.account_id, confirmed_at=confirmed_at
    )
    SheetCode.objects.bulk_create(
        SheetCode(sheet=sheet, number=number, code_hash=codes.hash_of_code(code))
        for number, code in enumerate(made, start=1)
    )
    audit.record(actor=actor, action="access.issue_sheet", obj=account, fields=("code_sheet",), at=at)
    return made


def _may_try(account: Account, at: datetime) -> bool:
    subject = str(account.pk)
    within = [count_attempt(limit=name, subject=subject, at=at) for name in ("second_factor", "second_factor_day")]
    return all(within)


def _forget(account: Account, at: datetime) -> None:
    forget_attempts(limit="second_factor", subject=str(account.pk), at=at)
