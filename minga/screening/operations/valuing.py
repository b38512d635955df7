"""Valuing many interviews at once: light reads, one pass of the rules, one COPY. No instance is made for a row."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef

from minga.kernel.actor import Actor
from minga.kernel.clock import day_in_zone
from minga.kernel.ids import uuid7
from minga.kernel.sealing import seal, unseal
from minga.people.models import Person
from minga.screening.models import AnswerEnvelope, Assessment, InstrumentVersion, Submission
from minga.screening.queries import Loaded, loaded
from minga.screening.queries.answers import FOR_RULES, record_columns, record_value
from minga.screening.queries.submissions import municipality_of
from minga.screening.rules.answers import sealed_json
from minga.screening.rules.valuation import Valuation
from minga.screening.states import AssessmentState

AT_ONCE = 2_000
"""Interviews valued and written together: bounds memory."""

_ENVELOPES = AnswerEnvelope._meta.db_table
_ASSESSMENTS = Assessment._meta.db_table
COLUMNS = (
    *("municipality_id", "public_id", "created_at", "submission_id", "person_id", "version_id", "as_of", "computed_at"),
    *("inputs_sha256", "is_current", "advised_component", "is_settled", "is_urgent", "component", "gates", "priority"),
    *("detail", "state", "decided_at", "decided_by_id", "reason"),
)


class _Earlier(NamedTuple):
    """The assessment that counted for a person until now."""

    id: int
    public_id: uuid.UUID
    inputs_sha256: str
    submission_id: int
    advised_component: str
    state: str
    component: str
    decided_at: datetime | None
    decided_by_id: int | None
    reason: Any


class _Frame(NamedTuple):
    """What all interviews of a run share."""

    municipality_id: int
    version: InstrumentVersion
    ready: Loaded
    on: date
    at: datetime


def latest_interviews(*, after_person: int = 0) -> tuple[list[int], int]:
    """Ids of the latest finished interview of the next 2,000 people by id, and the last of these people."""
    part = list(
        Submission.objects.filter(
            Exists(AnswerEnvelope.objects.filter(submission=OuterRef("pk"))),  # an erased person's interview has none
            finished_at__isnull=False,
            version__has_rules=True,
            person_id__gt=after_person,
        )
        .order_by("person_id", "-finished_at", "-id")
        .distinct("person_id")
        .values_list("id", "person_id")[:AT_ONCE]
    )
    return [submission_id for submission_id, _person in part], (part[-1][1] or 0) if part else 0


def value_interviews(*, submission_ids: Sequence[int], version: InstrumentVersion, actor: Actor, at: datetime) -> int:
    """Value finished interviews of different people together; returns how many were valued.

    Three reads, one update and one COPY a part, whatever its number. Unchanged ones (same version, day and inputs) are
    not written again; a decision stays where the advice stays the same. A version without rules values nobody.
    """
    if not version.has_rules:
        return 0
    municipality = municipality_of(actor)
    frame = _Frame(municipality.pk, version, loaded(version), day_in_zone(at, municipality.time_zone), at)
    count = 0
    for start in range(0, len(submission_ids), AT_ONCE):
        count += _value_part(list(submission_ids[start : start + AT_ONCE]), frame)
    return count


def _value_part(submission_ids: list[int], frame: _Frame) -> int:
    records = _records(submission_ids, frame.ready)
    _take_turns([person_id for _submission, person_id, _record in records])
    answers = _answers(submission_ids)
    before = _before([person_id for _submission, person_id, _record in records])
    rows, replaced = [], []
    for submission_id, person_id, record in records:
        inputs = {**answers.get(submission_id, {}), **record}
        earlier = before.get(person_id)
        row = _row(submission_id, person_id, inputs, earlier, frame)
        if row is not None:
            rows.append(row)
            if earlier is not None:
                replaced.append(earlier.id)
    if replaced:
        Assessment.objects.filter(pk__in=replaced).update(is_current=False)
    if rows:
        _copy(rows)
    return len(records)


def _take_turns(person_ids: list[int]) -> None:
    """Two valuations of one person at once would both count: the second waits for the first."""
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=person_ids).order_by("pk").values_list("pk"))


def _records(submission_ids: list[int], ready: Loaded) -> list[tuple[int, int, dict[str, Any]]]:
    """(interview, person, what the person's record answers of what the rules use)."""
    fields = {name: field for name, field in record_columns(ready.instrument).items() if name in ready.valuator.asked}
    names, columns = list(fields), [f"person__{field.column}" for field in fields.values()]
    found = Submission.objects.filter(pk__in=submission_ids, person__isnull=False).order_by()
    return [
        (
            row[0],
            row[1],
            {
                name: answer
                for name, value in zip(names, row[2:], strict=True)
                if (answer := record_value(fields[name], value))
            },
        )
        for row in found.values_list("id", "person_id", *columns)
    ]


def _answers(submission_ids: list[int]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    envelopes = AnswerEnvelope.objects.filter(submission_id__in=submission_ids, answers_class__in=FOR_RULES)
    for submission_id, public_id, sealed in envelopes.values_list("submission_id", "public_id", "answers"):
        if sealed:
            opened = json.loads(unseal(sealed, context=f"{_ENVELOPES}:{public_id}:answers"))
            found.setdefault(submission_id, {}).update(opened)
    return found


def _before(person_ids: list[int]) -> dict[int, _Earlier]:
    rows = Assessment.objects.filter(person_id__in=person_ids, is_current=True).order_by()
    return {row[0]: _Earlier(*row[1:]) for row in rows.values_list("person_id", *_Earlier._fields)}


def _row(
    submission_id: int, person_id: int, inputs: dict[str, Any], earlier: _Earlier | None, frame: _Frame
) -> tuple[Any, ...] | None:
    """The values of COLUMNS for a new assessment; None when the earlier one still says it all."""
    ready = frame.ready
    used = {name: inputs[name] for name in ready.valuator.asked if name in inputs}
    used_json = sealed_json(used)
    digest = hashlib.sha256(f"{frame.version.sha256}\n{frame.on}\n{used_json}".encode()).hexdigest()
    if earlier and (earlier.inputs_sha256, earlier.submission_id) == (digest, submission_id):
        return None
    valuation = ready.valuator.value(used, on=frame.on)
    public_id = uuid7()
    advised = valuation.component or ""
    decision = _decision(earlier, advised, public_id)
    return (
        *(frame.municipality_id, public_id, frame.at, submission_id, person_id, frame.version.pk, frame.on, frame.at),
        *(digest, True, advised, valuation.is_settled, not ready.urgent_referrals.isdisjoint(valuation.referrals)),
        *(decision[0], sealed_json(_gates(ready, valuation)), valuation.priority),
        seal(_detail(used_json, valuation), context=f"{_ASSESSMENTS}:{public_id}:detail"),
        *decision[1:],
    )


def _decision(earlier: _Earlier | None, advised: str, public_id: uuid.UUID) -> tuple[Any, ...]:
    """(component, state, decided_at, decided_by_id, reason) of an earlier decision on the same advice, or none."""
    if earlier is None or earlier.state == AssessmentState.ADVISED or earlier.advised_component != advised:
        return ("", AssessmentState.ADVISED.value, None, None, b"")
    reason = b""
    if earlier.reason:
        text = unseal(earlier.reason, context=f"{_ASSESSMENTS}:{earlier.public_id}:reason")
        reason = seal(text, context=f"{_ASSESSMENTS}:{public_id}:reason")
    return (earlier.component, earlier.state, earlier.decided_at, earlier.decided_by_id, reason)


def _detail(used_json: str, valuation: Valuation) -> str:
    rest = sealed_json(
        {
            "conditions": [(code, outcome, _iso(day)) for code, outcome, day in valuation.conditions],
            "referrals": valuation.referrals,
            "possible_referrals": valuation.possible_referrals,
            "dimensions": valuation.dimensions,
        }
    )
    return f'{{"inputs":{used_json},{rest[1:]}'


def _gates(ready: Loaded, valuation: Valuation) -> dict[str, dict[str, str | None]]:
    conditions = ready.instrument.conditions
    return {
        service: {
            "outcome": valuation.gate(conditions, service),
            "opens_on": _iso(valuation.opens_on(conditions, service)),
        }
        for service in ready.services
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _copy(rows: list[tuple[Any, ...]]) -> None:
    """COPY is refused on a table with row-level security: into a temporary one, then INSERT … SELECT."""
    columns = ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE IF NOT EXISTS screening_valued ON COMMIT DROP AS "  # noqa: S608 - own names
            f"SELECT {columns} FROM {_ASSESSMENTS} WITH NO DATA"
        )
        cursor.execute("TRUNCATE screening_valued")
        with cursor.copy(f"COPY screening_valued ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(f"INSERT INTO {_ASSESSMENTS} ({columns}) SELECT {columns} FROM screening_valued")  # noqa: S608
