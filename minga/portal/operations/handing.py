"""The handover: one transaction over the areas whose work points to an official (ROL-13, ROL-14)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from minga.access import operations as access
from minga.access.models import Account, Handover
from minga.access.queries import items_of
from minga.exports.operations import end_exports_of
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused
from minga.organisations.models import Organisation
from minga.outreach import operations as outreach
from minga.people import operations as people
from minga.referrals.operations.handing import hand_over_cases
from minga.screening import operations as screening
from minga.territory.models import Municipality
from minga.training import operations as training

from ..queries.handing import preview

MOVES: dict[str, Callable[..., Any]] = {
    "rounds": outreach.hand_over,
    "classes": training.hand_over,
    "interviews": screening.hand_over,
    "sheets": people.hand_over,
}
"""Kind of work (`queries.handing.KINDS`) → the operation of its area."""


@transaction.atomic
def hand_over(
    *,
    municipality: Municipality,
    giver: Account,
    receiver: Account,
    reason: str,
    actor: Actor,
    at: datetime,
    ends_on: date | None = None,
    organisation: Organisation | None = None,
) -> Handover:
    """Give everything that one official has open here to another, with the roles, from today on; all of it or nothing.

    With `ends_on` it is for a period and can be turned round. The giver's open exports end. Protected cases go along,
    neither counted nor listed; they come back only by the hand of the case role. Refuses `nothing_to_give`, and as
    `access.begin_handover` and each area's `hand_over` do.
    """
    if preview(giver, receiver, municipality, timezone.localdate(at)).is_empty:
        raise Refused(Refusal("nothing_to_give", _("Esta persona no tiene roles ni trabajo abierto que entregar.")))
    handover = access.begin_handover(
        municipality=municipality,
        giver=giver,
        receiver=receiver,
        reason=reason,
        ends_on=ends_on,
        organisation=organisation,
        actor=actor,
        at=at,
    )
    end_exports_of(account_id=giver.pk, actor=actor, at=at)
    hand_over_cases(giver=giver, receiver=receiver, actor=actor, at=at)
    moved = {kind: move(giver=giver, receiver=receiver, actor=actor, at=at) for kind, move in MOVES.items()}
    return access.note_moved(handover=handover, moved=moved)


@transaction.atomic
def return_handover(*, handover: Handover, actor: Actor, at: datetime) -> Handover:
    """Turn a handover for a period round: the roles, and of the work it moved what the receiver has still open.

    Again it changes nothing. Refuses as `access.end_handover` does.
    """
    if handover.returned_at is not None:
        return handover
    returned = access.end_handover(handover=handover, actor=actor, at=at)
    end_exports_of(account_id=handover.receiver_id, actor=actor, at=at)
    for kind, ids in items_of(handover).items():
        MOVES[kind](giver=handover.receiver, receiver=handover.giver, only=ids, actor=actor, at=at)
    return returned
