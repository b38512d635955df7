"""Incidents: written down, clocks started, who was told, closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from minga.audit import operations as audit
from minga.kernel import clock
from minga.kernel.actor import Actor
from minga.kernel.codes import new_code
from minga.kernel.refusals import refuse_if
from minga.territory.models import Municipality

from ..models import Incident
from ..permissions import why_not_manage
from ..queries.settings import days_of
from ..rules import clocks
from ..rules import incidents as rules
from ..states import Notified
from .requests import refuse

_TOLD = {
    Notified.AUTHORITY: "authority_told_at",
    Notified.ARCOTEL: "arcotel_told_at",
    Notified.PEOPLE: "people_told_at",
}


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened, when, and whose actions the affected people are found by."""

    kind: str
    risk: str
    happened: str
    measures: str
    known_at: datetime
    began_at: datetime
    ended_at: datetime
    account_id: int | None = None
    actions: Sequence[str] = ()


@transaction.atomic
def record_incident(*, what: Happened, municipality: Municipality, actor: Actor, at: datetime) -> Incident:
    """Write an incident down; its clocks run from the day it became known, in working days (dated settings)."""
    refuse_if(why_not_manage(actor))
    refuse(None if what.ended_at >= what.began_at else "period_needed")
    known = clock.day_in_zone(what.known_at, municipality.time_zone)
    today = clock.day_in_zone(at, municipality.time_zone)
    due = {
        name: clocks.due_after_working_days(known, days_of(setting, municipality=municipality, on=today))
        for name, setting in (
            ("authority_due_on", "incident_authority_working_days"),
            ("people_due_on", "incident_people_working_days"),
        )
    }
    given = asdict(what) | {"actions": list(what.actions)}
    incident = Incident.objects.create(
        municipality=municipality,
        code=new_code(f"INC{municipality.code}"),
        recorded_by_id=actor.account_id,
        **due,
        **given,
    )
    audit.record(actor=actor, action="privacy.record_incident", obj=incident, at=at)
    return incident


@transaction.atomic
def note_told(*, incident: Incident, who: str, actor: Actor, at: datetime) -> Incident:
    """Note that the authority, ARCOTEL or the people were told; again changes nothing."""
    refuse_if(why_not_manage(actor))
    incident = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    name = _TOLD[Notified(who)]
    if getattr(incident, name) is None:
        setattr(incident, name, at)
        incident.save(update_fields=[name])
        audit.record(actor=actor, action="privacy.note_told", obj=incident, fields=(name,), at=at)
    return incident


@transaction.atomic
def close_incident(*, incident: Incident, reason: str, actor: Actor, at: datetime) -> Incident:
    """Close an incident when whoever must know was told, or the reason says why not (`clocks_open`)."""
    refuse_if(why_not_manage(actor))
    incident = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    told = {str(who) for who, name in _TOLD.items() if getattr(incident, name)}
    is_closed = incident.closed_at is not None
    refuse(rules.why_not_close(is_closed=is_closed, told=told, risk=incident.risk, reason=reason))
    incident.closed_at, incident.closed_by_id, incident.not_told_reason = at, actor.account_id, reason
    incident.save()
    audit.record(actor=actor, action="privacy.close_incident", obj=incident, fields=("closed_at",), at=at)
    return incident
