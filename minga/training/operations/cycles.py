"""Cycles: planned, open, closed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refused, refuse_if
from minga.programmes.models import Fund, Programme
from minga.territory.models import Municipality

from .. import rules
from ..models import Cycle
from ..permissions import why_not_change
from ..states import CycleState


@transaction.atomic
def plan_cycle(
    *,
    municipality: Municipality,
    programme: Programme,
    name: str,
    starts_on: date,
    ends_on: date,
    actor: Actor,
    at: datetime,
    fund: Fund | None = None,
) -> Cycle:
    """Plan a dated run of classes (FOR-1).

    Refuses without `training.change`; `fund_of_other_programme`, `name_taken`.
    """
    refuse_if(why_not_change(actor))
    if fund is not None and fund.project.programme_id != programme.pk:
        raise Refused(rules.refusal("fund_of_other_programme"))
    if Cycle.objects.filter(municipality=municipality, programme=programme, name=name.strip()).exists():
        raise Refused(rules.refusal("name_taken"))
    cycle = Cycle.objects.create(
        municipality=municipality,
        programme=programme,
        name=name.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        fund=fund,
    )
    audit.record(actor=actor, action="training.plan_cycle", obj=cycle, fields=("name", "starts_on", "ends_on"), at=at)
    return cycle


@transaction.atomic
def open_cycle(*, cycle: Cycle, actor: Actor, at: datetime) -> Cycle:
    """Open a planned cycle; opening again changes nothing. Refuses without `training.change`; `wrong_state`."""
    return _move(cycle, CycleState.PLANNED, CycleState.OPEN, "training.open_cycle", actor, at)


@transaction.atomic
def close_cycle(*, cycle: Cycle, actor: Actor, at: datetime) -> Cycle:
    """Close an open cycle: nobody new gets a place. Refuses without `training.change`; `wrong_state`."""
    return _move(cycle, CycleState.OPEN, CycleState.CLOSED, "training.close_cycle", actor, at)


def _move(cycle: Cycle, before: str, to: str, action: str, actor: Actor, at: datetime) -> Cycle:
    refuse_if(why_not_change(actor))
    cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
    if cycle.state == to:
        return cycle
    if cycle.state != before:
        raise Refused(rules.refusal("wrong_state", state=cycle.get_state_display()))
    cycle.state = to
    cycle.save(update_fields=["state"])
    audit.record(actor=actor, action=action, obj=cycle, fields=("state",), at=at)
    return cycle
