"""Reading programmes and the settings that hold on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q

from minga.kernel.rows import first_row
from minga.territory.models import Municipality

from .models import (
    Component,
    ElectoralPeriod,
    Fund,
    FundRule,
    MunicipalStep,
    Programme,
    Project,
    Setting,
    Stage,
    StageProgress,
    Step,
)
from .rules import DEFAULTS, missing_conceptual_components
from .states import FundRuleKind, RulePopulation, StageStatus


def setting(key: str, *, on: date, programme: Programme, municipality_id: int | None = None) -> Any:
    """The value of a setting on a day: the municipality's newest, else the programme's newest, else the default."""
    row = (
        Setting.objects.filter(
            Q(municipality_id=municipality_id) | Q(municipality__isnull=True),
            programme=programme,
            key=key,
            valid_from__lte=on,
        )
        .order_by("municipality_id", "-valid_from")  # PostgreSQL sorts NULL last: the municipality's own comes first
        .first()
    )
    return row.value if row else DEFAULTS[key]


def programme_of(municipality: Municipality) -> Programme | None:
    """The programme a municipality runs now: the newest that it belongs to."""
    return municipality.programmes.order_by("-starts_on", "-id").first()


def visibility_texts(municipality: Municipality) -> list[str]:
    """What the funds of the municipality's projects want said on its pages, each text once, by name (DON-2)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT visibility_text FROM programmes_visibility(%s)", [municipality.pk])
        return list(dict.fromkeys(text for (text,) in cursor.fetchall()))


@dataclass(frozen=True)
class StepRow:
    """A step as a municipality does it; `is_own` when it differs from the programme's."""

    step: Step
    name: str
    position: int
    is_mandatory: bool
    is_used: bool
    is_own: bool
    reason: str


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
                reason=getattr(shown, "reason", ""),
            )
        )
    return sorted(rows, key=lambda row: (row.position, row.step.pk))


def step_of(programme: Programme, code: str) -> StepRow | None:
    """One step as the municipality in scope does it."""
    return next((row for row in steps_of(programme) if row.step.code == code), None)


@dataclass(frozen=True)
class StageRow:
    """A stage with how far the municipality in scope is; `since_on` None while it has not said."""

    stage: Stage
    status: str
    status_words: str
    since_on: date | None


@dataclass(frozen=True)
class ComponentRow:
    """A component with its stages."""

    component: Component
    stages: list[StageRow]


def components_of(programme: Programme) -> list[ComponentRow]:
    """Components with their stages and the status in the municipality in scope (PRG-1, PRG-2), in order; 3 queries."""
    said = {row.stage_id: row for row in StageProgress.objects.filter(stage__component__programme=programme)}
    return [
        ComponentRow(component, [_stage_row(stage, said.get(stage.pk)) for stage in component.stages.all()])
        for component in programme.components.prefetch_related("stages")
    ]


def _stage_row(stage: Stage, progress: StageProgress | None) -> StageRow:
    status = StageStatus(progress.status if progress else StageStatus.NOT_STARTED)
    return StageRow(stage, status.value, str(status.label), progress.since_on if progress else None)


def stage_of(programme: Programme, component: str, code: str) -> StageRow | None:
    """One stage with its status in the municipality in scope."""
    stage = Stage.objects.filter(component__programme=programme, component__code=component, code=code).first()
    return _stage_row(stage, StageProgress.objects.filter(stage=stage).first()) if stage else None


def missing_components_of(programme: Programme) -> list[str]:
    """Codes of the conceptual components that the programme lacks (PRG-5)."""
    codes = programme.components.filter(is_conceptual=True).values_list("code", flat=True)
    return missing_conceptual_components(set(codes))


def projects_in(programme: Programme, municipality: Municipality) -> list[Project]:
    """Projects that pay here, each with its implementer, funds, owners and donors' rules loaded (PRG-11, PRG-18)."""
    found = programme.projects.filter(Q(municipalities=municipality) | Q(municipalities__isnull=True)).distinct()
    return list(found.select_related("implementer").prefetch_related("funds__owner", "funds__rules").order_by("name"))


