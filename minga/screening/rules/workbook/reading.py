"""The whole workbook: sheets, survey, rules, then a compilation that leaves out what cannot run and says
why.
"""

from dataclasses import dataclass, replace

from minga.screening.rules.instrument import Instrument
from minga.screening.rules.problems import ERROR, LoadProblem, has_errors
from minga.screening.rules.program import Program
from minga.screening.rules.workbook.checking import check_questions, check_rules
from minga.screening.rules.workbook.choices import read_choices
from minga.screening.rules.workbook.rulesheets import RuleSheetReader
from minga.screening.rules.workbook.sheets import Sheets, read_sheets
from minga.screening.rules.workbook.survey import SurveyReader
from minga.screening.rules.workbook.words import language_code
from minga.screening.rules.workbook.xlsform import xlsform_problems


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a workbook: an instrument when there is no error, and all that there is to say about
    it.
    """

    instrument: Instrument | None
    problems: tuple[LoadProblem, ...]

    @property
    def program(self) -> Program:
        """The instrument compiled; ValueError when there is none."""
        if self.instrument is None:
            raise ValueError("the workbook has errors")
        return Program(self.instrument)


def read_workbook(content: bytes, *, with_pyxform: bool = True) -> Reading:
    """Read a workbook.

    `with_pyxform=False` skips the second opinion (it takes a second): for bytes that were accepted before.
    Questions that are not supported, and those that depend on them, are left out and named.
    """
    sheets, problems = read_sheets(content)
    if problems:
        return Reading(None, tuple(problems))
    missing = [name for name in ("survey", "choices") if name not in sheets]
    if missing:
        return Reading(None, tuple(LoadProblem(name, 0, "", "no_sheet", ERROR) for name in missing))
    if with_pyxform:
        problems = xlsform_problems(content)
    instrument, own = _instrument(sheets)
    found = tuple(sorted(problems + own, key=lambda problem: (problem.sheet, problem.row)))
    return Reading(None if has_errors(found) else instrument, found)


def _instrument(sheets: Sheets) -> tuple[Instrument, list[LoadProblem]]:
    settings = sheets.get("settings", ())
    first = settings[0] if settings else None
    default_language = language_code(first.get("default_language")) if first else "es"
    lists, problems = read_choices(sheets["choices"], default_language)
    survey = SurveyReader(lists, default_language)
    survey.read(sheets["survey"])
    ours = RuleSheetReader(sheets, default_language)
    instrument = Instrument(
        title=first.get("form_title") if first else "",
        version=first.get("version") if first else "",
        questions=tuple(survey.questions),
        groups=survey.groups,
        conditions=ours.conditions(),
        routes=ours.routes(),
        dimensions=ours.dimensions(),
        parameters=ours.parameters(),
    )
    problems += survey.problems + ours.problems
    usable, more = check_questions(instrument, survey.left_out)
    instrument = replace(instrument, questions=usable)
    return instrument, problems + more + check_rules(instrument)
