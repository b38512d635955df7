"""Tree to closure. One compiler serves ODK's two-valued reading and our three-valued one.

The difference is in the environment: a form is run with `''` for what is not answered, rules are run with
`Unknown`. A closure that meets an unknown value hands it on, except where logic can do without it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter

from minga.screening.rules.language.comparing import comparison
from minga.screening.rules.language.errors import ExpressionError
from minga.screening.rules.language.forms import FORMS, Form
from minga.screening.rules.language.functions import FUNCTIONS, UNSUPPORTED, Function, is_safe_pattern
from minga.screening.rules.language.tree import (
    Arithmetic,
    Call,
    Column,
    Comparison,
    Literal,
    Logic,
    Negation,
    Node,
    Path,
    Reference,
)
from minga.screening.rules.language.values import (
    NAN,
    Closure,
    Environment,
    Unknown,
    Value,
    to_number,
    to_truth,
)

COLUMN_PREFIX = "@"
"""Columns of the choices sheet stand in the environment of a choice_filter under this prefix."""


@dataclass(frozen=True, slots=True)
class Symbols:
    """What an expression may speak of.

    `names`: questions and parameters. `left_out`: names that exist but are not supported (in a repeat, say).
    `codes_unknown`: per question, the codes that mean "no sabe" or "prefiero no decirlo". `labels`: per question,
    code to label, for `jr:choice-name`. `columns`: whether bare names are allowed. `ours`: whether ours are.
    """

    names: frozenset[str]
    left_out: Mapping[str, int] = field(default_factory=dict)
    codes_unknown: Mapping[str, Mapping[str, Unknown]] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    columns: bool = False
    ours: bool = False


def compile_tree(node: Node, symbols: Symbols) -> Closure:
    """A closure over an environment that holds every name the tree refers to.

    Raises ExpressionError for unknown names, unknown functions, a wrong number of arguments, and (as unsupported)
    for XPath steps, repeats and the rest of `UNSUPPORTED`.
    """
    match node:
        case Literal(value=value):
            return lambda _: value
        case Reference(name=name):
            return _reference(name, symbols)
        case Column(name=name):
            return _column(name, symbols)
        case Path(text=text):
            raise ExpressionError("path", is_unsupported=True, path=text)
        case Call():
            return _call(node, symbols)
        case _:
            return _operation(node, symbols)


def _operation(node: Logic | Comparison | Arithmetic | Negation, symbols: Symbols) -> Closure:
    match node:
        case Logic(operator=operator, operands=operands):
            closures = tuple(compile_truth(operand, symbols) for operand in operands)
            return _all_of(closures) if operator == "and" else _any_of(closures)
        case Comparison(left=left, right=right):
            sides = compile_tree(left, symbols), compile_tree(right, symbols)
            return comparison(node, *sides, symbols.codes_unknown)
        case Arithmetic(operator, left, right):
            return _arithmetic(operator, compile_tree(left, symbols), compile_tree(right, symbols))
        case Negation(operand=operand):
            return _arithmetic("-", lambda _: 0.0, compile_tree(operand, symbols))


def compile_truth(node: Node, symbols: Symbols) -> Closure:
    """A closure that gives True, False or Unknown."""
    closure = compile_tree(node, symbols)
    return closure if _gives_truth(node) else lambda env: to_truth(closure(env))


def _gives_truth(node: Node) -> bool:
    if isinstance(node, Call):
        known = FUNCTIONS.get(node.name)
        return node.name == "not" or (known is not None and known.gives_truth)
    return isinstance(node, Comparison | Logic)


def _reference(name: str, symbols: Symbols) -> Closure:
    if name in symbols.left_out:
        raise ExpressionError("refers_to_left_out", is_unsupported=True, name=name, other_row=symbols.left_out[name])
    if name not in symbols.names:
        raise ExpressionError("unknown_name", name=name)
    return itemgetter(name)


def _column(name: str, symbols: Symbols) -> Closure:
    if not symbols.columns:
        raise ExpressionError("bare_name", name=name)
    return itemgetter(COLUMN_PREFIX + name)


def _all_of(closures: tuple[Closure, ...]) -> Closure:
    def run(env: Environment) -> Value:
        result: Value = True
        for closure in closures:
            value = closure(env)
            if value is False:
                return False
            if value is not True:
                result = value
        return result

    return run


def _any_of(closures: tuple[Closure, ...]) -> Closure:
    def run(env: Environment) -> Value:
        result: Value = False
        for closure in closures:
            value = closure(env)
            if value is True:
                return True
            if value is not False:
                result = value
        return result

    return run


def _divide(left: float, right: float) -> float:
    return left / right if right else NAN


def _remainder(left: float, right: float) -> float:
    if not right or left != left or right != right:
        return NAN
    return left - right * int(left / right)


_OPERATIONS: dict[str, Callable[[float, float], float]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "div": _divide,
    "mod": _remainder,
}


def _arithmetic(operator: str, left: Closure, right: Closure) -> Closure:
    operation = _OPERATIONS[operator]

    def run(env: Environment) -> Value:
        first = left(env)
        if isinstance(first, Unknown):
            return first
        second = right(env)
        if isinstance(second, Unknown):
            return second
        return operation(to_number(first), to_number(second))

    return run


def _call(node: Call, symbols: Symbols) -> Closure:
    if node.name in UNSUPPORTED:
        reason = UNSUPPORTED[node.name]
        raise ExpressionError("function_unsupported", is_unsupported=True, function=node.name, reason=reason)
    if node.name == "jr:choice-name":
        return _choice_name(node, symbols)
    form = FORMS.get(node.name)
    if form is not None:
        _check_shape(node, form, symbols)
        return form.build(tuple(compile_tree(argument, symbols) for argument in node.arguments))
    function = FUNCTIONS.get(node.name)
    if function is None:
        raise ExpressionError("unknown_function", function=node.name)
    _check_shape(node, function, symbols)
    arguments = tuple(compile_tree(argument, symbols) for argument in node.arguments)
    if node.name == "selected":
        return _selected(node, arguments, symbols)
    return _strict(function.call, arguments)


def _check_shape(node: Call, function: Function | Form, symbols: Symbols) -> None:
    least, most, given = function.least, function.most, len(node.arguments)
    if not least <= given <= most:
        raise ExpressionError("wrong_count", function=node.name, given=given, least=least, most=most)
    if function.is_ours and not symbols.ours:
        raise ExpressionError("function_only_in_rules", function=node.name)
    if node.name == "regex":
        pattern = node.arguments[1]
        if not isinstance(pattern, Literal) or not is_safe_pattern(str(pattern.value)):
            raise ExpressionError("unsafe_pattern")


def _strict(call: Callable[..., Value], arguments: tuple[Closure, ...]) -> Closure:
    def run(env: Environment) -> Value:
        values = [argument(env) for argument in arguments]
        for value in values:
            if isinstance(value, Unknown):
                return value
        return call(*values)

    return run


def _selected(node: Call, arguments: tuple[Closure, ...], symbols: Symbols) -> Closure:
    """`selected()` with its usual shape made fast, and definite when it asks for "no sabe" itself."""
    asked, code = node.arguments
    if not (isinstance(asked, Reference) and isinstance(code, Literal) and isinstance(code.value, str)):
        return _strict(FUNCTIONS["selected"].call, arguments)
    read, wanted = arguments[0], code.value
    meant = symbols.codes_unknown.get(asked.name, {}).get(wanted)

    def run(env: Environment) -> Value:
        value = read(env)
        if type(value) is str:
            return wanted in value.split()
        if isinstance(value, Unknown):
            return value if meant is None else value is meant
        return FUNCTIONS["selected"].call(value, wanted)

    return run


def _choice_name(node: Call, symbols: Symbols) -> Closure:
    if len(node.arguments) != 2 or not isinstance(node.arguments[1], Literal):
        raise ExpressionError("choice_name_shape")
    asked = str(node.arguments[1].value).strip().removeprefix("${").removesuffix("}").strip()
    _reference(asked, symbols)
    labels = symbols.labels.get(asked, {})
    code = compile_tree(node.arguments[0], symbols)

    def run(env: Environment) -> Value:
        value = code(env)
        return value if isinstance(value, Unknown) else labels.get(str(value), "")

    return run
