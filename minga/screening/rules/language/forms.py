"""Functions that decide themselves what to do with an unknown argument: `if`, `coalesce`, `not`, `today`
and ours.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from minga.screening.rules.language.values import (
    Closure,
    Environment,
    Unknown,
    Value,
    to_number,
    to_text,
    to_truth,
)

TODAY = "$today"
NOW = "$now"
"""Names under which the environment holds the day and the instant that an evaluation stands on."""

Arguments = tuple[Closure, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A special form with the least and most arguments."""

    build: Callable[[Arguments], Closure]
    least: int
    most: int
    is_ours: bool = False


def _if(arguments: Arguments) -> Closure:
    condition, then, otherwise = arguments

    def run(env: Environment) -> Value:
        value = condition(env)
        if value is True:  # conditions are mostly truths already
            return then(env)
        if value is False:
            return otherwise(env)
        truth = to_truth(value)
        if isinstance(truth, Unknown):
            return truth
        return then(env) if truth else otherwise(env)

    return run


def _coalesce(arguments: Arguments) -> Closure:
    def run(env: Environment) -> Value:
        value: Value = ""
        for argument in arguments:
            value = argument(env)
            if not isinstance(value, Unknown) and to_text(value) != "":
                return value
        return value

    return run


def _not(arguments: Arguments) -> Closure:
    operand = arguments[0]

    def run(env: Environment) -> Value:
        truth = to_truth(operand(env))
        return truth if isinstance(truth, Unknown) else not truth

    return run


def _known_numbers(arguments: Arguments, env: Environment) -> tuple[list[float], Value]:
    """Numbers among the arguments, leaving out unknown and empty ones, and what to give when none is left."""
    numbers: list[float] = []
    nothing: Value = ""
    for argument in arguments:
        value = argument(env)
        if isinstance(value, Unknown):
            nothing = value
            continue
        number = to_number(value)
        if not math.isnan(number):
            numbers.append(number)
    return numbers, nothing


def _mean_known(arguments: Arguments) -> Closure:
    def run(env: Environment) -> Value:
        numbers, nothing = _known_numbers(arguments, env)
        return math.fsum(numbers) / len(numbers) if numbers else nothing

    return run


def _max_known(arguments: Arguments) -> Closure:
    def run(env: Environment) -> Value:
        numbers, nothing = _known_numbers(arguments, env)
        return max(numbers) if numbers else nothing

    return run


def _from_environment(name: str) -> Callable[[Arguments], Closure]:
    return lambda _: lambda env: env[name]


FORMS: dict[str, Form] = {
    "if": Form(_if, 3, 3),
    "coalesce": Form(_coalesce, 1, 64),
    "not": Form(_not, 1, 1),
    "once": Form(lambda arguments: arguments[0], 1, 1),
    "today": Form(_from_environment(TODAY), 0, 0),
    "now": Form(_from_environment(NOW), 0, 0),
    "mean-known": Form(_mean_known, 1, 64, is_ours=True),
    "max-known": Form(_max_known, 1, 64, is_ours=True),
}
"""`mean-known` and `max-known` are ours: over the arguments that are known and apply; unknown when none
is.
"""
