"""Tokens to tree, by descending through the precedences of XPath 1.0: or, and, =, <, +, *, minus, value."""

from minga.screening.rules.language.errors import ExpressionError
from minga.screening.rules.language.tokens import Token, tokens_of
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

DEEPEST = 80
"""Deepest nesting of brackets accepted: a guard for the interpreter's stack."""


def parse(text: str, *, itself: str = "") -> Node:
    """The tree of an expression; `itself` is the name of the question that `.` stands for.

    Raises ExpressionError with a code and the place of the fault. Function names are not judged here.
    """
    tokens = tokens_of(text)
    if not tokens:
        raise ExpressionError("empty_expression")
    parser = _Parser(tokens, itself)
    node = parser.either()
    if parser.at < len(tokens):
        raise ExpressionError("unexpected", sign=tokens[parser.at].text, at=tokens[parser.at].at + 1)
    return node


class _Parser:
    def __init__(self, tokens: list[Token], itself: str) -> None:
        self.tokens = tokens
        self.itself = itself
        self.at = 0
        self.depth = 0

    def next_is(self, *texts: str, kind: str = "operator") -> bool:
        if self.at >= len(self.tokens):
            return False
        token = self.tokens[self.at]
        return token.kind == kind and token.text in texts

    def take(self) -> Token:
        if self.at >= len(self.tokens):
            raise ExpressionError("ends_early")
        self.at += 1
        return self.tokens[self.at - 1]

    def expect(self, mark: str) -> None:
        if not self.next_is(mark, kind="mark"):
            raise ExpressionError("missing_mark", mark=mark)
        self.at += 1

    def either(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ExpressionError("too_deep", deepest=DEEPEST)
        operands = [self.both()]
        while self.next_is("or"):
            self.at += 1
            operands.append(self.both())
        self.depth -= 1
        return operands[0] if len(operands) == 1 else Logic("or", tuple(operands))

    def both(self) -> Node:
        operands = [self.equality()]
        while self.next_is("and"):
            self.at += 1
            operands.append(self.equality())
        return operands[0] if len(operands) == 1 else Logic("and", tuple(operands))

    def equality(self) -> Node:
        left = self.relation()
        while self.next_is("=", "!="):
            operator = self.take().text
            left = Comparison(operator, left, self.relation())
        return left

    def relation(self) -> Node:
        left = self.sum()
        while self.next_is("<", "<=", ">", ">="):
            operator = self.take().text
            left = Comparison(operator, left, self.sum())
        return left

    def sum(self) -> Node:
        left = self.product()
        while self.next_is("+", "-"):
            operator = self.take().text
            left = Arithmetic(operator, left, self.product())
        return left

    def product(self) -> Node:
        left = self.signed()
        while self.next_is("*", "div", "mod"):
            operator = self.take().text
            left = Arithmetic(operator, left, self.signed())
        return left

    def signed(self) -> Node:
        minuses = 0
        while self.next_is("-"):
            self.at += 1
            minuses += 1
        value = self.value()
        return value if minuses % 2 == 0 else Negation(value)

    def value(self) -> Node:
        token = self.take()
        match token.kind:
            case "reference":
                return Reference(token.text)
            case "dot":
                return Reference(self.itself) if self.itself else Path(".")
            case "number":
                return Literal(float(token.text))
            case "text":
                return Literal(token.text)
            case "path":
                return Path(token.text)
            case "name":
                return self.named(token)
        return self.bracket(token)

    def named(self, token: Token) -> Node:
        if not self.next_is("(", kind="mark"):
            return Column(token.text)
        self.at += 1
        arguments: list[Node] = []
        while not self.next_is(")", kind="mark"):
            if arguments:
                self.expect(",")
            arguments.append(self.either())
        self.at += 1
        return Call(token.text, tuple(arguments))

    def bracket(self, token: Token) -> Node:
        if token.text != "(":
            raise ExpressionError("unexpected", sign=token.text, at=token.at + 1)
        inner = self.either()
        self.expect(")")
        return inner
