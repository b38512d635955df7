"""Sealing answers: one envelope a class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minga.screening.models import AnswerEnvelope, Submission
from minga.screening.rules.answers import sealed_json
from minga.screening.rules.instrument import Instrument


def answers_by_class(*, instrument: Instrument, answers: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Answers parted by the class of their questions; what is no question of the instrument is left out."""
    parted: dict[str, dict[str, Any]] = {}
    for question in instrument.questions:
        if question.name in answers:
            parted.setdefault(question.sensitivity, {})[question.name] = answers[question.name]
    return parted


def envelope(*, submission: Submission, answers_class: str, answers: Mapping[str, Any]) -> AnswerEnvelope:
    """An envelope not yet saved."""
    return AnswerEnvelope(
        municipality_id=submission.municipality_id,
        submission=submission,
        answers_class=answers_class,
        answers=sealed_json(answers),
    )


def replace_envelopes(*, submission: Submission, instrument: Instrument, answers: Mapping[str, Any]) -> None:
    """Make these the answers of the interview, whatever was there; envelopes that stay the same are not
    sealed again.
    """
    parted = answers_by_class(instrument=instrument, answers=answers)
    for kept in submission.envelopes.all():
        wanted = parted.pop(kept.answers_class, {})
        text = sealed_json(wanted)
        if not wanted:
            kept.delete()
        elif kept.answers != text:
            kept.answers = text
            kept.save(update_fields=["answers"])
    AnswerEnvelope.objects.bulk_create(
        envelope(submission=submission, answers_class=answers_class, answers=wanted)
        for answers_class, wanted in parted.items()
    )
