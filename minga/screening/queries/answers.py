"""Answers: opening envelopes, what the person's record already says, wishes to talk in private."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from minga.kernel.actor import Actor
from minga.people.models import Person
from minga.people.states import PopulationGroup, Sex
from minga.screening.models import AnswerEnvelope, Submission
from minga.screening.permissions import visible_classes
from minga.screening.rules.instrument import CODE_DECLINED, Instrument
from minga.screening.states import AnswersClass

FOR_RULES = (AnswersClass.INTERNAL, AnswersClass.PERSONAL, AnswersClass.SENSITIVE)
"""Classes that the rules may read: protected answers never (SCR-10)."""
KEPT_ELSEWHERE = ("surnames", "document_kind", "document_number", "phone")
"""Fields of the record that are never asked again, whether they are filled or not."""
TALK_PRIVATE = "talk_private"
WISHES_KEPT = timedelta(days=180)
"""How far back the list of wishes to talk in private goes."""


def opened(envelopes: Iterable[AnswerEnvelope]) -> dict[str, Any]:
    """The answers of some envelopes of one interview, together."""
    answers: dict[str, Any] = {}
    for envelope in envelopes:
        answers.update(json.loads(envelope.answers or "{}"))
    return answers


def answers_of(submission: Submission, actor: Actor) -> dict[str, Any]:
    """The answers of an interview that the actor may open."""
    return opened(submission.envelopes.filter(answers_class__in=visible_classes(actor)))


def draft_answers(submission: Submission) -> dict[str, Any]:
    """All answers of an interview under way, for whoever is answering it."""
    return opened(submission.envelopes.all())


def person_answers(person: Person, instrument: Instrument) -> dict[str, Any]:
    """What the person's record says, under the names of the questions that ask for it (`person_field`)."""
    return answers_from_record(person, person_questions(instrument))


def person_questions(instrument: Instrument) -> dict[str, str]:
    """Question name to the field of the person's record that it asks for."""
    return {question.name: question.person_field for question in instrument.questions if question.person_field}


def answers_from_record(person: Person, fields: dict[str, str]) -> dict[str, Any]:
    """As `person_answers`, for a mapping made before (for many people)."""
    record = {
        "given_names": person.given_names,
        "surnames": person.surnames,
        "birth_date": _iso(person.birth_date),
        "population_group": "host" if person.population_group == PopulationGroup.HOST else "mobility",
        "nationality": person.nationality,
        "sex": CODE_DECLINED if person.sex == Sex.UNDISCLOSED else person.sex,
        "residence_country_since": _iso(person.arrived_country_on),
        "residence_zone_since": _iso(person.resides_zone_since),
    }
    return {name: record[field] for name, field in fields.items() if record.get(field)}


def known_questions(person: Person | None, instrument: Instrument) -> frozenset[str]:
    """Names of the questions that are not asked because the record of a registered person answers them.

    Documents and phones are kept in the record by the people area: for a registered person they are never asked here.
    """
    if person is None:
        return frozenset()
    fields = person_questions(instrument)
    elsewhere = {name for name, field in fields.items() if field in KEPT_ELSEWHERE}
    return frozenset(person_answers(person, instrument)) | elsewhere


def _iso(day: Any) -> str:
    return day.isoformat() if day else ""


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody's wish to talk in private: `answer` is `yes` or `later`."""

    envelope: AnswerEnvelope
    person: Person
    answer: str
    said_at: datetime


def wishes_to_talk(actor: Actor, *, at: datetime, codes: Collection[str] = ("yes", "later")) -> list[Wish]:
    """Wishes to talk in private not yet attended, newest first; nothing for who may not see protected answers.

    Opens the protected envelopes of the last 180 days: whether somebody wishes to talk stands nowhere unsealed.
    """
    if AnswersClass.PROTECTED not in visible_classes(actor):
        return []
    envelopes = (
        AnswerEnvelope.objects.filter(
            answers_class=AnswersClass.PROTECTED,
            attended_at__isnull=True,
            submission__finished_at__gte=at - WISHES_KEPT,
        )
        .select_related("submission__person")
        .order_by("-submission__finished_at")
    )
    found = []
    for envelope in envelopes:
        answer, submission = opened([envelope]).get(TALK_PRIVATE, ""), envelope.submission
        if answer in codes and submission.person and submission.finished_at:
            found.append(Wish(envelope, submission.person, answer, submission.finished_at))
    return found
