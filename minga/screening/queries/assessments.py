"""Assessments: pending ones, the one that counts for a person, counts and shares by component."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, When

from minga.kernel.actor import Actor
from minga.people.models import Person
from minga.screening.models import Assessment, InstrumentVersion
from minga.screening.permissions import visible_assessments
from minga.screening.queries.instruments import loaded
from minga.screening.rules.explanation import Reasons
from minga.screening.rules.valuation import ConditionOutcome, DimensionScore
from minga.screening.states import REFERRAL_WARNING, AssessmentState, MainComponent


def pending_assessments(actor: Actor) -> QuerySet[Assessment]:
    """Advice that waits for a person to confirm it (SCR-22); read by (computed_at, id), the oldest first."""
    return (
        visible_assessments(actor)
        .filter(is_current=True, state=AssessmentState.ADVISED)
        .select_related("person", "submission")
    )


def urgent_count(actor: Actor) -> int:
    """How many of those told of an urgent need."""
    return pending_assessments(actor).filter(is_urgent=True).count()


def assessment_of(person: Person, actor: Actor) -> Assessment | None:
    """The assessment that counts for a person, or None before the first interview."""
    return visible_assessments(actor).filter(person=person, is_current=True).select_related("version").first()


def assessments_in_force() -> QuerySet[Assessment]:
    """The assessment that counts for each person of the municipality in scope, for the ranked list.

    No actor: a lower area's rows for an area above, which asks its own permission first.
    """
    return Assessment.objects.filter(is_current=True)


def _component() -> Case:
    return Case(When(component="", then=F("advised_component")), default=F("component"), output_field=CharField())


def component_counts(version: InstrumentVersion | None = None) -> dict[str, int]:
    """How many people count in each component (decided, else advised) and in none (""), by current assessments."""
    rows = assessments_in_force()
    if version is not None:
        rows = rows.filter(version=version)
    found = rows.annotate(main=_component()).values("main").annotate(people=Count("id")).order_by()
    return {row["main"]: row["people"] for row in found}


@dataclass(frozen=True, slots=True)
class ReferralShare:
    """People with remisión as main component over all with one, under a version."""

    referred: int
    total: int

    @property
    def share(self) -> float:
        """From 0 to 1; 0 without anybody."""
        return self.referred / self.total if self.total else 0.0

    @property
    def is_high(self) -> bool:
        """Above 30 %: needs-first would empty the classes of those PRI-2 protects."""
        return self.share > REFERRAL_WARNING


def referral_share(version: InstrumentVersion) -> ReferralShare:
    """Share of remisión as main component among the current assessments of a version."""
    counts = (
        assessments_in_force()
        .filter(version=version)
        .annotate(main=_component())
        .aggregate(referred=Count("id", filter=Q(main=MainComponent.REFERRAL)), total=Count("id", filter=~Q(main="")))
    )
    return ReferralShare(counts["referred"], counts["total"])


@dataclass(frozen=True, slots=True)
class Detail:
    """The sealed part of an assessment, read."""

    inputs: dict[str, Any]
    conditions: tuple[ConditionOutcome, ...]
    referrals: tuple[str, ...]
    possible_referrals: tuple[str, ...]
    dimensions: tuple[DimensionScore, ...]


def detail_of(assessment: Assessment) -> Detail:
    """Conditions, referrals and scores of an assessment, with the answers they were computed from."""
    stored = json.loads(assessment.detail)
    return Detail(
        inputs=stored["inputs"],
        conditions=tuple(
            ConditionOutcome(code, outcome, date.fromisoformat(day) if day else None)
            for code, outcome, day in stored["conditions"]
        ),
        referrals=tuple(stored["referrals"]),
        possible_referrals=tuple(stored["possible_referrals"]),
        dimensions=tuple(DimensionScore(*row) for row in stored["dimensions"]),
    )


def reasons_of(assessment: Assessment) -> tuple[Reasons, ...]:
    """Which condition, with which values, gave what: from the stored answers, day and version, so always the same."""
    inputs = detail_of(assessment).inputs
    return loaded(assessment.version).explainer.explain(inputs, on=assessment.as_of)


def urgent_referrals(actor: Actor) -> QuerySet[Assessment]:
    """People whose confirmed component is the referral and who have not been interviewed again since; oldest first."""
    return (
        visible_assessments(actor)
        .filter(is_current=True, component=MainComponent.REFERRAL)
        .select_related("person")
        .order_by("decided_at", "id")
    )
