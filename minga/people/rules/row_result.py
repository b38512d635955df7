"""A row under reading: its values, and what is to be said about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .problems import Problem

MINIMUM_AGE = 18


@dataclass(frozen=True, slots=True)
class RowSettings:
    """What a municipality decides about rows: the minimum age, and what to take where a sheet is silent."""

    today: date
    minimum_age: int = MINIMUM_AGE
    population_default: str = ""


@dataclass(slots=True)
class RowResult:
    """A row after reading: `values` are ready to be written when there are no `errors`.

    `warnings` ask for a look, `repairs` say what was changed to understand the row; both let it pass.
    """

    row_no: int
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    repairs: list[Problem] = field(default_factory=list)

    def error(self, code: str, name: str = "", **details: Any) -> None:
        self.errors.append(Problem(code, name, details))

    def warn(self, code: str, name: str = "", **details: Any) -> None:
        self.warnings.append(Problem(code, name, details))

    def repaired(self, code: str, name: str = "", **details: Any) -> None:
        self.repairs.append(Problem(code, name, details))
