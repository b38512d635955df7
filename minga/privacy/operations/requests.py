"""Requests about one's data: received, identified, extended, reviewed, answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from minga.audit import operations as audit
from minga.kernel import clock
from minga.kernel.actor import Actor
from minga.kernel.codes import new_code
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.people.models import Person
from minga.people.operations import object_to_purpose
from minga.screening.models import Assessment
from minga.screening.operations import override_assessment
from minga.territory.models import Municipality

from ..models import RightsRequest
from ..permissions import why_not_answer, why_not_receive, why_not_review
from ..queries.settings import days_of
from ..rules import clocks
from ..rules import requests as rules
from ..states import NEEDS_REASON, REFUSAL_WORDS, Decision, RequestKind, ReviewOutcome

CODE_LENGTH = 11
"""Long enough that nobody guesses the code of somebody else's request."""


def refuse(code: str | None, **details: object) -> None:
    """Raise the refusal of a code of this area; None means there is nothing to refuse."""
    if code:
        raise Refused(Refusal(code, REFUSAL_WORDS[code], details))


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks, in their words, and how to answer them."""

    kind: str
    asker: str
    reply_to: str = ""
    detail: str = ""
    representative: str = ""
    disputed: Sequence[str] = ()
    objected: Sequence[str] = ()


@transaction.atomic
def receive_request(
    *, asked: Asked, municipality: Municipality, origin: str, actor: Actor, at: datetime, person: Person | None = None
) -> RightsRequest:
    """Write a request down and start its clock: setting `rights_answer_days`, counted as `rules.clocks` says.

    On line nobody is named a person of the register: the desk finds out who asks (`identify_asker`).
    """
    refuse_if(why_not_receive(actor, origin))
    today = clock.day_in_zone(at, municipality.time_zone)
    days = days_of("rights_answer_days", municipality=municipality, on=today)
    request = RightsRequest.objects.create(
        municipality=municipality,
        code=new_code(municipality.code, CODE_LENGTH),
        kind=asked.kind,
        origin=origin,
        person=person,
        asker=asked.asker,
        reply_to=asked.reply_to,
        representative=asked.representative,
        detail=asked.detail,
        disputed=list(asked.disputed),
        objected=list(asked.objected),
        received_at=at,
        received_by_id=actor.account_id,
        due_on=clocks.due_after_days(today, days),
    )
    audit.record(actor=actor, action="privacy.receive_request", obj=request, fields=("kind", "detail"), at=at)
    return request


@transaction.atomic
def identify_asker(
    *, request: RightsRequest, person: Person, how: str, actor: Actor, at: datetime, representative: str = ""
) -> RightsRequest:
    """Note how it was made sure who asks, and whose data it is about. Refuses `answered` and `identified`."""
    refuse_if(why_not_answer(actor))
    request = _locked(request)
    refuse("answered" if request.answered_at else "identified" if request.identified_at else None)
    request.person, request.identified_how = person, how
    request.identified_at, request.identified_by_id = at, actor.account_id
    request.representative = representative or request.representative
    if request.kind == RequestKind.CHALLENGE:
        request.assessment = Assessment.objects.filter(person=person, is_current=True).first()
        refuse(None if request.assessment else "no_assessment")
    request.save()
    audit.record(actor=actor, action="privacy.identify_asker", obj=request, fields=("person",), at=at)
    return request


@transaction.atomic
def extend_request(*, request: RightsRequest, reason: str, actor: Actor, at: datetime) -> RightsRequest:
    """Give more time, once, with a reason that the person is told (setting `rights_extension_days`)."""
    refuse_if(why_not_answer(actor))
    request = _locked(request)
    today = clock.day_in_zone(at, request.municipality.time_zone)
    refuse(
        rules.why_not_extend(
            is_answered=request.answered_at is not None,
            is_identified=request.identified_at is not None,
            is_extended=request.extended_at is not None,
            days_left=clocks.days_left(request.due_on, today),
        )
    )
    refuse(None if reason.strip() else "reason_needed")
    days = days_of("rights_extension_days", municipality=request.municipality, on=today)
    request.extension_reason, request.extended_at, request.extended_by_id = reason, at, actor.account_id
    request.due_on = clocks.next_working_day(request.due_on + timedelta(days=days))
    request.save()
    audit.record(actor=actor, action="privacy.extend_request", obj=request, fields=("due_on",), at=at)
    return request


@transaction.atomic
def review_assessment(
    *, request: RightsRequest, outcome: str, reason: str, actor: Actor, at: datetime, component: str = ""
) -> RightsRequest:
    """A person, other than who decided, looks again at a challenged assessment and says what holds (SCR-10).

    With `changed` the assessment takes the component given, through the same operation as any other decision.
    """
    refuse_if(why_not_review(actor))
    request = _locked(request)
    assessment = request.assessment
    refuse(
        rules.why_not_review(
            kind=request.kind,
            is_answered=request.answered_at is not None,
            is_identified=assessment is not None,
            is_same_official=assessment is not None and assessment.decided_by_id == actor.account_id,
        )
    )
    refuse(None if reason.strip() else "reason_needed")
    if outcome == ReviewOutcome.CHANGED and assessment is not None:
        override_assessment(assessment=assessment, component=component, reason=reason, actor=actor, at=at)
    request.review, request.review_reason = outcome, reason
    request.reviewed_at, request.reviewed_by_id = at, actor.account_id
    request.save()
    audit.record(actor=actor, action="privacy.review_assessment", obj=request, fields=("review",), at=at)
    return request


@transaction.atomic
def answer_request(*, request: RightsRequest, decision: str, answer: str, actor: Actor, at: datetime) -> RightsRequest:
    """Close a request with its answer. A granted objection holds from now on, for every purpose it names.

    Refuses what `rules.requests.why_not_answer` names, and `reason_needed` when the answer is not a plain yes.
    """
    refuse_if(why_not_answer(actor))
    request = _locked(request)
    refuse(_why_not_answer(request, decision))
    refuse("reason_needed" if decision in NEEDS_REASON and not answer.strip() else None)
    person = request.person
    if person and request.kind == RequestKind.OBJECTION and decision in (Decision.GRANTED, Decision.PARTLY):
        for purpose in request.objected:
            object_to_purpose(person=person, purpose=purpose, actor=actor, at=at)
    close(request, decision, answer, actor, at)
    return request


def close(request: RightsRequest, decision: str, answer: str, actor: Actor, at: datetime) -> None:
    """Write the answer; the caller has asked and locked."""
    request.decision, request.answer = decision, answer
    request.answered_at, request.answered_by_id = at, actor.account_id
    request.save()
    audit.record(actor=actor, action="privacy.answer_request", obj=request, result=decision, at=at)


def _why_not_answer(request: RightsRequest, decision: str) -> str | None:
    return rules.why_not_answer(
        kind=request.kind,
        decision=decision,
        is_answered=request.answered_at is not None,
        is_identified=request.identified_at is not None,
        is_reviewed=request.reviewed_at is not None,
        is_erased=False,
    )


def _locked(request: RightsRequest) -> RightsRequest:
    rows = RightsRequest.objects.select_related("municipality", "person", "assessment")
    return rows.select_for_update(of=("self",)).get(pk=request.pk)
