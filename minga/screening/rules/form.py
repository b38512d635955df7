"""Running a form: its pages, what is shown on each, and what is wrong with the answers given."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from minga.screening.rules.answers import Answer, AnswerFault, NotAnAnswerError, read_answer
from minga.screening.rules.instrument import Choice, Instrument, Kind, Question, Text
from minga.screening.rules.language import Environment, compile_tree, parse
from minga.screening.rules.language.compiler import COLUMN_PREFIX
from minga.screening.rules.language.values import Closure, Value, to_text, to_truth
from minga.screening.rules.program import Answers, Program

_SPOKEN = re.compile(r"\$\{\s*([\w.\-]+)\s*\}")


@dataclass(frozen=True, slots=True)
class Page:
    """Questions shown together. `code` stands in the address."""

    code: str
    label: Text
    hint: Text
    questions: tuple[Question, ...]


def pages_by_group(instrument: Instrument) -> tuple[Page, ...]:
    """A page for each outermost group, and one for each question outside of groups (assisted entry)."""
    pages: list[Page] = []
    for question in instrument.questions:
        if question.kind in (Kind.CALCULATE, Kind.METADATA):
            continue
        code = question.groups[0] if question.groups else question.name
        if pages and pages[-1].code == code:
            pages[-1] = replace(pages[-1], questions=(*pages[-1].questions, question))
        elif question.groups:
            group = instrument.groups[code]
            pages.append(Page(code, group.label, group.hint, (question,)))
        else:
            pages.append(Page(code, Text(), Text(), (question,)))
    return tuple(pages)


def pages_by_question(instrument: Instrument) -> tuple[Page, ...]:
    """A page for each question, with the notes that stand before it (self-registration)."""
    pages: list[Page] = []
    notes: list[Question] = []
    for question in instrument.questions:
        if question.kind is Kind.NOTE:
            notes.append(question)
        elif question.is_asked:
            group = instrument.groups[question.groups[0]] if question.groups else None
            label = group.label if group else Text()
            pages.append(Page(question.name, label, Text(), (*notes, question)))
            notes = []
    if notes and pages:
        pages[-1] = replace(pages[-1], questions=(*pages[-1].questions, *notes))
    return tuple(pages)


class Form:
    """A program with the expressions that only a form needs: constraints, required, choice filters."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._constraints = self._compiled("constraint")
        self._required = self._compiled("required")
        self._filters = self._compiled("choice_filter")

    def _compiled(self, column: str) -> dict[str, Closure]:
        symbols = replace(self.program.symbols, columns=column == "choice_filter")
        return {
            question.name: compile_tree(parse(text, itself=question.name), symbols)
            for question in self.program.instrument.questions
            if (text := getattr(question, column))
        }

    def run(self, answers: Answers, *, on: date, now: datetime | None = None) -> "FormRun":
        """The form with these answers on a day."""
        env, relevant = self.program.settle_form(answers, on=on, now=now)
        return FormRun(self, answers, env, relevant)

    def constraint(self, name: str) -> Closure | None:
        """Compiled constraint of a question, if it has one."""
        return self._constraints.get(name)

    def required(self, name: str) -> Closure | None:
        """Compiled requirement of a question, if it has one."""
        return self._required.get(name)

    def choice_filter(self, name: str) -> Closure | None:
        """Compiled choice filter of a question, if it has one."""
        return self._filters.get(name)


@dataclass(frozen=True, slots=True)
class FormRun:
    """A form at one moment: answers, environment (ODK's reading) and the names that are relevant."""

    form: Form
    answers: Answers
    env: Environment
    relevant: Collection[str]

    def shown(self, page: Page, *, known: Collection[str] = ()) -> tuple[Question, ...]:
        """Questions of a page that are relevant and not known already; nothing when only notes are left."""
        found = tuple(
            question for question in page.questions if question.name in self.relevant and question.name not in known
        )
        has_question = any(question.is_asked for question in found)
        only_notes = not any(question.is_asked for question in page.questions)
        return found if has_question or only_notes else ()

    def choices(self, question: Question) -> tuple[Choice, ...]:
        """Choices that its filter lets through."""
        keep = self.form.choice_filter(question.name)
        if keep is None:
            return question.choices
        return tuple(choice for choice in question.choices if to_truth(keep(self._with_columns(choice))) is True)

    def _with_columns(self, choice: Choice) -> Environment:
        columns = {COLUMN_PREFIX + name: value for name, value in choice.columns.items()}
        return _Columns({**self.env, **columns})

    def faults(self, questions: Iterable[Question]) -> list[AnswerFault]:
        """What is missing or against its constraint among relevant questions; an empty answer breaks no
        constraint.
        """
        found = []
        for question in questions:
            if not question.is_asked or question.name not in self.relevant:
                continue
            fault = self._fault(question)
            if fault:
                found.append(fault)
        return found

    def _fault(self, question: Question) -> AnswerFault | None:
        if self.env[question.name] == "":
            required = self.form.required(question.name)
            is_missing = required is not None and to_truth(required(self.env)) is True
            return AnswerFault(question.name, "required", question.required_message) if is_missing else None
        if question.choice_filter and not self._is_offered(question):
            return AnswerFault(question.name, "not_a_choice")
        constraint = self.form.constraint(question.name)
        if constraint is None or to_truth(constraint(self.env)) is True:
            return None
        return AnswerFault(question.name, "constraint", question.constraint_message)

    def _is_offered(self, question: Question) -> bool:
        offered = {choice.code for choice in self.choices(question)}
        return set(to_text(self.env[question.name]).split()) <= offered

    def kept(self) -> dict[str, Answer]:
        """The answers to store at the end: of questions that are asked and relevant, without empty ones."""
        questions = self.form.program.questions
        return {
            name: value
            for name, value in self.answers.items()
            if name in questions and questions[name].is_asked and name in self.relevant and value not in ("", None)
        }

    def words(self, text: Text, language: str) -> str:
        """A label with the answers that it speaks put in."""
        return _SPOKEN.sub(lambda found: self._spoken(found.group(1)), text.in_language(language))

    def _spoken(self, name: str) -> str:
        value = self.env.get(name, "")
        return to_text(value) or "…"


class _Columns(dict[str, Value]):
    """An environment where a column that a row leaves empty is the empty text."""

    def __missing__(self, name: str) -> str:
        if name.startswith(COLUMN_PREFIX):
            return ""
        raise KeyError(name)


def read_page(
    questions: Iterable[Question], typed: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Answer], list[AnswerFault]]:
    """Answers of a page from what was typed, and faults of those that are no answer (they are left out)."""
    answers: dict[str, Answer] = {}
    faults: list[AnswerFault] = []
    for question in questions:
        if not question.is_asked:
            continue
        try:
            answers[question.name] = read_answer(question, typed.get(question.name, ()))
        except NotAnAnswerError as fault:
            faults.append(AnswerFault(question.name, fault.code))
    return answers, faults
