"""An instrument as data: its questions in groups, and its rows of eligibility, routes, priority and
parameters.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """Kinds of question that a form can show or compute."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    RANGE = "range"
    ACKNOWLEDGE = "acknowledge"
    NOTE = "note"
    CALCULATE = "calculate"
    METADATA = "metadata"


ASKED = frozenset(Kind) - {Kind.NOTE, Kind.CALCULATE, Kind.METADATA}
"""Kinds that somebody answers."""

SENSITIVITIES = ("internal", "personal", "sensitive", "protected")
"""Classes an answer may have, from the least guarded to the most; a question without one is `personal`."""

CODE_DONT_KNOW = "98"
CODE_DECLINED = "99"
"""Codes that mean "no sabe" and "prefiero no decirlo" where a list of choices has them (UNHCR's RMS, facts
K).
"""


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Spanish and English; either may be empty."""

    es: str = ""
    en: str = ""

    def in_language(self, language: str) -> str:
        """The words in a language, or in the other when that one is empty."""
        first, second = (self.en, self.es) if language.startswith("en") else (self.es, self.en)
        return first or second

    def __bool__(self) -> bool:
        return bool(self.es or self.en)


NO_TEXT = Text()


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a list; `columns` are the further columns of its row, for choice filters."""

    code: str
    label: Text
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Group:
    """A group of questions: a page in assisted entry when it is an outermost one."""

    row: int
    name: str
    label: Text
    hint: Text
    relevant: str = ""
    appearance: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One row of the survey sheet. Expressions are text here; `program.Program` holds them compiled.

    `groups`: names of the groups round it, outermost first. `person_field`: the field of the person's
    record that this question asks for, taken from there when the person is registered already, so that
    nothing is asked twice.
    """

    row: int
    name: str
    kind: Kind
    label: Text = NO_TEXT
    hint: Text = NO_TEXT
    guidance: Text = NO_TEXT
    choices: tuple[Choice, ...] = ()
    groups: tuple[str, ...] = ()
    required: str = ""
    required_message: Text = NO_TEXT
    relevant: str = ""
    constraint: str = ""
    constraint_message: Text = NO_TEXT
    calculation: str = ""
    choice_filter: str = ""
    default: str = ""
    appearance: str = ""
    parameters: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    sensitivity: str = "personal"
    person_field: str = ""

    @property
    def is_asked(self) -> bool:
        """Whether somebody answers it."""
        return self.kind in ASKED

    def label_of(self, code: str, language: str = "es") -> str:
        """Label of one of its choices, or the code itself."""
        return next((choice.label.in_language(language) for choice in self.choices if choice.code == code), code)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of eligibility (SCR-11). `gates`: services that carry it. `holds_on`: expression of a
    date.
    """

    row: int
    code: str
    label: Text
    expression: str
    gates: tuple[str, ...]
    met: Text
    not_met: Text
    unknown: Text
    holds_on: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """One row of routes: a rule for the main component (first that holds, by `order`) or a parallel
    referral.
    """

    row: int
    is_main: bool
    code: str
    order: float
    label: Text
    expression: str
    reason: Text
    urgency: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension of priority (PRI-1): an expression from 0 to 1, and its weight."""

    row: int
    code: str
    label: Text
    weight: float
    expression: str
    reason: Text
    source: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated value used by the rules: holds from `valid_from` until the next row of the same name."""

    row: int
    name: str
    value: str
    valid_from: date
    label: Text
    source: str = ""


@dataclass(frozen=True, slots=True)
class Instrument:
    """One whole workbook, read."""

    title: str
    version: str
    questions: tuple[Question, ...]
    groups: Mapping[str, Group]
    conditions: tuple[Condition, ...] = ()
    routes: tuple[Route, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    parameters: tuple[Parameter, ...] = ()

    def question(self, name: str) -> Question:
        """The question of that name; KeyError when there is none."""
        for question in self.questions:
            if question.name == name:
                return question
        raise KeyError(name)

    def parameter_values(self, on: date) -> dict[str, str]:
        """Value in force of each parameter on a day; before its first row a parameter has that first
        value.
        """
        values: dict[str, str] = {}
        for parameter in sorted(self.parameters, key=lambda row: row.valid_from):
            if parameter.name not in values or parameter.valid_from <= on:
                values[parameter.name] = parameter.value
        return values
