"""Eligibility, routes and priority of a person, from answers: advice that a named person confirms (SCR-1)."""

import hashlib
import math
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from typing import NamedTuple
from uuid import UUID

from minga.screening.rules.instrument import Condition, Dimension, Route
from minga.screening.rules.language import Environment, Unknown, Value, compile_tree, parse
from minga.screening.rules.language.compiler import compile_truth
from minga.screening.rules.language.tree import references
from minga.screening.rules.language.values import Closure, to_date, to_number
from minga.screening.rules.program import Answers, Program, settle_rules

MET = "met"
NOT_MET = "not_met"
NOT_YET = "not_yet"
UNKNOWN = "unknown"
"""Outcomes of a condition. `not_yet`: it does not hold, and will on a day that is known."""

SCORED = "scored"
NOT_APPLICABLE = "not_applicable"
"""States of a dimension, besides `unknown`; only a scored one counts (PRI-1)."""


class ConditionOutcome(NamedTuple):
    """What became of one condition of eligibility, and the day on which it will hold."""

    code: str
    outcome: str
    holds_on: date | None


class DimensionScore(NamedTuple):
    """One dimension of priority from 0 to 1 (None when it does not count), and why."""

    code: str
    state: str
    score: float | None


class Valuation(NamedTuple):
    """Advice on one person.

    `component`: code of the first main route that holds, None when no route does. `is_settled`: no earlier
    main route is unknown, so that no missing answer could change the component. `referrals` hold;
    `possible_referrals` may, depending on an answer that is missing. `priority`: weighted mean of the
    scored dimensions, 0 to 1, None without any.
    """

    conditions: tuple[ConditionOutcome, ...]
    component: str | None
    is_settled: bool
    referrals: tuple[str, ...]
    possible_referrals: tuple[str, ...]
    dimensions: tuple[DimensionScore, ...]
    priority: float | None

    def gate(self, conditions: Iterable[Condition], service: str) -> str:
        """Whether a service is open: the worst outcome among the conditions that gate it (not_met,
        not_yet, unknown, met).
        """
        gating = {condition.code for condition in conditions if service in condition.gates}
        outcomes = {each.outcome for each in self.conditions if each.code in gating}
        return next((worst for worst in (NOT_MET, NOT_YET, UNKNOWN) if worst in outcomes), MET)

    def opens_on(self, conditions: Iterable[Condition], service: str) -> date | None:
        """The day on which a service that is not open yet opens: the latest of its conditions."""
        gating = {condition.code for condition in conditions if service in condition.gates}
        days = [each.holds_on for each in self.conditions if each.code in gating and each.holds_on]
        return max(days) if days and self.gate(conditions, service) == NOT_YET else None


