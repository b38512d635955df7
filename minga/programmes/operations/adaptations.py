"""What a municipality does its own way: steps and the status of stages."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.programmes.models import MunicipalStep, Stage, StageProgress, Step
from minga.programmes.permissions import why_not_adapt
from minga.territory.models import Municipality


@transaction.atomic
def adapt_step(
    *,
    step: Step,
    municipality: Municipality,
    name: str,
    position: int,
    is_mandatory: bool,
    is_used: bool,
    reason: str,
    actor: Actor,
    at: datetime,
) -> MunicipalStep:
    """Change a step for one municipality (PRG-4); the programme's own stays as it was.

    `position` is its place in the municipality's order, from 1. Refuses without `programme.adapt` there, without a
    reason, and a mandatory step that is not used.
    """
    refuse_if(why_not_adapt(actor, municipality.pk))
    if not reason.strip():
        raise Refused(Refusal(code="reason_needed", message=_("Escriba por qué su municipio lo hace de otra manera.")))
    if is_mandatory and not is_used:
        message = _("Un paso obligatorio no puede quedar sin usar: quite una de las dos marcas.")
        raise Refused(Refusal(code="mandatory_unused", message=message))
    fields = {
        "name": name.strip(),
        "position": position,
        "is_mandatory": is_mandatory,
        "is_used": is_used,
        "reason": reason.strip(),
    }
    own, _is_new = MunicipalStep.objects.update_or_create(municipality=municipality, step=step, defaults=fields)
    audit.record(actor=actor, action="programmes.adapt_step", obj=own, fields=fields, at=at)
    return own


@transaction.atomic
def set_stage_status(
    *, stage: Stage, municipality: Municipality, status: str, since_on: date, actor: Actor, at: datetime
) -> StageProgress:
    """Say how far a municipality is in a stage, since a day (PRG-2). Refuses without `programme.adapt` there."""
    refuse_if(why_not_adapt(actor, municipality.pk))
    progress, _is_new = StageProgress.objects.update_or_create(
        municipality=municipality, stage=stage, defaults={"status": status, "since_on": since_on}
    )
    audit.record(actor=actor, action="programmes.set_stage_status", obj=progress, fields=("status", "since_on"), at=at)
    return progress
