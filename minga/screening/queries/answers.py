"""Answers: opening envelopes, and what the person's record already says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from minga.kernel.actor import Actor
from minga.people.models import Person
from minga.people.states import PopulationGroup, Sex
from minga.screening.models import AnswerEnvelope, Submission
from minga.screening.permissions import visible_classes
from minga.screening.rules.instrument import CODE_DECLINED, Instrument

KEPT_ELSEWHERE = ("surnames", "document_kind", "document_number", "phone")
"""Fields of the record that are never asked again, whether they are filled or not."""


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
    columns = record_columns(instrument)
    said = {name: record_value(field, getattr(person, field.column)) for name, field in columns.items()}
    return {name: answer for name, answer in said.items() if answer}


def person_questions(instrument: Instrument) -> dict[str, str]:
    """Question name to the field of the person's record that it asks for."""
    return {question.name: question.person_field for question in instrument.questions if question.person_field}


@dataclass(frozen=True, slots=True)
class RecordColumn:
    """A column of the person's record and how its value reads as an answer."""

    column: str
    read: Callable[[Any], str]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _group(group: str) -> str:
    return "host" if group == PopulationGroup.HOST else "mobility"


def _sex(sex: str) -> str:
    return CODE_DECLINED if sex == Sex.UNDISCLOSED else sex


_RECORD = {
    "given_names": RecordColumn("given_names", str),
    "surnames": RecordColumn("surnames", str),
    "birth_date": RecordColumn("birth_date", _iso),
    "population_group": RecordColumn("population_group", _group),
    "nationality": RecordColumn("nationality", str),
    "sex": RecordColumn("sex", _sex),
    "residence_country_since": RecordColumn("arrived_country_on", _iso),
    "residence_zone_since": RecordColumn("resides_zone_since", _iso),
}
"""Field named in `person_field` to the column that answers it. Residence in the country and in the zone stay apart."""


def record_columns(instrument: Instrument) -> dict[str, RecordColumn]:
    """Question name to the column of the record that answers it."""
    return {name: _RECORD[field] for name, field in person_questions(instrument).items() if field in _RECORD}


def record_value(field: RecordColumn, value: Any) -> str:
    """What a column says as an answer; empty when it says nothing."""
    return field.read(value)


def known_questions(person: Person | None, instrument: Instrument) -> frozenset[str]:
    """Names of the questions that are not asked because the record of a registered person answers them.

    Documents and phones are kept in the record by the people area: for a registered person they are never asked here.
    """
    if person is None:
        return frozenset()
    fields = person_questions(instrument)
    elsewhere = {name for name, field in fields.items() if field in KEPT_ELSEWHERE}
    return frozenset(person_answers(person, instrument)) | elsewhere
