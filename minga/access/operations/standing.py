"""What a role stands on: the undertaking, delegations, deputies and duties."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from minga.access.models import Account, Delegation, RoleAssignment, Undertaking
from minga.access.permissions import why_not_assign, why_not_record_undertaking, why_not_take_over
from minga.access.undertaking import CURRENT
from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.kernel.uploads import CleanUpload, keep_upload
from minga.territory.models import Municipality


@transaction.atomic
def record_undertaking(
    *,
    account: Account,
    signed_on: date,
    actor: Actor,
    at: datetime,
    scan: CleanUpload | None = None,
    text_version: str = CURRENT,
) -> Undertaking:
    """Note that somebody signed the promise of confidentiality: from that day on their roles are active (SEC-4).

    The same version again keeps the first, and takes the scan when it had none. Refuses without `accounts.change`,
    one's own (another person receives it), and a day to come.
    """
    refuse_if(why_not_record_undertaking(actor, account))
    if signed_on > timezone.localdate(at):
        raise Refused(Refusal("signed_in_future", _("La fecha de la firma no puede ser posterior a hoy.")))
    row, is_new = Undertaking.objects.get_or_create(
        account=account,
        text_version=text_version,
        defaults={"signed_on": signed_on, "recorded_at": at, "recorded_by_id": actor.account_id},
    )
    takes_scan = scan is not None and row.file_id is None
    if scan is not None and takes_scan:
        row.file_id, row.file_name = keep_upload(scan), scan.name
        row.save(update_fields=["file_id", "file_name"])
    if is_new or takes_scan:
        fields = ("signed_on", "file_id") if takes_scan else ("signed_on",)
        audit.record(actor=actor, action="access.record_undertaking", obj=account, fields=fields, at=at)
    return row


@transaction.atomic
def record_delegation(
    *,
    account: Account,
    municipality: Municipality | None,
    number: str,
    issued_on: date | None,
    starts_on: date,
    ends_on: date | None,
    actor: Actor,
    at: datetime,
    scan: CleanUpload | None = None,
) -> Delegation:
    """Keep the document that delegates somebody (ROL-19); the same number again returns the one there is.

    Refuses without `accounts.change` there, and `ends_before_it_starts`.
    """
    refuse_if(why_not_assign(actor, municipality.pk if municipality else None))
    if ends_on is not None and ends_on < starts_on:
        message = _("La fecha final debe ser igual o posterior a la inicial.")
        raise Refused(Refusal("ends_before_it_starts", message))
    row, is_new = Delegation.objects.get_or_create(
        account=account,
        municipality=municipality,
        number=number.strip(),
        defaults={"issued_on": issued_on, "starts_on": starts_on, "ends_on": ends_on},
    )
    if is_new:
        if scan is not None:
            row.file_id, row.file_name = keep_upload(scan), scan.name
            row.save(update_fields=["file_id", "file_name"])
        audit.record(actor=actor, action="access.record_delegation", obj=account, fields=("delegation",), at=at)
    return row


@transaction.atomic
def end_delegation(*, delegation: Delegation, last_day: date, actor: Actor, at: datetime) -> int:
    """End a delegation before its day, and with it the roles tied to it; returns how many roles ended (ROL-19).

    Unlike ending a role it is not refused for want of a deputy: the document is over, and the alert says so. Refuses
    without `accounts.change` there.
    """
    refuse_if(why_not_assign(actor, delegation.municipality_id))
    if delegation.ends_on is not None and delegation.ends_on <= last_day:
        return 0
    last_day = max(last_day, delegation.starts_on)
    delegation.ends_on = last_day
    delegation.save(update_fields=["ends_on"])
    tied = RoleAssignment.objects.filter(delegation=delegation)
    longer = tied.exclude(ends_on__lte=last_day)
    ended = longer.filter(starts_on__gt=last_day).delete()[0] + longer.update(ends_on=last_day)
    audit.record(actor=actor, action="access.end_delegation", obj=delegation.account, fields=("delegation",), at=at)
    return ended


@transaction.atomic
def set_duties(*, assignment: RoleAssignment, duties: Sequence[str], actor: Actor, at: datetime) -> RoleAssignment:
    """Say what a member of the team answers for (ROL-3); the same again changes nothing. Refuses without
    `accounts.change` there."""
    refuse_if(why_not_assign(actor, assignment.municipality_id))
    if set(assignment.duties) == set(duties):
        return assignment
    assignment.duties = list(duties)
    assignment.save(update_fields=["duties"])
    audit.record(actor=actor, action="access.set_duties", obj=assignment.account, fields=("duties",), at=at)
    return assignment


@transaction.atomic
def take_over(*, assignment: RoleAssignment, actor: Actor, at: datetime) -> RoleAssignment:
    """A deputy takes the first place, and whoever had it becomes deputy (ROL-13); again it changes nothing.

    The deputy themself may, when the other is away, and whoever gives roles. Refuses everybody else.
    """
    refuse_if(why_not_take_over(actor, assignment))
    peers = RoleAssignment.objects.filter(role=assignment.role, municipality=assignment.municipality)
    list(peers.select_for_update().values_list("pk", flat=True))
    if not RoleAssignment.objects.filter(pk=assignment.pk, is_deputy=True).update(is_deputy=False):
        return assignment
    peers.exclude(pk=assignment.pk).filter(is_deputy=False).update(is_deputy=True)
    assignment.is_deputy = False
    audit.record(
        actor=actor, action="access.take_over", obj=assignment.account, fields=("is_deputy", assignment.role), at=at
    )
    return assignment
