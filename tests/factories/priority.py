"""Assessed people and orders of call; the test must be inside the municipality's scope."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from minga.kernel.actor import system_actor
from minga.people.models import Person
from minga.prioritisation.models import RankedList
from minga.prioritisation.operations import freeze_list
from minga.programmes.models import Programme
from minga.screening.data.build_default import default_workbook
from minga.screening.models import Assessment, InstrumentVersion, Submission
from minga.screening.states import AssessmentState, Channel
from minga.territory.models import Municipality

from .people import make_participation, make_person

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
DIMENSIONS = (
    ("vulnerability", "unknown", None),
    ("needs", "scored", 0.75),
    ("residence_time", "scored", 0.0),
    ("migratory_condition", "not_applicable", None),
    ("social_condition", "scored", 0.5),
    ("economic_condition", "scored", 0.25),
)
_numbers = itertools.count(1)


def make_version(municipality: Municipality) -> InstrumentVersion:
    """The default workbook in force."""
    version, _ = InstrumentVersion.objects.get_or_create(
        municipality=municipality,
        number=1,
        defaults={
            "title": "Entrevista inicial",
            "workbook": default_workbook(),
            "sha256": "default",
            "loaded_at": NOW,
            "published_at": NOW,
        },
    )
    return version


def make_assessed(
    municipality: Municipality,
    priority: str | None = "0.5",
    *,
    component: str = "business",
    is_advised: bool = False,
    gate: dict[str, Any] | None = None,
    dimensions: Any = DIMENSIONS,
    takes_part: bool = True,
    **person_fields: Any,
) -> Person:
    """A person with an open participation and the assessment that counts for them."""
    version = make_version(municipality)
    person = make_person(municipality, **person_fields)
    if takes_part:
        make_participation(person)
    submission = Submission.objects.create(
        municipality=municipality,
        code=f"E-{next(_numbers)}",
        version=version,
        person=person,
        channel=Channel.ASSISTED,
        started_at=NOW,
        saved_at=NOW,
        finished_at=NOW,
    )
    decision = {} if is_advised else {"component": component, "decided_at": NOW, "state": AssessmentState.CONFIRMED}
    Assessment.objects.create(
        municipality=municipality,
        submission=submission,
        person=person,
        version=version,
        as_of=NOW.date(),
        computed_at=NOW,
        inputs_sha256="0" * 64,
        advised_component=component,
        is_settled=True,
        is_urgent=False,
        gates={"training": gate or {"outcome": "met", "opens_on": None}},
        priority=None if priority is None else Decimal(priority),
        detail=json.dumps(
            {"inputs": {}, "conditions": [], "referrals": [], "possible_referrals": [], "dimensions": dimensions}
        ),
        **decision,
    )
    return person


def make_list(municipality: Municipality, component: str = "both", seed: str = "seed", **fields: Any) -> RankedList:
    """The order of call of everybody assessed, frozen by the system."""
    given = {"as_of": NOW.date(), "includes_advised": False, "at": NOW} | fields
    return freeze_list(
        municipality=municipality,
        programme=Programme.objects.get(slug="site"),
        component=component,
        seed=seed,
        actor=system_actor(municipality.pk),
        **given,
    )
