"""Text to tokens. A name such as `and` or `div` is an operator only where an operator can stand (XPath
1.0, 3.7).
"""

import re
from dataclasses import dataclass

from minga.screening.rules.language.errors import ExpressionError

LONGEST = 10_000
"""Longest expression accepted, in characters: a guard, well above the longest real one seen (1,900)."""

_QUOTES = str.maketrans({"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "\u00a0": " "})

_PATTERN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<reference>\$\{\s*(?:last-saved\#)?[A-Za-z_][\w.\-]*\s*\})
  | (?P<number>\d+(?:\.\d*)?|\.\d+)
  | (?P<text>'[^']*'|"[^"]*")
  | (?P<path>\.\.(?:/[\w.\-*/]+)?|/{1,2}[\w.\-*/]+|\./[\w.\-*/]+)
  | (?P<dot>\.)
  | (?P<operator><=|>=|!=|=|<|>|\+|-|\*)
  | (?P<mark>[(),\[\]|])
  | (?P<name>[A-Za-z_][\w.\-]*(?::[A-Za-z_][\w.\-]*)?)
    """,
    re.VERBOSE,
)
_WORD_OPERATORS = frozenset({"and", "or", "div", "mod"})


@dataclass(frozen=True, slots=True)
class Token:
    """One token with where it began (0-based), for messages."""

    kind: str
    text: str
    at: int


def with_plain_quotes(text: str) -> str:
    """The text with typographic quotes and no-break spaces made plain, as word processors leave them
    (facts K).
    """
    return text.translate(_QUOTES)


def tokens_of(text: str) -> list[Token]:
    """Tokens of an expression; refuses what is too long or has a sign that no expression has."""
    if len(text) > LONGEST:
        raise ExpressionError("too_long", length=len(text), longest=LONGEST)
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _PATTERN.match(text, at)
        if match is None:
            raise ExpressionError("open_quote" if text[at] in "'\"" else "strange_sign", sign=text[at], at=at + 1)
        kind = str(match.lastgroup)
        if kind != "space":
            found.append(_token(kind, match.group(), at, found))
        at = match.end()
    return found


def _token(kind: str, text: str, at: int, before: list[Token]) -> Token:
    if kind == "reference":
        return Token("reference", text[2:-1].strip(), at)
    if kind == "text":
        return Token("text", text[1:-1], at)
    if kind == "name" and text in _WORD_OPERATORS and _ends_operand(before):
        return Token("operator", text, at)
    return Token(kind, text, at)


def _ends_operand(before: list[Token]) -> bool:
    if not before:
        return False
    last = before[-1]
    return last.kind in {"reference", "number", "text", "dot", "path", "name"} or last.text in (")", "]")
