"""Whether every expression of an instrument can be compiled, and what falls out with a question that
cannot.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from minga.screening.rules.instrument import Group, Instrument, Question
from minga.screening.rules.language import ExpressionError, Symbols, compile_tree, parse
from minga.screening.rules.order import circle_of
from minga.screening.rules.problems import ERROR, WARNING, LoadProblem, expression_problem
from minga.screening.rules.program import rule_symbols, survey_symbols

COLUMNS = ("relevant", "constraint", "calculation", "choice_filter", "required")
_SPOKEN = re.compile(r"\$\{\s*([\w.\-]+)\s*\}")


def check_questions(
    instrument: Instrument, left_out: Mapping[str, int]
) -> tuple[tuple[Question, ...], list[LoadProblem]]:
    """Questions that can run, and the problems of the others.

    A question whose expression speaks of one that was left out is left out too, until nothing more falls.
    """
    gone = dict(left_out)
    questions = list(instrument.questions)
    problems: list[LoadProblem] = []
    while True:
        symbols = survey_symbols(replace(instrument, questions=tuple(questions)), gone)
        fallen = [(question, _faults(question, instrument.groups, symbols)) for question in questions]
        fallen = [(question, faults) for question, faults in fallen if faults]
        if not fallen:
            break
        for question, faults in fallen:
            questions.remove(question)
            gone[question.name] = question.row
            problems += faults
    problems += _spoken_problems(questions, gone)
    circle = circle_of(tuple(questions), instrument.groups)
    if circle:
        row = next(question.row for question in questions if question.name == circle[0])
        problems.append(LoadProblem("survey", row, "relevant", "circle", ERROR, {"names": " → ".join(circle)}))
    return tuple(questions), problems


def _faults(question: Question, groups: Mapping[str, Group], symbols: Symbols) -> list[LoadProblem]:
    faults = []
    for column in COLUMNS:
        text = getattr(question, column)
        if text:
            own = replace(symbols, columns=column == "choice_filter")
            fault = _fault(text, own, question.name)
            if fault:
                faults.append(expression_problem("survey", question.row, column, fault))
    for name in question.groups:
        group = groups[name]
        fault = _fault(group.relevant, symbols, "") if group.relevant else None
        if fault:
            faults.append(expression_problem("survey", question.row, "relevant", fault))
    return [replace(fault, details={"name": question.name, **fault.details}) for fault in faults]


def _fault(text: str, symbols: Symbols, itself: str) -> ExpressionError | None:
    try:
        compile_tree(parse(text, itself=itself), symbols)
    except ExpressionError as fault:
        return fault
    return None


def _spoken_problems(questions: list[Question], gone: Mapping[str, int]) -> list[LoadProblem]:
    """Labels that speak the answer of a question that is not there: shown with a gap, and said so."""
    names = {question.name for question in questions}
    problems = []
    for question in questions:
        for name in _SPOKEN.findall(question.label.in_language("es")):
            if name in names:
                continue
            severity = WARNING if name in gone else ERROR
            details = {"name": question.name, "other": name}
            problems.append(LoadProblem("survey", question.row, "label", "label_gap", severity, details))
    return problems


def check_rules(instrument: Instrument) -> list[LoadProblem]:
    """Problems of our sheets. Here everything has to run: what is unsupported in a rule is an error."""
    symbols = rule_symbols(instrument)
    problems: list[LoadProblem] = []

    def check(sheet: str, row: int, column: str, text: str) -> None:
        fault = _fault(text, symbols, "") if text else None
        if fault:
            problem = expression_problem(sheet, row, column, fault)
            problems.append(replace(problem, severity=ERROR))

    for condition in instrument.conditions:
        check("eligibility", condition.row, "expression", condition.expression)
        check("eligibility", condition.row, "holds_on", condition.holds_on)
    for route in instrument.routes:
        check("routes", route.row, "expression", route.expression)
    for dimension in instrument.dimensions:
        check("priority", dimension.row, "expression", dimension.expression)
    return problems + _protected(instrument) + _clashes(instrument) + _missing_words(instrument)


def _protected(instrument: Instrument) -> list[LoadProblem]:
    """Rules that speak of a protected answer: only the specialised person may see those (requirements SCR-10)."""
    protected = {question.name for question in instrument.questions if question.sensitivity == "protected"}
    rows = [("eligibility", row.row, row.expression) for row in instrument.conditions]
    rows += [("routes", row.row, row.expression) for row in instrument.routes]
    rows += [("priority", row.row, row.expression) for row in instrument.dimensions]
    return [
        LoadProblem(sheet, row, "expression", "protected_in_rule", ERROR, {"name": name})
        for sheet, row, expression in rows
        for name in sorted(protected)
        if f"${{{name}}}" in expression
    ]


def _clashes(instrument: Instrument) -> list[LoadProblem]:
    names = {question.name: question.row for question in instrument.questions}
    return [
        LoadProblem("parameters", parameter.row, "code", "name_twice", ERROR, _clash(parameter.name, names))
        for parameter in instrument.parameters
        if parameter.name in names
    ]


def _clash(name: str, names: Mapping[str, int]) -> dict[str, str | int]:
    return {"name": name, "other_row": names[name]}


def _missing_words(instrument: Instrument) -> list[LoadProblem]:
    """Rules without the reason that a person is owed (SCR-1): a warning for each."""
    wanted = [("eligibility", row.row, "not_met", row.not_met) for row in instrument.conditions]
    wanted += [("routes", row.row, "reason", row.reason) for row in instrument.routes]
    wanted += [("priority", row.row, "reason", row.reason) for row in instrument.dimensions]
    return [LoadProblem(sheet, row, column, "no_reason", WARNING) for sheet, row, column, has in wanted if not has]
