"""Valuing interviews by the rules of a version, and deciding on the advice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from minga.audit import operations as audit
from minga.kernel import events
from minga.kernel.actor import Actor
from minga.kernel.clock import day_in_zone
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.people.models import Person
from minga.screening.events import AssessmentDecided
from minga.screening.models import AnswerEnvelope, Assessment, InstrumentVersion, Submission
from minga.screening.operations.envelopes import sealed_json
from minga.screening.permissions import (
    visible_assessments,
    why_not_attend,
    why_not_decide,
    why_not_evaluate_all,
    why_not_start,
)
from minga.screening.queries import Loaded, loaded
from minga.screening.queries.answers import FOR_RULES, answers_from_record, opened, person_questions
from minga.screening.queries.submissions import municipality_of
from minga.screening.rules.valuation import Valuation
from minga.screening.states import TRANSITIONS, AssessmentState, Channel, MainComponent

AT_ONCE = 2_000
"""Interviews valued and written together: bounds memory."""
SHORTEST_REASON = 10
"""Least characters of a reason to change an advice."""


@transaction.atomic
def evaluate_submission(
    *, submission: Submission, actor: Actor, at: datetime, version: InstrumentVersion | None = None
) -> Assessment:
    """Value a finished interview again, under its own version or another one. Refuses `not_finished`."""
    refuse_if(why_not_start(actor, Channel.ASSISTED))
    if submission.finished_at is None:
        raise Refused(Refusal("not_finished", _("La entrevista aún no termina.")))
    (assessment,) = evaluate_interviews(
        submissions=[submission], version=version or submission.version, actor=actor, at=at
    )
    audit.record(actor=actor, action="screening.evaluate_submission", obj=assessment, at=at)
    return assessment


@transaction.atomic
def evaluate_all(*, version: InstrumentVersion, actor: Actor, at: datetime) -> int:
    """Value everybody's latest finished interview under a version; returns how many.

    Decisions stay where the advice stays the same; the rest wait for a person again. Safe to repeat: what is unchanged
    (same version, day and inputs) is not written again. Works in parts of 2,000.
    """
    refuse_if(why_not_evaluate_all(actor))
    count = 0
    for part in _latest_interviews():
        count += len(evaluate_interviews(submissions=part, version=version, actor=actor, at=at))
    audit.record(actor=actor, action="screening.evaluate_all", obj=version, result=str(count), at=at)
    return count


def _latest_interviews() -> Iterator[list[Submission]]:
    """Each person's latest finished interview, in parts, by person."""
    last_person = 0
    while True:
        part = list(
            Submission.objects.filter(finished_at__isnull=False, person_id__gt=last_person)
            .order_by("person_id", "-finished_at", "-id")
            .distinct("person_id")
            .select_related("person")[:AT_ONCE]
        )
        if not part:
            return
        yield part
        last_person = part[-1].person_id or 0


def evaluate_interviews(
    *, submissions: Sequence[Submission], version: InstrumentVersion, actor: Actor, at: datetime
) -> list[Assessment]:
    """Value finished interviews of different people together: four reads and two writes, whatever their number."""
    on = day_in_zone(at, municipality_of(actor).time_zone)
    ready = loaded(version)
    fields = person_questions(ready.instrument)
    answers = _answers([submission.pk for submission in submissions])
    before = {
        row.person_id: row
        for row in Assessment.objects.filter(
            person_id__in=[submission.person_id or 0 for submission in submissions], is_current=True
        )
    }
    assessments = []
    for submission in submissions:
        person = submission.person
        if person is None:
            continue  # not finished: the database lets no finished one be without a person
        inputs = {**answers.get(submission.pk, {}), **answers_from_record(person, fields)}
        assessment = _assessment(submission, person, version, ready, inputs, on, at)
        earlier = before.get(person.pk)
        assessments.append(assessment if earlier is None else _compared(assessment, earlier))
    _write([row for row in assessments if row.pk is None], before)
    return assessments


def _answers(submission_ids: list[int]) -> dict[int, dict[str, Any]]:
    envelopes = AnswerEnvelope.objects.filter(submission_id__in=submission_ids, answers_class__in=FOR_RULES)
    found: dict[int, dict[str, Any]] = {}
    for envelope in envelopes.iterator(chunk_size=AT_ONCE):
        found.setdefault(envelope.submission_id, {}).update(opened([envelope]))
    return found


def _assessment(
    submission: Submission,
    person: Person,
    version: InstrumentVersion,
    ready: Loaded,
    inputs: dict[str, Any],
    on: date,
    at: datetime,
) -> Assessment:
    used = {name: inputs[name] for name in ready.valuator.asked if name in inputs}
    valuation = ready.valuator.value(used, on=on)
    digest = hashlib.sha256(f"{version.sha256}\n{on}\n{sealed_json(used)}".encode()).hexdigest()
    return Assessment(
        municipality_id=submission.municipality_id,
        submission=submission,
        person=person,
        version=version,
        as_of=on,
        computed_at=at,
        inputs_sha256=digest,
        advised_component=valuation.component or "",
        is_settled=valuation.is_settled,
        is_urgent=bool(set(valuation.referrals) & ready.urgent_referrals),
        gates=_gates(ready, valuation),
        priority=None if valuation.priority is None else Decimal(str(valuation.priority)),
        detail=sealed_json(
            {
                "inputs": used,
                "conditions": [
                    [code, out, day.isoformat() if day else None] for code, out, day in valuation.conditions
                ],
                "referrals": valuation.referrals,
                "possible_referrals": valuation.possible_referrals,
                "dimensions": valuation.dimensions,
            }
        ),
    )


