"""Telling the case role: written once, read by it alone (REM-9)."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import transaction

from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.refusals import refuse_if
from minga.territory.models import Municipality

from ..models import Case, ProtectionAlert
from ..permissions import why_not_raise, why_not_work_case


@transaction.atomic
def raise_alert(
    *,
    municipality: Municipality,
    category: str,
    who: str,
    text: str,
    contact: str,
    is_danger: bool,
    actor: Actor,
    at: datetime,
) -> ProtectionAlert:
    """Tell the case role of somebody in danger. `who` is a code or a name as typed: nothing is looked up, so that the
    answer says nothing of anybody. Everything is sealed. Refuses without `alerts.raise`.
    """
    refuse_if(why_not_raise(actor))
    content = {"category": category, "who": who, "text": text, "contact": contact, "danger": is_danger}
    alert = ProtectionAlert.objects.create(
        municipality=municipality, content=json.dumps(content), raised_at=at, raised_by_id=actor.account_id
    )
    audit.record(actor=actor, action="cases.raise_alert", obj=alert, at=at)
    return alert


@transaction.atomic
def take_alert(
    *, alert: ProtectionAlert, case: Case | None, outcome: str, actor: Actor, at: datetime
) -> ProtectionAlert:
    """Note what became of an alert: joined to a case, or why no case is opened. Refuses without `cases.change`."""
    refuse_if(why_not_work_case(actor))
    alert.case, alert.taken_at, alert.outcome = case, at, outcome
    alert.save(update_fields=["case", "taken_at", "outcome"])
    audit.record(actor=actor, action="cases.take_alert", obj=alert, at=at)
    return alert
