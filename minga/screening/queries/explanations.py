"""An assessment in words: each condition with the answers it stood on, and two sentences for the person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from minga.screening.models import Assessment
from minga.screening.queries.assessments import Detail, detail_of, reasons_of
from minga.screening.queries.instruments import Loaded, loaded
from minga.screening.rules.explanation import Finding, Reasons
from minga.screening.rules.instrument import Condition, Kind, Question, Text
from minga.screening.rules.valuation import MET, NOT_YET, UNKNOWN
from minga.screening.wording import (
    MISSING_WORDS,
    OUTCOME_TONES,
    OUTCOME_WORDS,
    PARTICIPANT_COMPONENT_WORDS,
    URGENCY_WORDS,
)
from minga.ui.formats import as_full_date, as_number


@dataclass(frozen=True, slots=True)
class Line:
    """One rule in words. `answers`: question and answer in words; `conditions`: expression and outcome."""

    label: str
    outcome: str
    tone: str
    sentence: str
    result: str
    answers: tuple[tuple[str, str], ...]
    conditions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """An assessment in words, in one language."""

    eligibility: tuple[Line, ...]
    routes: tuple[Line, ...]
    priority: tuple[Line, ...]
    referrals: tuple[Line, ...]
    possible_referrals: tuple[str, ...]
    sentences: tuple[str, str]


class Explanation:
    """Puts the codes of one assessment into the words of its instrument."""

    def __init__(self, assessment: Assessment, language: str) -> None:
        self.assessment = assessment
        self.language = language
        self.ready: Loaded = loaded(assessment.version)
        self.detail: Detail = detail_of(assessment)
        self.reasons = {(row.sheet, row.code, row.place): row for row in _placed(reasons_of(assessment))}

    def explained(self) -> Explained:
        """The whole."""
        instrument = self.ready.instrument
        main = [row for row in instrument.routes if row.is_main]
        parallel = {row.code: row for row in instrument.routes if not row.is_main}
        return Explained(
            eligibility=tuple(self._condition(row, place) for place, row in enumerate(instrument.conditions)),
            routes=tuple(
                self._line("routes", row.label, row.code, instrument.routes.index(row), row.reason) for row in main
            ),
            priority=tuple(
                self._line("priority", row.label, row.code, place, row.reason)
                for place, row in enumerate(instrument.dimensions)
            ),
            referrals=tuple(
                self._referral(code, parallel[code].label, parallel[code].reason, parallel[code].urgency)
                for code in self.detail.referrals
            ),
            possible_referrals=tuple(self._say(parallel[code].label) for code in self.detail.possible_referrals),
            sentences=self.sentences(),
        )

    def sentences(self) -> tuple[str, str]:
        """Two sentences for the person, about their own answers only: the component and the requirements (PRI-5)."""
        return self._about_component(), self._about_eligibility()

    def _about_component(self) -> str:
        code = self.assessment.component or self.assessment.advised_component
        route = next((row for row in self.ready.instrument.routes if row.is_main and row.code == code), None)
        if route is None:
            return _("Nos falta un dato para decirle qué le conviene más: se lo preguntaremos.")
        if self.assessment.component and self.assessment.component != self.assessment.advised_component:
            return _("Después de conversar con usted, el equipo le propone: %(component)s.") % {
                "component": PARTICIPANT_COMPONENT_WORDS[code]
            }
        return _("%(reason)s Por eso le proponemos: %(component)s.") % {
            "reason": self._say(route.reason),
            "component": PARTICIPANT_COMPONENT_WORDS[code],
        }

    def _about_eligibility(self) -> str:
        rows = {row.code: row for row in self.ready.instrument.conditions}
        open_rows = [row for row in self.detail.conditions if row.outcome != MET]
        if not open_rows:
            return _("Cumple los requisitos de la capacitación.")
        missing = [row for row in open_rows if row.outcome == UNKNOWN]
        days = [row.holds_on for row in open_rows if row.holds_on]
        if all(row.outcome == NOT_YET for row in open_rows) and days:
            return _("Podrá entrar a la capacitación desde el %(day)s.") % {"day": _long(max(days))}
        told = missing[0] if missing else next(row for row in open_rows if row.outcome != NOT_YET)
        row = rows[told.code]
        return self._say(row.unknown if told.outcome == UNKNOWN else row.not_met)

    def _condition(self, row: Condition, place: int) -> Line:
        found = next(each for each in self.detail.conditions if each.code == row.code)
        words = {MET: row.met, UNKNOWN: row.unknown}.get(found.outcome, row.not_met)
        sentence = self._say(words)
        if found.holds_on:
            sentence += " " + _("Lo cumplirá el %(day)s.") % {"day": _long(found.holds_on)}
        return self._line("eligibility", row.label, row.code, place, Text(sentence), outcome=found.outcome)

    def _referral(self, code: str, label: Text, reason: Text, urgency: str) -> Line:
        words = str(URGENCY_WORDS.get(urgency, ""))
        return Line(self._say(label), words, "red" if urgency == "now" else "blue", self._say(reason), "", (), ())

    def _line(self, sheet: str, label: Text, code: str, place: int, reason: Text, outcome: str = "") -> Line:
        found = self.reasons[sheet, code, place]
        outcome = outcome or found.outcome
        return Line(
            label=self._say(label),
            outcome=str(OUTCOME_WORDS[outcome]),
            tone=OUTCOME_TONES.get(outcome, "grey"),
            sentence=self._say(reason),
            result=_number(found.result),
            answers=self._answers(found.findings),
            conditions=tuple((each.condition, self._came_out(each)) for each in found.findings),
        )

    def _came_out(self, finding: Finding) -> str:
        return _number(finding.result) or str(OUTCOME_WORDS[finding.outcome])

    def _answers(self, findings: tuple[Finding, ...]) -> tuple[tuple[str, str], ...]:
        said: dict[str, str] = {}
        for finding in findings:
            for name, value in finding.values.items():
                said[name] = self._value(name, value)
            for name, reason in finding.missing.items():
                said[name] = str(MISSING_WORDS[reason])
        return tuple((self._name(name), value) for name, value in said.items())

    def _name(self, name: str) -> str:
        question = self.ready.program.questions.get(name)
        if question is not None:
            return self._say(question.label) or name
        label = next((row.label for row in self.ready.instrument.parameters if row.name == name), Text())
        return self._say(label) or name

    def _value(self, name: str, value: str) -> str:
        question = self.ready.program.questions.get(name)
        if value == "":
            return _("no se preguntó")
        if question is None:
            return value
        return shown_answer(question, value, self.language)

    def _say(self, text: Text) -> str:
        return text.in_language(self.language)


@dataclass(frozen=True, slots=True)
class _Placed:
    sheet: str
    code: str
    place: int
    outcome: str
    result: str
    findings: tuple[Finding, ...]


def _placed(reasons: tuple[Reasons, ...]) -> list[_Placed]:
    """Reasons with their place in their sheet: a main and a parallel route may share a code."""
    counts: dict[str, int] = {}
    placed = []
    for row in reasons:
        place = counts.get(row.sheet, 0)
        counts[row.sheet] = place + 1
        placed.append(_Placed(row.sheet, row.code, place, row.outcome, row.result, row.findings))
    return placed


def _number(result: str) -> str:
    return as_number(float(result), 2) if result else ""


def _long(day: date) -> str:
    return as_full_date(day)


@dataclass(frozen=True, slots=True)
class AnswerInWords:
    """One answer: the group and the question in words, what was answered, and the question's name."""

    group: str
    name: str
    question: str
    answer: str


def answers_in_words(ready: Loaded, answers: dict[str, Any], language: str) -> list[AnswerInWords]:
    """Answers in words, in the order of the form, for what was answered."""
    rows = []
    for question in ready.instrument.questions:
        given = answers.get(question.name)
        if not question.is_asked or given is None or given == "":
            continue
        group = ready.instrument.groups[question.groups[0]].label if question.groups else Text()
        label = question.label.in_language(language)
        rows.append(
            AnswerInWords(group.in_language(language), question.name, label, shown_answer(question, given, language))
        )
    return rows


def shown_answer(question: Question, given: Any, language: str) -> str:
    """One answer in words: labels for codes, dates as people say them."""
    if question.choices:
        return ", ".join(question.label_of(code, language) for code in str(given).split())
    return _long(date.fromisoformat(str(given))) if question.kind is Kind.DATE else str(given)
