"""Comparisons as closures: the usual shapes made fast, and definite answers about "no sabe" itself."""

import operator as operators
from collections.abc import Callable, Mapping

from minga.screening.rules.language.tree import Comparison, Literal, Node, Reference
from minga.screening.rules.language.values import (
    UNANSWERED,
    Closure,
    Environment,
    Unknown,
    Value,
    equal,
    to_number,
)

CodesUnknown = Mapping[str, Mapping[str, Unknown]]

_ORDERS: dict[str, Callable[[float, float], bool]] = {
    "<": operators.lt,
    "<=": operators.le,
    ">": operators.gt,
    ">=": operators.ge,
}


def comparison(node: Comparison, left: Closure, right: Closure, codes_unknown: CodesUnknown) -> Closure:
    """The closure of a comparison.

    `${x} = '99'` and `${x} = ''` ask about not knowing itself and are always definite; every other comparison
    with an unknown value is unknown. Order is by number (days for dates), as in XPath.
    """
    if node.operator in _ORDERS:
        return _order(_ORDERS[node.operator], left, right)
    wants_equal = node.operator == "="
    meant = _meant(node.left, node.right, codes_unknown)
    if meant is None:
        meant = _meant(node.right, node.left, codes_unknown)
    if meant is not None:
        return _definite(left, right, meant, wants_equal)
    if isinstance(node.right, Literal) and isinstance(node.right.value, str):
        return _text_equality(left, node.right.value, wants_equal)
    return _equality(left, right, wants_equal)


def _meant(asked: Node, code: Node, codes_unknown: CodesUnknown) -> Unknown | None:
    if not (isinstance(asked, Reference) and isinstance(code, Literal)):
        return None
    text = code.value if isinstance(code.value, str) else f"{code.value:g}"
    if text == "":
        return UNANSWERED
    return codes_unknown.get(asked.name, {}).get(text)


def _definite(left: Closure, right: Closure, meant: Unknown, wants_equal: bool) -> Closure:
    def run(env: Environment) -> Value:
        first, second = left(env), right(env)
        for value in (first, second):
            if isinstance(value, Unknown):
                return (value is meant) is wants_equal
        return equal(first, second) is wants_equal

    return run


def _text_equality(left: Closure, wanted: str, wants_equal: bool) -> Closure:
    def run(env: Environment) -> Value:
        value = left(env)
        if type(value) is str:
            return (value == wanted) is wants_equal
        if isinstance(value, Unknown):
            return value
        return equal(value, wanted) is wants_equal

    return run


def _equality(left: Closure, right: Closure, wants_equal: bool) -> Closure:
    def run(env: Environment) -> Value:
        first = left(env)
        if isinstance(first, Unknown):
            return first
        second = right(env)
        if isinstance(second, Unknown):
            return second
        return equal(first, second) is wants_equal

    return run


def _order(compare: Callable[[float, float], bool], left: Closure, right: Closure) -> Closure:
    def run(env: Environment) -> Value:
        first = left(env)
        if isinstance(first, Unknown):
            return first
        second = right(env)
        if isinstance(second, Unknown):
            return second
        if type(first) is float and type(second) is float:
            return compare(first, second)
        return compare(to_number(first), to_number(second))

    return run
