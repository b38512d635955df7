"""Protected cases of an official who leaves (ROL-13)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from minga.access.models import Account
from minga.access.permissions import why_not
from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.refusals import refuse_if

from ..models import Case
from ..states import CaseState


@transaction.atomic
def hand_over_cases(*, giver: Account, receiver: Account, actor: Actor, at: datetime) -> None:
    """Give the open cases that one person leads to another. It does not say how many: who hands over may not know.

    Refuses without `handovers.make`.
    """
    refuse_if(why_not(actor, "handovers", "make"))
    for case in Case.objects.select_for_update(of=("self",)).filter(worker=giver, state=CaseState.OPEN):
        case.worker = receiver
        case.save(update_fields=["worker"])
        audit.record(actor=actor, action="cases.hand_over_case", obj=case, fields=("worker",), at=at)