class Valuator:
    """The rules of an instrument compiled, for one person or for many. Immutable but for a cache of days."""

    def __init__(self, program: Program) -> None:
        instrument = program.instrument
        self.program = program
        self._conditions = [
            (row, self._truth(row.expression), self._value(row.holds_on)) for row in instrument.conditions
        ]
        self._main = [(row, self._truth(row.expression)) for row in instrument.routes if row.is_main]
        self._parallel = [(row, self._truth(row.expression)) for row in instrument.routes if not row.is_main]
        self._dimensions = [(row, self._value(row.expression)) for row in instrument.dimensions]
        self.names = _names(instrument.conditions, instrument.routes, instrument.dimensions)
        self._steps = program.steps_for(self.names)
        questions = program.questions
        self.asked = tuple(step.name for step in self._steps if questions[step.name].is_asked)
        self._bases: dict[date, Environment] = {}

    def _truth(self, text: str) -> Closure:
        return compile_truth(parse(text), self.program.rule_symbols)

    def _value(self, text: str) -> Closure:
        return compile_tree(parse(text), self.program.rule_symbols) if text else lambda _: ""

    def environment(self, answers: Answers, *, on: date) -> Environment:
        """The environment that the rules see, on a day."""
        base = self._bases.get(on)
        if base is None:
            base = self._bases[on] = self.program.base(on=on)
        return settle_rules(base, self._steps, answers)

    def value(self, answers: Answers, *, on: date) -> Valuation:
        """Advice on one person's answers, as of a day."""
        env = self.environment(answers, on=on)
        component, is_settled = self.component(env)
        referrals: list[str] = []
        possible: list[str] = []
        for route, holds in self._parallel:
            truth = holds(env)
            if truth is True:
                referrals.append(route.code)
            elif truth is not False:
                possible.append(route.code)
        scores = tuple([_score(row, closure(env)) for row, closure in self._dimensions])
        return Valuation(
            conditions=tuple([_outcome(row, holds(env), day, env) for row, holds, day in self._conditions]),
            component=component,
            is_settled=is_settled,
            referrals=tuple(referrals),
            possible_referrals=tuple(possible),
            dimensions=scores,
            priority=self.priority(scores),
        )

    def value_all(self, people: Iterable[Answers], *, on: date) -> Iterator[Valuation]:
        """Advice on many, one at a time, in order."""
        for answers in people:
            yield self.value(answers, on=on)

    def condition_runs(self) -> list[Callable[[Environment], ConditionOutcome]]:
        """For each condition what gives its outcome in an environment, in order."""
        return [partial(_condition, row, holds, day) for row, holds, day in self._conditions]

    def dimension_runs(self) -> list[Callable[[Environment], DimensionScore]]:
        """For each dimension what gives its score in an environment, in order."""
        return [partial(_dimension, row, closure) for row, closure in self._dimensions]

    def parallel_runs(self) -> list[tuple[Route, Closure]]:
        """Each route that stands beside the component, with what says whether it holds."""
        return list(self._parallel)

    def component(self, env: Environment) -> tuple[str | None, bool]:
        """The component advised in an environment, and whether no missing answer could change it."""
        is_settled = True
        for route, holds in self._main:
            truth = holds(env)
            if truth is True:
                return route.code, is_settled
            if truth is not False:
                is_settled = False
        return None, is_settled

    def priority(self, scores: tuple[DimensionScore, ...]) -> float | None:
        """Weighted mean of the scored dimensions; None without any."""
        total = weights = 0.0
        for (row, _), score in zip(self._dimensions, scores, strict=True):
            if score.score is not None:
                total += row.weight * score.score
                weights += row.weight
        return round(total / weights, 6) if weights else None


def _condition(row: Condition, holds: Closure, day: Closure, env: Environment) -> ConditionOutcome:
    return _outcome(row, holds(env), day, env)


def _dimension(row: Dimension, closure: Closure, env: Environment) -> DimensionScore:
    return _score(row, closure(env))


def _outcome(row: Condition, truth: Value, day: Closure, env: Environment) -> ConditionOutcome:
    if truth is True:
        return ConditionOutcome(row.code, MET, None)
    if truth is not False:
        return ConditionOutcome(row.code, UNKNOWN, None)
    holds_on = day(env)
    found = "" if isinstance(holds_on, Unknown) else to_date(holds_on)
    if isinstance(found, date):
        return ConditionOutcome(row.code, NOT_YET, found)
    return ConditionOutcome(row.code, NOT_MET, None)


def _score(row: Dimension, value: Value) -> DimensionScore:
    if isinstance(value, Unknown):
        return DimensionScore(row.code, UNKNOWN, None)
    number = value if type(value) is float else to_number(value)
    if math.isnan(number):
        return DimensionScore(row.code, NOT_APPLICABLE, None)
    return DimensionScore(row.code, SCORED, min(1.0, max(0.0, number)))


def _names(*sheets: Iterable[Condition | Route | Dimension]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for sheet in sheets:
        for row in sheet:
            found.update(dict.fromkeys(references(parse(row.expression))))
            if isinstance(row, Condition) and row.holds_on:
                found.update(dict.fromkeys(references(parse(row.holds_on))))
    return tuple(found)


def draw(seed: str, public_id: UUID) -> str:
    """A person's lot in a draw, as 64 hexadecimal digits: the same for the same seed and person, whatever
    the order of arrival.
    """
    return hashlib.sha256(f"{seed}\n{public_id}".encode()).hexdigest()
