"""Valuing very many people: each row of the rules is run once for each combination of the answers it needs."""

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from minga.screening.rules.language import Environment, parse
from minga.screening.rules.language.tree import references
from minga.screening.rules.program import Answers, Step, settle_rules
from minga.screening.rules.valuation import Valuation, Valuator

MOST_REMEMBERED = 20_000
"""Most combinations kept for one row of the rules: then it forgets them all, which bounds memory."""

_PLAIN = frozenset({str, int, float, type(None)})
"""Kinds of answers of which equal ones mean the same. A truth equals the number 1 and reads otherwise."""


class _Row:
    """One row of the rules, what it needs of the answers, and what it gave before."""

    __slots__ = ("key", "known", "run", "steps")

    def __init__(self, run: Callable[[Environment], Any], steps: Sequence[Step], places: Sequence[int]) -> None:
        self.run = run
        self.steps = tuple(steps)
        self.key: Callable[[list[Any]], Hashable] = itemgetter(*places) if places else lambda _: None
        self.known: dict[Hashable, Any] = {}


class _Day:
    """The rows of an instrument as of one day."""

    def __init__(self, valuator: Valuator, on: date) -> None:
        self.on = on
        self._base = valuator.program.base(on=on)
        self._program = valuator.program
        self._places = {name: place for place, name in enumerate(valuator.asked)}
        instrument = valuator.program.instrument
        self.conditions = [
            self._row(run, row.expression, row.holds_on)
            for row, run in zip(instrument.conditions, valuator.condition_runs(), strict=True)
        ]
        self.component = self._row(valuator.component, *[row.expression for row in instrument.routes if row.is_main])
        self.parallel = [(row.code, self._row(run, row.expression)) for row, run in valuator.parallel_runs()]
        self.dimensions = [
            self._row(run, row.expression)
            for row, run in zip(instrument.dimensions, valuator.dimension_runs(), strict=True)
        ]

    def _row(self, run: Callable[[Environment], Any], *texts: str) -> _Row:
        names = [name for text in texts if text for name in references(parse(text))]
        steps = self._program.steps_for(names)
        return _Row(run, steps, [self._places[step.name] for step in steps if step.name in self._places])

    def of(self, row: _Row, values: list[Any], answers: Answers) -> Any:
        """What a row gives for these answers (`values`: the same in the order of the questions asked)."""
        key = row.key(values)
        found = row.known.get(key)
        if found is None:
            found = row.run(settle_rules(self._base, row.steps, answers))
            if len(row.known) >= MOST_REMEMBERED:
                row.known = {}
            row.known[key] = found
        return found


class Remembering:
    """The same advice as the valuator's, for people in great number; one day at a time is remembered."""

    def __init__(self, valuator: Valuator) -> None:
        self._valuator = valuator
        self._asked = valuator.asked
        self._day: _Day | None = None

    def value(self, answers: Answers, *, on: date) -> Valuation:
        """Advice on one person's answers, as of a day: what `Valuator.value` gives."""
        values = [answers.get(name) for name in self._asked]
        if not _PLAIN.issuperset(map(type, values)):
            return self._valuator.value(answers, on=on)
        day = self._day
        if day is None or day.on != on:
            day = self._day = _Day(self._valuator, on)
        of = day.of
        component, is_settled = of(day.component, values, answers)
        referrals: list[str] = []
        possible: list[str] = []
        for code, row in day.parallel:
            truth = of(row, values, answers)
            if truth is not False:
                (referrals if truth is True else possible).append(code)
        scores = tuple([of(row, values, answers) for row in day.dimensions])
        return Valuation(
            conditions=tuple([of(row, values, answers) for row in day.conditions]),
            component=component,
            is_settled=is_settled,
            referrals=tuple(referrals),
            possible_referrals=tuple(possible),
            dimensions=scores,
            priority=self._valuator.priority(scores),
        )
