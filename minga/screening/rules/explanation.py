"""Why a rule gave what it gave: which condition, with which answers, came out how. Codes and values only,
no words.
"""

import math
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from minga.screening.rules.instrument import Condition, Dimension, Route
from minga.screening.rules.language import Environment, Unknown, compile_tree, parse
from minga.screening.rules.language.compiler import compile_truth
from minga.screening.rules.language.tree import Call, Logic, Node, references, text_of
from minga.screening.rules.language.values import Closure, Value, to_number, to_text
from minga.screening.rules.program import Answers
from minga.screening.rules.valuation import NOT_APPLICABLE, SCORED, UNKNOWN, Valuator

YES = "yes"
NO = "no"


class Finding(NamedTuple):
    """One condition (or one part of a score) inside a rule: its text, how it came out, and the value of
    each name in it.

    `result`: the number that a part of a score gave. A value that is not known is given as `unanswered`,
    `dont_know` or `declined` in `missing`.
    """

    condition: str
    outcome: str
    result: str
    values: dict[str, str]
    missing: dict[str, str]


class Reasons(NamedTuple):
    """The findings of one row of a sheet: `eligibility`, `routes` or `priority`. `result`: its score, for
    priority.
    """

    sheet: str
    code: str
    outcome: str
    result: str
    findings: tuple[Finding, ...]


class _Part(NamedTuple):
    text: str
    run: Closure
    names: tuple[str, ...]


class Explainer:
    """The rules of a valuator taken apart into their conditions, compiled once."""

    def __init__(self, valuator: Valuator) -> None:
        self.valuator = valuator
        instrument = valuator.program.instrument
        sheets: list[tuple[str, Sequence[Condition | Route | Dimension]]] = [
            ("eligibility", instrument.conditions),
            ("routes", instrument.routes),
            ("priority", instrument.dimensions),
        ]
        self._rows = [(sheet, row.code, *self._taken_apart(sheet, row)) for sheet, rows in sheets for row in rows]

    def _taken_apart(self, sheet: str, row: Condition | Route | Dimension) -> tuple[_Part, list[_Part]]:
        tree = parse(row.expression)
        parts = _score_parts(tree) if sheet == "priority" else _conditions(tree)
        return self._part(tree, sheet), [self._part(part, sheet) for part in parts]

    def _part(self, node: Node, sheet: str) -> _Part:
        build = compile_tree if sheet == "priority" else compile_truth
        return _Part(text_of(node), build(node, self.valuator.program.rule_symbols), references(node))

    def explain(self, answers: Answers, *, on: date) -> tuple[Reasons, ...]:
        """Reasons of every condition, route and dimension for one person, as of a day."""
        env = self.valuator.environment(answers, on=on)
        return tuple(
            Reasons(sheet, code, *_came_out(whole.run(env)), tuple(_finding(part, env) for part in parts))
            for sheet, code, whole, parts in self._rows
        )


def as_json(reasons: tuple[Reasons, ...]) -> list[dict[str, Any]]:
    """The same as plain lists and dictionaries, to be sealed beside the result."""
    return [{**row._asdict(), "findings": [finding._asdict() for finding in row.findings]} for row in reasons]


def from_json(stored: list[dict[str, Any]]) -> tuple[Reasons, ...]:
    """Back from `as_json`."""
    return tuple(
        Reasons(**{**row, "findings": tuple(Finding(**finding) for finding in row["findings"])}) for row in stored
    )


def missing_names(reasons: tuple[Reasons, ...]) -> tuple[str, ...]:
    """Names of questions whose missing answer left eligibility or the main component open, each once."""
    return tuple(
        dict.fromkeys(
            name for row in reasons if row.outcome == UNKNOWN for finding in row.findings for name in finding.missing
        )
    )


def _score_parts(node: Node) -> Iterator[Node]:
    """The parts that `mean-known` or `max-known` join, or the whole."""
    if isinstance(node, Call) and node.name in ("mean-known", "max-known"):
        yield from node.arguments
    else:
        yield node


def _conditions(node: Node) -> Iterator[Node]:
    """The conditions that logic joins: what stands between `and`, `or` and inside `not()`."""
    if isinstance(node, Logic):
        for operand in node.operands:
            yield from _conditions(operand)
    elif isinstance(node, Call) and node.name == "not":
        yield from _conditions(node.arguments[0])
    else:
        yield node


def _finding(part: _Part, env: Environment) -> Finding:
    known = {name: env[name] for name in part.names}
    return Finding(
        part.text,
        *_came_out(part.run(env)),
        values={name: to_text(value) for name, value in known.items() if not isinstance(value, Unknown)},
        missing={name: value.reason for name, value in known.items() if isinstance(value, Unknown)},
    )


def _came_out(value: Value) -> tuple[str, str]:
    """Outcome and result of a value: yes, no or unknown for a truth; a score, or that it does not apply."""
    if isinstance(value, Unknown):
        return UNKNOWN, ""
    if isinstance(value, bool):
        return (YES if value else NO), ""
    number = to_number(value)
    return (NOT_APPLICABLE, "") if math.isnan(number) else (SCORED, f"{number:.2f}")
