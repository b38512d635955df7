"""Handovers: the record of work given from one official to another, the roles that go with it, and its return.

Moving the work itself is each area's own operation; `portal` calls them all in one transaction with these.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from minga.access.models import Account, Handover, HandoverItem, RoleAssignment
from minga.access.permissions import why_not_hand_over
from minga.access.queries import roles_to_hand_over
from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.codes import new_code
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.organisations.models import Organisation
from minga.territory.models import Municipality

from .accounts import assign_role, end_role
from .sessions import end_sessions

_NEVER = _("La entrega debe terminar el día en que empieza o después.")


@transaction.atomic
def begin_handover(
    *,
    municipality: Municipality,
    giver: Account,
    receiver: Account,
    reason: str,
    ends_on: date | None,
    organisation: Organisation | None,
    actor: Actor,
    at: datetime,
) -> Handover:
    """Record a handover from today on and move the roles: the receiver gets what the giver has here, until `ends_on` if
    it is for a period; the giver's end, their sessions too (ROL-13, ROL-14).

    `organisation` is the ally that lends the receiver. Roles for all municipalities stay. Refuses without
    `handovers.make`, oneself as giver, `same_account`, a closed receiver, `reason_needed`, `ends_before_it_starts`, and
    as `end_role` does.
    """
    today = timezone.localdate(at)
    refuse_if(why_not_hand_over(actor, giver, receiver))
    if ends_on is not None and ends_on < today:
        raise Refused(Refusal("ends_before_it_starts", _NEVER))
    if not reason.strip():
        raise Refused(Refusal("reason_needed", _("Escriba por qué se entrega el trabajo.")))
    list(Account.objects.select_for_update().filter(pk__in=(giver.pk, receiver.pk)).order_by("pk"))
    handover = Handover.objects.create(
        municipality=municipality,
        code=new_code(municipality.code),
        giver=giver,
        receiver=receiver,
        reason=reason.strip(),
        starts_on=today,
        ends_on=ends_on,
        made_at=at,
        made_by_id=actor.account_id,
    )
    roles = roles_to_hand_over(giver, municipality, today)
    handover.roles = [_give(handover, row, organisation, actor, at) for row in roles]
    handover.save(update_fields=["roles"])
    end_sessions(account=giver)
    audit.record(actor=actor, action="access.hand_over", obj=handover, fields=("roles",), at=at)
    return handover


def _give(
    handover: Handover, held: RoleAssignment, organisation: Organisation | None, actor: Actor, at: datetime
) -> dict[str, Any]:
    """Give one role to the receiver and end it for the giver; what is needed to turn that round."""
    place, today = handover.municipality, handover.starts_on
    has_it = roles_to_hand_over(handover.receiver, place, today).filter(role=held.role).exists()
    if not has_it:
        assign_role(
            account=handover.receiver,
            role=held.role,
            municipality=place,
            starts_on=today,
            ends_on=handover.ends_on,
            organisation=organisation,
            duties=held.duties,
            is_deputy=held.is_deputy,
            actor=actor,
            at=at,
        )
    end_role(
        account=handover.giver,
        role=held.role,
        municipality=place,
        last_day=today - timedelta(days=1),
        actor=actor,
        at=at,
    )
    return {
        "role": held.role,
        "is_given": not has_it,
        "ends_on": held.ends_on.isoformat() if held.ends_on else None,
        "duties": held.duties,
        "is_deputy": held.is_deputy,
    }


@transaction.atomic
def note_moved(*, handover: Handover, moved: Mapping[str, list[uuid.UUID]]) -> Handover:
    """Keep what a handover moved, by kind of work, so that its act can say it and only that comes back."""
    handover.counts = {kind: len(ids) for kind, ids in moved.items() if ids}
    handover.save(update_fields=["counts"])
    HandoverItem.objects.bulk_create(
        HandoverItem(municipality_id=handover.municipality_id, handover=handover, kind=kind, work_public_id=public_id)
        for kind, ids in moved.items()
        for public_id in ids
    )
    return handover


@transaction.atomic
def end_handover(*, handover: Handover, actor: Actor, at: datetime) -> Handover:
    """Turn a handover for a period round: the giver has the roles again that have not run out, the receiver those no
    more that came with it, and their sessions end (ROL-14). Turning it round again changes nothing.

    Refuses without `handovers.make`, and `handover_was_for_good` for one without an end.
    """
    refuse_if(why_not_hand_over(actor, handover.receiver, handover.giver))
    locked = Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
    if locked.returned_at is not None:
        return locked
    if locked.ends_on is None:
        message = _("Esta entrega fue definitiva: para devolver el trabajo haga otra entrega.")
        raise Refused(Refusal("handover_was_for_good", message))
    today = timezone.localdate(at)
    for row in locked.roles:
        _take_back(locked, row, today, actor, at)
    end_sessions(account=locked.receiver)
    locked.returned_at, locked.returned_by_id = at, actor.account_id
    locked.save(update_fields=["returned_at", "returned_by"])
    audit.record(actor=actor, action="access.end_handover", obj=locked, fields=("roles",), at=at)
    return locked


def _take_back(handover: Handover, row: dict[str, Any], today: date, actor: Actor, at: datetime) -> None:
    until = date.fromisoformat(row["ends_on"]) if row["ends_on"] else None
    place = handover.municipality
    if until is None or until >= today:
        assign_role(
            account=handover.giver,
            role=row["role"],
            municipality=place,
            starts_on=today,
            ends_on=until,
            duties=row["duties"],
            is_deputy=row["is_deputy"],
            actor=actor,
            at=at,
        )
    if row["is_given"]:
        last_day = today - timedelta(days=1)
        end_role(account=handover.receiver, role=row["role"], municipality=place, last_day=last_day, actor=actor, at=at)