def _gates(ready: Loaded, valuation: Valuation) -> dict[str, dict[str, str | None]]:
    conditions = ready.instrument.conditions
    found = {}
    for service in ready.services:
        opens_on = valuation.opens_on(conditions, service)
        outcome = valuation.gate(conditions, service)
        found[service] = {"outcome": outcome, "opens_on": _iso(opens_on)}
    return found


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _compared(assessment: Assessment, earlier: Assessment) -> Assessment:
    """The earlier row when nothing changed; else the new one, with the decision where the advice is the same."""
    if earlier.inputs_sha256 == assessment.inputs_sha256 and earlier.submission_id == assessment.submission_id:
        return earlier
    is_decided = earlier.state != AssessmentState.ADVISED
    if is_decided and earlier.advised_component == assessment.advised_component:
        assessment.state, assessment.component = earlier.state, earlier.component
        assessment.decided_at, assessment.decided_by_id = earlier.decided_at, earlier.decided_by_id
        assessment.reason = earlier.reason
    return assessment


def _write(assessments: list[Assessment], before: dict[int, Assessment]) -> None:
    replaced = [before[row.person_id].pk for row in assessments if row.person_id in before]
    if replaced:
        Assessment.objects.filter(pk__in=replaced).update(is_current=False)
    Assessment.objects.bulk_create(assessments, batch_size=500)


@transaction.atomic
def confirm_assessment(*, assessment: Assessment, actor: Actor, at: datetime) -> Assessment:
    """Take the advice as it is, as a named person (SCR-1). Confirming again changes nothing.

    Refuses `no_advice` where the rules advise no component: choose one with a reason instead.
    """
    assessment = visible_assessments(actor).select_for_update(of=("self",)).get(pk=assessment.pk)
    refuse_if(why_not_decide(actor, assessment))
    if assessment.state == AssessmentState.CONFIRMED:
        return assessment
    if not assessment.advised_component:
        raise Refused(
            Refusal("no_advice", _("Falta un dato y las reglas no orientan: elija un componente y diga por qué."))
        )
    return _decide(assessment, AssessmentState.CONFIRMED, assessment.advised_component, "", actor, at)


@transaction.atomic
def override_assessment(
    *, assessment: Assessment, component: str, reason: str, actor: Actor, at: datetime
) -> Assessment:
    """Choose another component than the advice, with a reason that stays (SCR-1).

    Refuses `unknown_component`, `same_as_advice` (confirm instead) and `needs_reason` under 10 characters.
    """
    assessment = visible_assessments(actor).select_for_update(of=("self",)).get(pk=assessment.pk)
    refuse_if(why_not_decide(actor, assessment))
    reason = reason.strip()
    if component not in MainComponent.values:
        raise Refused(Refusal("unknown_component", _("Elija uno de los tres componentes.")))
    if component == assessment.advised_component:
        raise Refused(Refusal("same_as_advice", _("Ese es el componente que orientan las reglas: use «Confirmar».")))
    if len(reason) < SHORTEST_REASON:
        raise Refused(Refusal("needs_reason", _("Escriba por qué cambia la valoración, en una frase.")))
    return _decide(assessment, AssessmentState.OVERRIDDEN, component, reason, actor, at)


def _decide(
    assessment: Assessment, state: AssessmentState, component: str, reason: str, actor: Actor, at: datetime
) -> Assessment:
    if state not in TRANSITIONS[assessment.state]:
        raise Refused(Refusal("no_such_step", _("La valoración ya cambió de estado: vuelva a abrir la página.")))
    assessment.state, assessment.component, assessment.reason = state, component, reason
    assessment.decided_at, assessment.decided_by_id = at, actor.account_id
    assessment.save(update_fields=["state", "component", "reason", "decided_at", "decided_by"])
    verb = "confirm" if state == AssessmentState.CONFIRMED else "override"
    audit.record(
        actor=actor, action=f"screening.{verb}_assessment", obj=assessment, fields=("component", "reason"), at=at
    )
    events.publish(AssessmentDecided(assessment.pk, assessment.person_id, assessment.municipality_id, at))
    return assessment


@transaction.atomic
def attend_wish(*, envelope: AnswerEnvelope, actor: Actor, at: datetime) -> AnswerEnvelope:
    """Note that somebody's wish to talk in private was attended; nothing of what was said."""
    refuse_if(why_not_attend(actor))
    if envelope.attended_at is None:
        envelope.attended_at = at
        envelope.save(update_fields=["attended_at"])
        audit.record(actor=actor, action="screening.attend_wish", obj=envelope, fields=("attended_at",), at=at)
    return envelope
