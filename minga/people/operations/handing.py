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

from ..queries.batches import open_batches_of


@transaction.atomic
def hand_over(
    *, giver: Account, receiver: Account, actor: Actor, at: datetime, only: Collection[uuid.UUID] | None = None
) -> list[uuid.UUID]:
    """Give the sheets that one official has still to decide on to another, or `only` these; returns what moved.

    Who sent them stays written. Refuses without `handovers.make`.
    """
    refuse_if(why_not(actor, "handovers", "make"))
    rows = open_batches_of(giver.pk)
    if only is not None:
        rows = rows.filter(public_id__in=only)
    moved = list(rows.select_for_update(of=("self",)))
    rows.model.objects.filter(pk__in=[row.pk for row in moved]).update(owner=receiver)
    for row in moved:
        audit.record(actor=actor, action="people.hand_over", obj=row, fields=("owner",), at=at)
    return [row.public_id for row in moved]
