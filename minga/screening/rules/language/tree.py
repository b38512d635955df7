"""The nodes of an expression, and their way back to text."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Literal:
    """A number or a text in quotes."""

    value: str | float


@dataclass(frozen=True, slots=True)
class Reference:
    """`${name}`: the answer to a question, or a parameter. `.` is read as the question that carries it."""

    name: str


@dataclass(frozen=True, slots=True)
class Column:
    """A bare name: a column of the choices sheet, inside a choice_filter."""

    name: str


@dataclass(frozen=True, slots=True)
class Path:
    """An XPath step (`..`, `/data/x`). Read so that it can be named as unsupported."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    name: str
    arguments: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """Minus in front of a value."""

    operand: "Node"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`+`, `-`, `*`, `div` or `mod`."""

    operator: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Comparison:
    """`=`, `!=`, `<`, `<=`, `>` or `>=`."""

    operator: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Logic:
    """`and` or `or` over two or more operands."""

    operator: str
    operands: tuple["Node", ...]


Node = Literal | Reference | Column | Path | Call | Negation | Arithmetic | Comparison | Logic


def children(node: Node) -> tuple[Node, ...]:
    """The direct parts of a node, in reading order."""
    match node:
        case Call(arguments=parts) | Logic(operands=parts):
            return parts
        case Arithmetic(left=left, right=right) | Comparison(left=left, right=right):
            return (left, right)
        case Negation(operand=operand):
            return (operand,)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, depth first."""
    yield node
    for child in children(node):
        yield from walk(child)


def references(node: Node) -> tuple[str, ...]:
    """Names referred to, each once, in order of appearance."""
    return tuple(dict.fromkeys(part.name for part in walk(node) if isinstance(part, Reference)))


def text_of(node: Node) -> str:
    """The expression as text again: one space round operators, single quotes, brackets where they matter."""
    match node:
        case Logic(operator=operator, operands=operands):
            return f" {operator} ".join(_inside(operand, _RANKS[operator] + 1) for operand in operands)
        case Arithmetic(operator, left, right) | Comparison(operator, left, right):
            rank = _RANKS[operator]
            return f"{_inside(left, rank)} {operator} {_inside(right, rank + 1)}"
        case Negation(operand=operand):
            return f"-{_inside(operand, 7)}"
        case Call(name=name, arguments=arguments):
            return f"{name}({', '.join(text_of(argument) for argument in arguments)})"
        case _:
            return _leaf_text(node)


def _leaf_text(node: Literal | Reference | Column | Path) -> str:
    match node:
        case Literal(value=str() as text):
            return f'"{text}"' if "'" in text else f"'{text}'"
        case Literal(value=number):
            return f"{number:.15f}".rstrip("0").rstrip(".")
        case Reference(name=name):
            return f"${{{name}}}"
        case Column(name=name) | Path(text=name):
            return name


_RANKS = {"or": 1, "and": 2, "=": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4}
_RANKS |= {"+": 5, "-": 5, "*": 6, "div": 6, "mod": 6}


def _inside(node: Node, least: int) -> str:
    """Text of a part, in brackets when it binds less than its place needs."""
    text = text_of(node)
    if isinstance(node, Arithmetic | Comparison | Logic):
        return f"({text})" if _RANKS[node.operator] < least else text
    return f"({text})" if isinstance(node, Negation) and least >= 7 else text
