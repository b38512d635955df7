"""Valuing interviews by the rules of a version, and deciding on the advice."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from minga.audit import operations as audit
from minga.kernel import events
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.screening.events import AssessmentDecided
from minga.screening.models import Assessment, InstrumentVersion, Submission
from minga.screening.operations.valuing import latest_interviews, value_interviews
from minga.screening.permissions import (
    visible_assessments,
    why_not_decide,
    why_not_evaluate_all,
    why_not_start,
)
from minga.screening.queries.instruments import light_version
from minga.screening.states import TRANSITIONS, AssessmentState, Channel, MainComponent

SHORTEST_REASON = 10
"""Least characters of a reason to change an advice."""


@transaction.atomic
def evaluate_submission(
    *, submission: Submission, actor: Actor, at: datetime, version: InstrumentVersion | None = None
) -> Assessment:
    """Value a finished interview again, under its own version or another one. Refuses `not_finished`."""
    refuse_if(why_not_start(actor, Channel.ASSISTED))
    under = version or light_version(submission.version_id)
    if not under.has_rules:
        raise Refused(Refusal("no_rules", _("Esa versión no tiene reglas: no valora a nadie.")))
    if submission.finished_at is None:
        raise Refused(Refusal("not_finished", _("La entrevista aún no termina.")))
    value_interviews(submission_ids=[submission.pk], version=under, at=at)
    current = Assessment.objects.defer("detail", "reason")
    assessment = current.get(person_id=submission.person_id or 0, is_current=True)
    audit.record(actor=actor, action="screening.evaluate_submission", obj=assessment, at=at)
    return assessment


@transaction.atomic
def evaluate_all(*, version: InstrumentVersion, actor: Actor, at: datetime) -> int:
    """Value everybody's latest finished interview under a version; returns how many.

    Decisions stay where the advice stays the same; the rest wait for a person again. Safe to repeat: what is unchanged
    (same version, day and inputs) is not written again. Works in parts of 2,000.
    """
    refuse_if(why_not_evaluate_all(actor))
    count = person = 0
    while True:
        valued, person = evaluate_part(version=version, after_person=person, actor=actor, at=at)
        if not valued:
            return count
        count += valued


@transaction.atomic
def evaluate_part(
    *, version: InstrumentVersion, after_person: int, actor: Actor, at: datetime, up_to_person: int | None = None
) -> tuple[int, int]:
    """Value the next 2,000 people by id; how many, and the last of them. For a job that commits part by part."""
    refuse_if(why_not_evaluate_all(actor))
    part, last_person = latest_interviews(after_person=after_person, up_to_person=up_to_person)
    count = value_interviews(submission_ids=part, version=version, at=at)
    if count:
        audit.record(actor=actor, action="screening.evaluate_part", obj=version, result=str(count), at=at)
    return count, last_person


@transaction.atomic
def confirm_assessment(*, assessment: Assessment, actor: Actor, at: datetime, seen: str | None = None) -> Assessment:
    """Take the advice as it is, as a named person (SCR-1). Confirming again changes nothing.

    `seen`: the decision that the person had before them, `Assessment.decision_mark` of the row they read (of the row
    given, when it is not said). Refuses `decided_meanwhile` when another one was made since, and `no_advice` where the
    rules advise no component: choose one with a reason instead.
    """
    seen, assessment = assessment.decision_mark if seen is None else seen, _held(assessment, actor)
    if assessment.state == AssessmentState.CONFIRMED:
        return assessment
    _refuse_unseen(assessment, seen)
    if not assessment.advised_component:
        raise Refused(
            Refusal("no_advice", _("Falta un dato y las reglas no orientan: elija un componente y diga por qué."))
        )
    return _decide(assessment, AssessmentState.CONFIRMED, assessment.advised_component, "", actor, at)


@transaction.atomic
def override_assessment(
    *, assessment: Assessment, component: str, reason: str, actor: Actor, at: datetime, seen: str | None = None
) -> Assessment:
    """Choose another component than the advice, with a reason that stays (SCR-1).

    Refuses `decided_meanwhile` as `confirm_assessment`, `unknown_component`, `same_as_advice` (confirm instead)
    and `needs_reason` under 10 characters.
    """
    seen, assessment = assessment.decision_mark if seen is None else seen, _held(assessment, actor)
    _refuse_unseen(assessment, seen)
    reason = reason.strip()
    if component not in MainComponent.values:
        raise Refused(Refusal("unknown_component", _("Elija uno de los tres componentes.")))
    if component == assessment.advised_component:
        raise Refused(Refusal("same_as_advice", _("Ese es el componente que orientan las reglas: use «Confirmar».")))
    if len(reason) < SHORTEST_REASON:
        raise Refused(Refusal("needs_reason", _("Escriba por qué cambia la valoración, en una frase.")))
    return _decide(assessment, AssessmentState.OVERRIDDEN, component, reason, actor, at)


def _held(assessment: Assessment, actor: Actor) -> Assessment:
    held = visible_assessments(actor).select_for_update(of=("self",)).select_related("decided_by").get(pk=assessment.pk)
    refuse_if(why_not_decide(actor, held))
    return held


def _refuse_unseen(assessment: Assessment, seen: str) -> None:
    """Two people decide at once: the second is told what the first decided, and decides knowing it."""
    if seen == assessment.decision_mark:
        return
    who, component = str(assessment.decided_by or ""), assessment.get_component_display()
    words = _("Mientras usted decidía, %(who)s guardó: %(component)s. No se cambió nada; revise y decida otra vez.")
    raise Refused(Refusal("decided_meanwhile", words, {"who": who, "component": component}))


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
