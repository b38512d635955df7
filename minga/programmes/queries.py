"""Reading programmes and the settings that hold on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from minga.territory.models import Municipality

from .models import MunicipalStep, Programme, Setting, Step
from .rules import DEFAULTS


def setting(key: str, *, on: date, programme: Programme, municipality_id: int | None = None) -> Any:
    """The value of a setting on a day: the municipality's newest, else the programme's newest, else the default."""
    row = (
        Setting.objects.filter(
            Q(municipality_id=municipality_id) | Q(municipality__isnull=True),
            programme=programme,
            key=key,
            valid_from__lte=on,
        )
        .order_by(
            "municipality_id", "-valid_from"
        )  # PostgreSQL sorts NULL last: the municipality's own comes first
        .first()
    )
    return row.value if row else DEFAULTS[key]


def programme_of(municipality: Municipality) -> Programme | None:
    """The programme a municipality runs now: the newest that it belongs to."""
    return municipality.programmes.order_by("-starts_on", "-id").first()


@dataclass(frozen=True)
class StepRow:
    """A step as a municipality does it; `is_own` when it differs from the programme's."""

    step: Step
    name: str
    position: int
    is_mandatory: bool
    is_used: bool
    is_own: bool


def steps_of(programme: Programme) -> list[StepRow]:
    """The steps of a programme as the municipality in scope has adapted them (PRG-3, PRG-4), in its order."""
    own = {row.step_id: row for row in MunicipalStep.objects.filter(step__programme=programme)}
    rows = []
    for step in programme.steps.all():
        shown = own.get(step.pk, step)
        rows.append(
            StepRow(
                step=step,
                name=shown.name,
                position=shown.position,
                is_mandatory=shown.is_mandatory,
                is_used=getattr(shown, "is_used", True),
                is_own=step.pk in own,
            )
        )
    return sorted(rows, key=lambda row: (row.position, row.step.pk))
