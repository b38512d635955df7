"""The XLSForm expression language: text to a small tree, tree to closures, with three-valued truth.

`parse` reads text, `compile_tree` makes a closure that runs over an environment (question name to value), and
`why` tells which condition gave what. Nothing here knows a questionnaire, a database or a clock.
"""

from minga.screening.rules.language.compiler import Symbols, compile_tree
from minga.screening.rules.language.errors import ExpressionError
from minga.screening.rules.language.parser import parse
from minga.screening.rules.language.values import DECLINED, DONT_KNOW, UNANSWERED, Environment, Unknown, Value

__all__ = [
    "DECLINED",
    "DONT_KNOW",
    "UNANSWERED",
    "Environment",
    "ExpressionError",
    "Symbols",
    "Unknown",
    "Value",
    "compile_tree",
    "parse",
]
