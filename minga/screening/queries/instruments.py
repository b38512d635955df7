"""Versions of the instrument, compiled once a process."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from minga.screening.models import InstrumentVersion
from minga.screening.rules.explanation import Explainer
from minga.screening.rules.form import Form, Page, pages_by_group, pages_by_question
from minga.screening.rules.instrument import Condition, Instrument, Parameter, Route, Text
from minga.screening.rules.problems import ERROR, UNSUPPORTED, WARNING, LoadProblem
from minga.screening.rules.program import Program
from minga.screening.rules.remembering import Remembering
from minga.screening.rules.stored import StoredTexts
from minga.screening.rules.valuation import Valuator
from minga.screening.rules.workbook import read_workbook
from minga.screening.wording import SERVICE_WORDS, SEVERITY_WORDS, URGENCY_WORDS, answer_text, problem_text
from minga.ui.formats import as_full_date

MOST_LOADED = 32
"""Most versions kept compiled in a process."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A version ready to run: immutable, shared between requests."""

    instrument: Instrument
    form: Form
    valuator: Valuator
    remembering: Remembering
    stored: StoredTexts
    explainer: Explainer
    group_pages: tuple[Page, ...]
    question_pages: tuple[Page, ...]
    services: tuple[str, ...]
    urgent_referrals: frozenset[str]

    @property
    def program(self) -> Program:
        """The compiled instrument."""
        return self.valuator.program


_LOADED: dict[str, Loaded] = {}


def loaded(version: InstrumentVersion) -> Loaded:
    """The version compiled; its workbook is read at most once a process."""
    found = _LOADED.get(version.sha256)
    if found is None:
        found = load(bytes(version.workbook))
        while len(_LOADED) >= MOST_LOADED:
            _LOADED.pop(next(iter(_LOADED)))
        _LOADED[version.sha256] = found
    return found


def load(workbook: bytes) -> Loaded:
    """A workbook that was accepted before, compiled."""
    program = read_workbook(workbook, with_pyxform=False).program
    valuator = Valuator(program)
    instrument = program.instrument
    services = tuple(dict.fromkeys(service for row in instrument.conditions for service in row.gates))
    return Loaded(
        instrument=instrument,
        form=Form(program),
        valuator=valuator,
        remembering=Remembering(valuator),
        stored=StoredTexts(instrument.conditions, services),
        explainer=Explainer(valuator),
        group_pages=pages_by_group(instrument),
        question_pages=pages_by_question(instrument),
        services=services,
        urgent_referrals=frozenset(row.code for row in instrument.routes if not row.is_main and row.urgency == "now"),
    )


def light_version(version_id: int) -> InstrumentVersion:
    """A version with its municipality and without its workbook, which `loaded` reads at most once a process."""
    return InstrumentVersion.objects.select_related("municipality").defer("workbook").get(pk=version_id)


def version_in_force() -> InstrumentVersion | None:
    """The version of the municipality in scope that new interviews use, without its workbook; None before the first."""
    return (
        InstrumentVersion.objects.defer("workbook")
        .filter(published_at__isnull=False)
        .order_by("-published_at", "-id")
        .first()
    )


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One row of our sheets in words, with its expression."""

    code: str
    label: str
    expression: str
    words: str
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class RulesInWords:
    """The rules of a version, for people to read."""

    conditions: list[RuleRow]
    main: list[RuleRow]
    parallel: list[RuleRow]
    dimensions: list[RuleRow]
    parameters: list[RuleRow]
    questions: int


def rules_in_words(ready: Loaded, language: str, *, on: date) -> RulesInWords:
    """Every rule of a version with its expression and reason; parameters as they hold on a day."""
    instrument = ready.instrument

    def say(text: Text) -> str:
        return text.in_language(language)

    def route(row: Route) -> RuleRow:
        note = str(URGENCY_WORDS.get(row.urgency, "")) if not row.is_main else ""
        return RuleRow(row.code, say(row.label), row.expression, say(row.reason), note, row.source)

    weights = sum(row.weight for row in instrument.dimensions) or 1
    return RulesInWords(
        conditions=[
            RuleRow(row.code, say(row.label), row.expression, say(row.not_met), _services(row), row.source)
            for row in instrument.conditions
        ],
        main=[route(row) for row in instrument.routes if row.is_main],
        parallel=[route(row) for row in instrument.routes if not row.is_main],
        dimensions=[
            RuleRow(
                row.code, say(row.label), row.expression, say(row.reason), f"{row.weight / weights:.0%}", row.source
            )
            for row in instrument.dimensions
        ],
        parameters=[_parameter(row, language) for row in _in_force(instrument, on)],
        questions=sum(question.is_asked for question in instrument.questions),
    )


def _services(row: Condition) -> str:
    return ", ".join(str(SERVICE_WORDS.get(service, service)) for service in row.gates)


def _parameter(row: Parameter, language: str) -> RuleRow:
    since = as_full_date(row.valid_from)
    return RuleRow(row.name, row.label.in_language(language), row.value, "", since, row.source)


def _in_force(instrument: Instrument, on: date) -> list[Parameter]:
    """The row of each parameter that holds on a day."""
    found: dict[str, Parameter] = {}
    for row in sorted(instrument.parameters, key=lambda row: row.valid_from):
        if row.name not in found or row.valid_from <= on:
            found[row.name] = row
    return list(found.values())


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A problem of a workbook in words."""

    sheet: str
    row: int
    column: str
    severity: str
    tone: str
    sentence: str


_TONES = {ERROR: "red", UNSUPPORTED: "yellow", WARNING: "grey"}


def problems_in_words(problems: Iterable[LoadProblem | dict[str, Any]]) -> list[ProblemRow]:
    """Problems as they are stored or as they were just found, worst first."""
    found = [problem if isinstance(problem, LoadProblem) else LoadProblem(**problem) for problem in problems]
    found.sort(key=lambda problem: (list(_TONES).index(problem.severity), problem.sheet, problem.row))
    return [
        ProblemRow(
            sheet=problem.sheet,
            row=problem.row,
            column=problem.column,
            severity=str(SEVERITY_WORDS[problem.severity]),
            tone=_TONES[problem.severity],
            sentence=problem_text(problem.code, problem.details),
        )
        for problem in found
    ]


MOST_FAULTS_SHOWN = 200
"""Most cells of a file that are listed one by one."""


def faults_in_words(version: InstrumentVersion, faults: Sequence[tuple[int, str, str]]) -> list[tuple[int, str]]:
    """(row, sentence) of cells that could not be read, the first 200."""
    questions = loaded(version).program.questions
    return [
        (row, answer_text(code, questions[name].label.in_language("es") or name))
        for row, name, code in faults[:MOST_FAULTS_SHOWN]
    ]
