"""What a workbook has wrong, row by row, as codes; `wording.py` puts them into words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from minga.screening.rules.language import ExpressionError

ERROR = "error"
UNSUPPORTED = "unsupported"
WARNING = "warning"


@dataclass(frozen=True, slots=True)
class LoadProblem:
    """One thing to know about a workbook.

    `row` is the row number that a spreadsheet shows, 0 for the whole sheet. Severity: `error` stops the load,
    `unsupported` leaves that row out, `warning` was repaired or needs a look.
    """

    sheet: str
    row: int
    column: str
    code: str
    severity: str
    details: Mapping[str, str | int] = field(default_factory=dict)


def expression_problem(sheet: str, row: int, column: str, fault: ExpressionError) -> LoadProblem:
    """The problem that a faulty expression is."""
    severity = UNSUPPORTED if fault.is_unsupported else ERROR
    return LoadProblem(sheet, row, column, fault.code, severity, dict(fault.details))


def has_errors(problems: tuple[LoadProblem, ...]) -> bool:
    """Whether any of them stops the load."""
    return any(problem.severity == ERROR for problem in problems)
