"""The `choices` sheet: lists of answers."""

from types import MappingProxyType

from minga.screening.rules.instrument import Choice
from minga.screening.rules.problems import ERROR, WARNING, LoadProblem
from minga.screening.rules.workbook.sheets import SheetRow
from minga.screening.rules.workbook.words import words

ChoiceLists = dict[str, tuple[Choice, ...]]


def read_choices(rows: tuple[SheetRow, ...], default_language: str) -> tuple[ChoiceLists, list[LoadProblem]]:
    """Choices by list; a row without list or code, and a code twice in a list, are errors."""
    lists: dict[str, list[Choice]] = {}
    seen: set[tuple[str, str]] = set()
    problems: list[LoadProblem] = []
    for row in rows:
        list_name, code = row.get("list_name", "list name"), row.get("name", "value")
        label = words(row, "label", default_language)
        if not list_name or not code:
            if label or code:
                problems.append(LoadProblem("choices", row.number, "name", "choice_without_code", ERROR))
            continue
        if " " in code or (list_name, code) in seen:
            kind = "choice_code_space" if " " in code else "choice_twice"
            details = {"name": code, "list": list_name}
            problems.append(LoadProblem("choices", row.number, "name", kind, ERROR, details))
            continue
        if not label:
            problems.append(LoadProblem("choices", row.number, "label", "no_label", WARNING, {"name": code}))
        seen.add((list_name, code))
        columns = {heading: text for heading, text in row.cells.items() if "::" not in heading}
        lists.setdefault(list_name, []).append(Choice(code, label, MappingProxyType(columns)))
    return {name: tuple(choices) for name, choices in lists.items()}, problems