def funds_of(programme: Programme, municipality: Municipality) -> list[Fund]:
    """The funds of the projects that pay here."""
    return [fund for project in projects_in(programme, municipality) for fund in project.funds.all()]


def values_of_fund_rule(fund: Fund, kind: str) -> list[tuple[str, str]] | None:
    """What a rule of this kind can be about, as (code, words); None when it takes no value."""
    programme = fund.project.programme
    if kind == FundRuleKind.POPULATION_MIN:
        return [(choice.value, str(choice.label)) for choice in RulePopulation]
    if kind == FundRuleKind.CITY:
        return [(row.slug, row.name) for row in programme.municipalities.order_by("name")]
    if kind == FundRuleKind.COMPONENT:
        return [(row.code, row.name) for row in programme.components.all()]
    return None


def words_of_fund_rule(rule: FundRule) -> str:
    """A rule in a few words: kind, what it is about, share as per cent."""
    value = dict(values_of_fund_rule(rule.fund, rule.kind) or []).get(rule.value, rule.value)
    share = f"{rule.share * 100:.0f} %" if rule.share is not None else ""
    return " · ".join(part for part in (str(FundRuleKind(rule.kind).label), value, share) if part)


@dataclass(frozen=True)
class SettingRow:
    """A setting as it holds on a day, since when, by which source; `origin`: default, programme or municipality."""

    key: str
    value: Any
    origin: str
    valid_from: date | None
    source: str


def settings_on(programme: Programme, municipality: Municipality, on: date) -> list[SettingRow]:
    """Every setting as it holds on a day in a municipality, in the order of `rules.DEFAULTS`; one query."""
    newest: dict[str, Setting] = {}
    rows = Setting.objects.filter(
        Q(municipality=municipality) | Q(municipality__isnull=True), programme=programme, valid_from__lte=on
    )
    for row in rows.order_by("municipality_id", "-valid_from"):
        newest.setdefault(row.key, row)
    return [_setting_row(key, newest.get(key)) for key in DEFAULTS]


def _setting_row(key: str, row: Setting | None) -> SettingRow:
    if row is None:
        return SettingRow(key, DEFAULTS[key], "default", None, "")
    origin = "programme" if row.municipality_id is None else "municipality"
    return SettingRow(key, row.value, origin, row.valid_from, row.source)


def values_of_setting(programme: Programme, municipality: Municipality, key: str) -> list[SettingRow]:
    """Every value a setting was given for a municipality or for all, newest first, also those still to begin."""
    rows = Setting.objects.filter(
        Q(municipality=municipality) | Q(municipality__isnull=True), programme=programme, key=key
    )
    return [_setting_row(key, row) for row in rows.order_by("-valid_from", "municipality_id")]


def electoral_periods(municipality: Municipality) -> list[ElectoralPeriod]:
    """The periods set for a municipality or for all of its programme, the newest first."""
    mine = Q(municipality=municipality) | Q(municipality__isnull=True)
    return list(ElectoralPeriod.objects.filter(mine, programme__municipalities=municipality).distinct())


_IN_ELECTORAL_PERIOD = """
t.starts_on <= %(on)s AND t.ends_on >= %(on)s AND (t.municipality_id = %(municipality)s OR t.municipality_id IS NULL
    AND EXISTS (SELECT FROM programmes_programme_municipalities m
                WHERE m.programme_id = t.programme_id AND m.municipality_id = %(municipality)s))
"""


def electoral_period(municipality: Municipality, on: date) -> ElectoralPeriod | None:
    """The electoral period a municipality is in on a day, its own or the programme's; None outside one (SEC-4).

    While there is one: no identified export for authority or communication, mass messages wait for the programme's
    approval, images of campaigns do not change. Of two, the one that ends last. One query.
    """
    values = {"on": on, "municipality": municipality.pk}
    return first_row(ElectoralPeriod, _IN_ELECTORAL_PERIOD, values, order="t.ends_on DESC, t.id DESC")
