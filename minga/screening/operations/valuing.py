"""Valuing many interviews at once: light reads, one pass of the rules, one statement that writes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef

from minga.kernel.clock import day_in_zone
from minga.kernel.ids import uuid7_text
from minga.kernel.sealing import seal, unseal
from minga.screening.models import AnswerEnvelope, InstrumentVersion, Submission
from minga.screening.operations import valuing_rows
from minga.screening.operations.valuing_rows import ASSESSMENTS, ENVELOPES, Earlier, Row
from minga.screening.queries import Loaded, loaded
from minga.screening.queries.answers import record_columns
from minga.screening.rules.answers import sealed_json
from minga.screening.states import AssessmentState

AT_ONCE = 2_000
"""Interviews valued and written together: bounds memory."""


class _Frame(NamedTuple):
    """What all interviews of a run share."""

    municipality_id: int
    version: InstrumentVersion
    ready: Loaded
    on: date
    at: datetime


def latest_interviews(*, after_person: int = 0, up_to_person: int | None = None) -> tuple[list[int], int]:
    """Ids of the latest finished interview of the next 2,000 people by id, and the last of these people."""
    rows = Submission.objects.filter(
        Exists(AnswerEnvelope.objects.filter(submission=OuterRef("pk"))),  # an erased person's interview has none
        finished_at__isnull=False,
        version__has_rules=True,
        person_id__gt=after_person,
    )
    if up_to_person is not None:
        rows = rows.filter(person_id__lte=up_to_person)
    part = list(
        rows.order_by("person_id", "-finished_at", "-id").distinct("person_id").values_list("id", "person_id")[:AT_ONCE]
    )
    return [submission_id for submission_id, _person in part], (part[-1][1] or 0) if part else 0


def value_interviews(*, submission_ids: Sequence[int], version: InstrumentVersion, at: datetime) -> int:
    """Value finished interviews of different people together; returns how many were valued.

    Three reads and one write a part, whatever its number. Unchanged ones (same version, day and inputs) are not written
    again; a decision stays where the advice stays the same. A version without rules values nobody.
    """
    if not version.has_rules:
        return 0
    municipality = version.municipality
    frame = _Frame(municipality.pk, version, loaded(version), day_in_zone(at, municipality.time_zone), at)
    count = 0
    for start in range(0, len(submission_ids), AT_ONCE):
        count += _value_part(submission_ids[start : start + AT_ONCE], frame)
    return count


def _value_part(submission_ids: Sequence[int], frame: _Frame) -> int:
    records = _records(submission_ids, frame.ready)
    answers = _answers(submission_ids)
    before = valuing_rows.earlier_assessments([person_id for _submission, person_id, _record in records])
    rows, replaced = [], []
    for submission_id, person_id, record in records:
        inputs = answers.get(submission_id, {}) | record
        earlier = before.get(person_id)
        row = _row(submission_id, person_id, inputs, earlier, frame)
        if row is not None:
            rows.append(row)
            if earlier is not None:
                replaced.append(earlier.id)
    if rows:
        valuing_rows.replace_assessments(
            rows=rows,
            replaced=replaced,
            municipality_id=frame.municipality_id,
            version_id=frame.version.pk,
            on=frame.on,
            at=frame.at,
        )
    return len(records)


def _records(submission_ids: Sequence[int], ready: Loaded) -> list[tuple[int, int, dict[str, Any]]]:
    """(interview, person, what the person's record answers of what the rules use), by person."""
    fields = [(name, field) for name, field in record_columns(ready.instrument).items() if name in ready.valuator.asked]
    found = valuing_rows.interviews_in_turn(submission_ids, [field.column for _name, field in fields])
    records = []
    for submission_id, person_id, *values in found:
        said = {
            name: answer for (name, field), value in zip(fields, values, strict=True) if (answer := field.read(value))
        }
        records.append((submission_id, person_id, said))
    return records


def _answers(submission_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for submission_id, public_id, sealed in valuing_rows.sealed_answers(submission_ids):
        opened = json.loads(unseal(sealed, context=f"{ENVELOPES}:{public_id}:answers"))
        known = found.get(submission_id)
        found[submission_id] = opened if known is None else known | opened
    return found


def _row(
    submission_id: int, person_id: int, inputs: dict[str, Any], earlier: Earlier | None, frame: _Frame
) -> Row | None:
    """A new assessment; None when the earlier one still says it all."""
    ready = frame.ready
    used = {name: inputs[name] for name in ready.valuator.asked if name in inputs}
    used_json = sealed_json(used)
    digest = hashlib.sha256(f"{frame.version.sha256}\n{frame.on}\n{used_json}".encode()).hexdigest()
    if earlier and (earlier.inputs_sha256, earlier.submission_id) == (digest, submission_id):
        return None
    valuation = ready.remembering.value(used, on=frame.on)
    public_id = uuid7_text()
    advised = valuation.component or ""
    component, state, decided_at, decided_by_id, reason = _decision(earlier, advised, public_id)
    return Row(
        public_id=public_id,
        submission_id=submission_id,
        person_id=person_id,
        inputs_sha256=digest,
        advised_component=advised,
        is_settled=valuation.is_settled,
        is_urgent=not ready.urgent_referrals.isdisjoint(valuation.referrals),
        component=component,
        gates=ready.stored.gates(valuation),
        priority=valuation.priority,
        detail=seal(ready.stored.detail(used_json, valuation), context=f"{ASSESSMENTS}:{public_id}:detail"),
        state=state,
        decided_at=decided_at,
        decided_by_id=decided_by_id,
        reason=reason,
    )


def _decision(earlier: Earlier | None, advised: str, public_id: str) -> tuple[Any, ...]:
    """(component, state, decided_at, decided_by_id, reason) of an earlier decision on the same advice, or none."""
    if earlier is None or earlier.state == AssessmentState.ADVISED or earlier.advised_component != advised:
        return ("", AssessmentState.ADVISED.value, None, None, b"")
    reason = b""
    if earlier.reason:
        text = unseal(earlier.reason, context=f"{ASSESSMENTS}:{earlier.public_id}:reason")
        reason = seal(text, context=f"{ASSESSMENTS}:{public_id}:reason")
    return (earlier.component, earlier.state, earlier.decided_at, earlier.decided_by_id, reason)
