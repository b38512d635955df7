"""Our four sheets: `eligibility`, `routes`, `priority` and `parameters`."""

from datetime import date

from minga.screening.rules.instrument import Condition, Dimension, Parameter, Route
from minga.screening.rules.language.tokens import with_plain_quotes
from minga.screening.rules.problems import ERROR, LoadProblem
from minga.screening.rules.workbook.sheets import SheetRow, Sheets
from minga.screening.rules.workbook.words import words

MAIN_COMPONENTS = ("referral", "employment", "business")
"""Codes of the three components of SCR-4; a main route has one of them."""
URGENCIES = ("now", "week", "month")
"""How soon a parallel referral should be seen to."""


class RuleSheetReader:
    """Reads the rows of our sheets and keeps the problems met."""

    def __init__(self, sheets: Sheets, default_language: str) -> None:
        self.sheets = sheets
        self.default_language = default_language
        self.problems: list[LoadProblem] = []

    def conditions(self) -> tuple[Condition, ...]:
        """Rows of `eligibility`."""
        return tuple(
            Condition(
                row=row.number,
                code=row.get("code"),
                label=words(row, "label", self.default_language),
                expression=self._expression("eligibility", row),
                gates=tuple(row.get("gates").replace(",", " ").split()),
                met=words(row, "met", self.default_language),
                not_met=words(row, "not_met", self.default_language),
                unknown=words(row, "unknown", self.default_language),
                holds_on=with_plain_quotes(row.get("holds_on")),
                source=row.get("source"),
            )
            for row in self._rows("eligibility")
        )

    def routes(self) -> tuple[Route, ...]:
        """Rows of `routes`, main ones first, by order."""
        found = [self._route(row) for row in self._rows("routes")]
        return tuple(sorted(found, key=lambda route: (not route.is_main, route.order)))

    def dimensions(self) -> tuple[Dimension, ...]:
        """Rows of `priority`."""
        return tuple(
            Dimension(
                row=row.number,
                code=row.get("code"),
                label=words(row, "label", self.default_language),
                weight=self._number("priority", row, "weight", 1.0),
                expression=self._expression("priority", row),
                reason=words(row, "reason", self.default_language),
                source=row.get("source"),
            )
            for row in self._rows("priority")
        )

    def parameters(self) -> tuple[Parameter, ...]:
        """Rows of `parameters`: dated values."""
        return tuple(
            Parameter(
                row=row.number,
                name=row.get("code"),
                value=row.get("value"),
                valid_from=self._day(row),
                label=words(row, "label", self.default_language),
                source=row.get("source"),
            )
            for row in self._rows("parameters", may_repeat=True)
        )

    def _rows(self, sheet: str, *, may_repeat: bool = False) -> list[SheetRow]:
        seen: set[str] = set()
        rows = []
        for row in self.sheets.get(sheet, ()):
            code = row.get("code")
            key = f"{row.get('kind')} {code}"
            if not code:
                self._note(sheet, row, "code", "no_code")
            elif not may_repeat and key in seen:
                self._note(sheet, row, "code", "code_twice", name=code)
            else:
                seen.add(key)
                rows.append(row)
        return rows

    def _route(self, row: SheetRow) -> Route:
        kind, code, urgency = row.get("kind"), row.get("code"), row.get("urgency")
        if kind not in ("main", "parallel"):
            self._note("routes", row, "kind", "unknown_route_kind", given=kind)
        if kind == "main" and code not in MAIN_COMPONENTS:
            self._note("routes", row, "code", "unknown_component", given=code, known=", ".join(MAIN_COMPONENTS))
        if urgency and urgency not in URGENCIES:
            self._note("routes", row, "urgency", "unknown_urgency", given=urgency, known=", ".join(URGENCIES))
        return Route(
            row=row.number,
            is_main=kind == "main",
            code=code,
            order=self._number("routes", row, "order", float(row.number)),
            label=words(row, "label", self.default_language),
            expression=self._expression("routes", row),
            reason=words(row, "reason", self.default_language),
            urgency=urgency,
            source=row.get("source"),
        )

    def _expression(self, sheet: str, row: SheetRow) -> str:
        text = with_plain_quotes(row.get("expression"))
        if not text:
            self._note(sheet, row, "expression", "empty_expression")
        return text

    def _number(self, sheet: str, row: SheetRow, column: str, otherwise: float) -> float:
        text = row.get(column)
        try:
            number = float(text) if text else otherwise
        except ValueError:
            number = -1.0
        if not 0 <= number < 1_000_000:
            self._note(sheet, row, column, "bad_number", given=text)
            return otherwise
        return number

    def _day(self, row: SheetRow) -> date:
        try:
            return date.fromisoformat(row.get("valid_from"))
        except ValueError:
            self._note("parameters", row, "valid_from", "bad_date", given=row.get("valid_from"))
            return date.min

    def _note(self, sheet: str, row: SheetRow, column: str, code: str, **details: str | int) -> None:
        self.problems.append(LoadProblem(sheet, row.number, column, code, ERROR, details))
