"""An instrument compiled once: the order in which answers settle, and the environment that expressions run
over.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from minga.screening.rules.instrument import CODE_DECLINED, CODE_DONT_KNOW, Instrument, Kind, Question
from minga.screening.rules.language import (
    DECLINED,
    DONT_KNOW,
    UNANSWERED,
    Environment,
    Symbols,
    Unknown,
    Value,
    compile_tree,
    parse,
)
from minga.screening.rules.language.compiler import compile_truth
from minga.screening.rules.language.forms import NOW, TODAY
from minga.screening.rules.language.values import Closure, to_date, to_number, to_text
from minga.screening.rules.order import in_settling_order, needs_of, relevances

Answers = Mapping[str, Any]
"""Answers as stored: text for text, dates (ISO) and codes (several parted by spaces), int or float for
numbers.
"""

_CODES = {CODE_DONT_KNOW: DONT_KNOW, CODE_DECLINED: DECLINED}
_NUMERIC = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.RANGE})


@dataclass(frozen=True, slots=True)
class Step:
    """One question when answers settle: its relevance and its calculation, compiled."""

    name: str
    kind: Kind
    relevant: Closure | None
    calculation: Closure | None
    codes: Mapping[str, Unknown]


class Program:
    """An instrument ready to run: immutable, safe to share between threads."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.questions = {question.name: question for question in instrument.questions}
        self.symbols = survey_symbols(instrument, {})
        self.rule_symbols = rule_symbols(instrument)
        ordered = in_settling_order(instrument.questions, instrument.groups)
        self.steps = tuple(self._step(question) for question in ordered)
        self._by_name = {step.name: step for step in self.steps}
        self._needs = {question.name: needs_of(question, instrument.groups) for question in instrument.questions}

    def _step(self, question: Question) -> Step:
        calculation = None
        if question.calculation:
            calculation = compile_tree(parse(question.calculation, itself=question.name), self.symbols)
        texts = relevances(question, self.instrument.groups)
        relevant = None
        if texts:
            text = " and ".join(f"({each})" for each in texts) if len(texts) > 1 else texts[0]
            relevant = compile_truth(parse(text, itself=question.name), self.symbols)
        codes = self.symbols.codes_unknown.get(question.name, {})
        return Step(question.name, question.kind, relevant, calculation, codes)

    def steps_for(self, names: Iterable[str]) -> tuple[Step, ...]:
        """The steps that these names need, directly or through relevance and calculation, in settling
        order.
        """
        wanted: set[str] = set()
        pending = [name for name in names if name in self._by_name]
        while pending:
            name = pending.pop()
            if name not in wanted:
                wanted.add(name)
                pending += [need for need in self._needs[name] if need in self._by_name]
        return tuple(step for step in self.steps if step.name in wanted)

    def base(self, *, on: date, now: datetime | None = None) -> Environment:
        """Environment before any answer: the day, the instant and the parameters in force on that day."""
        base: Environment = {TODAY: on, NOW: now or on}
        for name, text in self.instrument.parameter_values(on).items():
            number = to_number(text)
            base[name] = text if number != number else number
        return base

    def settle_form(self, answers: Answers, *, on: date, now: datetime | None = None) -> tuple[Environment, set[str]]:
        """ODK's reading, for running a form: the environment, and the names of the questions that are
        relevant.

        What is not relevant is empty; what is not answered is empty; a calculation that gives no number is
        empty.
        """
        env = self.base(on=on, now=now)
        relevant: set[str] = set()
        for step in self.steps:
            if step.relevant is not None and step.relevant(env) is not True:
                env[step.name] = ""
                continue
            relevant.add(step.name)
            if step.calculation is not None:
                value = step.calculation(env)
                env[step.name] = "" if value != value else value
            else:
                env[step.name] = stored_value(step.kind, answers.get(step.name, ""))
        return env, relevant


def settle_rules(base: Environment, steps: tuple[Step, ...], answers: Answers) -> Environment:
    """Our reading, for rules: a missing answer, "no sabe" and "prefiero no decirlo" are unknown (facts K).

    What was rightly not asked (its relevance is definitely false) is empty, which is known. `base` is not
    changed.
    """
    env = dict(base)
    get = answers.get
    for step in steps:
        if step.relevant is not None and step.relevant(env) is False:
            env[step.name] = ""
        elif step.calculation is not None:
            env[step.name] = step.calculation(env)
        else:
            raw = get(step.name, "")
            if raw is None or raw == "":
                env[step.name] = UNANSWERED
            elif step.codes and raw in step.codes:
                env[step.name] = step.codes[raw]
            else:
                env[step.name] = (
                    raw if type(raw) is str and step.kind is not Kind.DATE else stored_value(step.kind, raw)
                )
    return env


def stored_value(kind: Kind, raw: Any) -> Value:
    """A stored answer as a value of the language: numbers as float, dates as dates, the rest as text."""
    if raw is None or raw == "":
        return ""
    if kind is Kind.DATE:
        return to_date(str(raw))
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, int | float):
        return float(raw)
    return str(raw)


def survey_symbols(instrument: Instrument, left_out: Mapping[str, int]) -> Symbols:
    """What expressions of the survey sheet may speak of."""
    return Symbols(
        names=frozenset(question.name for question in instrument.questions) | _parameter_names(instrument),
        left_out=left_out,
        codes_unknown={question.name: codes for question in instrument.questions if (codes := _codes_of(question))},
        labels={
            question.name: {choice.code: choice.label.in_language("es") for choice in question.choices}
            for question in instrument.questions
            if question.choices
        },
    )


def rule_symbols(instrument: Instrument) -> Symbols:
    """What expressions of our sheets may speak of: the same, with our functions."""
    survey = survey_symbols(instrument, {})
    return Symbols(survey.names, {}, survey.codes_unknown, survey.labels, ours=True)


def _parameter_names(instrument: Instrument) -> frozenset[str]:
    return frozenset(parameter.name for parameter in instrument.parameters)


def _codes_of(question: Question) -> dict[str, Unknown]:
    """Codes 98 and 99 of a list of choices, where it has them."""
    return {choice.code: _CODES[choice.code] for choice in question.choices if choice.code in _CODES}


def shown(value: Value) -> str:
    """A known value as text, for a label that speaks an answer; nothing for an unknown one."""
    return "" if isinstance(value, Unknown) else to_text(value)
