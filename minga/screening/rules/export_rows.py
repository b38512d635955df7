"""Rows of a Kobo or ODK export to answers: by code or by label, several choices in one column or one column each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from minga.screening.rules.answers import Answer, AnswerFault, NotAnAnswerError, read_answer
from minga.screening.rules.instrument import Instrument, Kind, Question
from minga.screening.rules.workbook.sheets import cell_text

_TRUE = frozenset({"1", "true", "yes", "sí", "si", "x", "verdadero"})
_PERSON_CODE = frozenset({"comprobante", "codigo", "código", "code", "person_code"})


@dataclass(frozen=True, slots=True)
class Column:
    """What one column holds: an answer, or one choice of one (`choice`)."""

    question: Question
    choice: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What each column of an export is. `unknown`: headings that are no question, none of which is lost unsaid."""

    columns: dict[int, Column]
    uuid_column: int | None
    person_column: int | None
    unknown: tuple[str, ...]


@dataclass(slots=True)
class RowRead:
    """One row: whose it is, its answers, and what could not be read (left out)."""

    row: int
    uuid: str = ""
    person_code: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    faults: list[AnswerFault] = field(default_factory=list)


def plan_of(headings: Sequence[str], instrument: Instrument) -> Plan:
    """Recognise headings `name`, `group/name`, `group/name/choice` and `name_choice` (facts J)."""
    questions = {question.name: question for question in instrument.questions if question.is_asked}
    columns: dict[int, Column] = {}
    uuid_column = person_column = None
    unknown = []
    for place, heading in enumerate(headings):
        found = _column(heading, questions)
        last = heading.strip().rsplit("/", 1)[-1].lower()
        if found is not None:
            columns[place] = found
        elif last in ("_uuid", "uuid", "meta/instanceid", "instanceid"):
            uuid_column = place if uuid_column is None else uuid_column
        elif last in _PERSON_CODE:
            person_column = place
        elif not last.startswith("_") and last not in ("start", "end", "today", "deviceid"):
            unknown.append(heading)
    return Plan(columns, uuid_column, person_column, tuple(unknown))


def _column(heading: str, questions: dict[str, Question]) -> Column | None:
    parts = [part for part in heading.strip().split("/") if part]
    if not parts:
        return None
    if parts[-1] in questions:
        return Column(questions[parts[-1]])
    if len(parts) > 1 and _is_choice(questions.get(parts[-2]), parts[-1]):
        return Column(questions[parts[-2]], parts[-1])
    for place in [found.start() for found in re.finditer("_", parts[-1])]:
        name, code = parts[-1][:place], parts[-1][place + 1 :]
        if _is_choice(questions.get(name), code):
            return Column(questions[name], code)
    return None


def _is_choice(question: Question | None, code: str) -> bool:
    if question is None or question.kind is not Kind.SELECT_MULTIPLE:
        return False
    return any(choice.code == code for choice in question.choices)


def recognised_by(instrument: Instrument, headings: Sequence[str]) -> int:
    """How many headings mean something: what tells the heading row from a title."""
    plan = plan_of(headings, instrument)
    return len(plan.columns)


def read_row(row: int, cells: Sequence[object], plan: Plan) -> RowRead:
    """The answers of one row; a cell that is no answer to its question is left out and named."""
    texts = [cell_text(cell) for cell in cells]
    found = RowRead(row, uuid=_at(texts, plan.uuid_column), person_code=_at(texts, plan.person_column))
    ticked: dict[str, list[str]] = {}
    for place, column in plan.columns.items():
        text = _at(texts, place)
        if column.choice:
            if text.lower() in _TRUE:
                ticked.setdefault(column.question.name, []).append(column.choice)
        elif text:
            _take(found, column.question, text)
    for name, codes in ticked.items():
        found.answers.setdefault(name, " ".join(codes))
    return found


def _at(texts: Sequence[str], place: int | None) -> str:
    return texts[place] if place is not None and place < len(texts) else ""


def _take(found: RowRead, question: Question, text: str) -> None:
    try:
        found.answers[question.name] = read_answer(question, _parts(question, text))
    except NotAnAnswerError as fault:
        found.faults.append(AnswerFault(question.name, fault.code))


def _parts(question: Question, text: str) -> list[str]:
    if question.kind is Kind.DATE:
        return [text[:10] if re.match(r"\d{4}-\d{2}-\d{2}", text) else text]
    if not question.choices:
        return [text]
    codes = {choice.code for choice in question.choices}
    if set(text.split()) <= codes:
        return [text]
    labels = {label.casefold(): c.code for c in question.choices for label in (c.label.es, c.label.en) if label}
    given = re.split(r"\s*[;|]\s*", text) if question.kind is Kind.SELECT_MULTIPLE else [text]
    return [labels.get(part.casefold(), part) for part in given]
