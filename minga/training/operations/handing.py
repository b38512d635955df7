"""Work given from one official to another (ROL-13)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from minga.access.models import Account
from minga.access.permissions import why_not
from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.refusals import refuse_if

from ..models import ClassGroup, Facilitator
from ..queries.classes import open_classes_of
from .classes import write_facilitator


@transaction.atomic
def hand_over(
    *, giver: Account, receiver: Account, actor: Actor, at: datetime, only: Collection[uuid.UUID] | None = None
) -> list[uuid.UUID]:
    """Give the classes that one official teaches and are not closed to another, or `only` these; returns what moved.

    Sessions that began keep who gave them. The receiver becomes a facilitator of the municipality when they were not.
    Refuses without `handovers.make`, and `facilitator_busy` when an hour of theirs is taken.
    """
    refuse_if(why_not(actor, "handovers", "make"))
    rows = open_classes_of(giver.pk)
    if only is not None:
        rows = rows.filter(public_id__in=only)
    moved = list(rows)
    if moved:
        facilitator = _facilitator(moved[0], receiver, actor, at)
        for row in moved:
            write_facilitator(class_group=row, facilitator=facilitator, actor=actor, at=at)
    return [row.public_id for row in moved]


def _facilitator(class_group: ClassGroup, account: Account, actor: Actor, at: datetime) -> Facilitator:
    """The facilitator that an account is in the municipality, made when there is none yet."""
    known = Facilitator.objects.filter(account=account).first()
    if known is not None:
        return known
    same_name = Facilitator.objects.filter(name=account.name).exists()
    made = Facilitator.objects.create(
        municipality_id=class_group.municipality_id,
        name=f"{account.name} ({account.email})" if same_name else account.name,
        account=account,
    )
    audit.record(actor=actor, action="training.add_facilitator", obj=made, fields=("name",), at=at)
    return made
