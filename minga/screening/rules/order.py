"""Which question needs which: the order in which answers settle, and circles that have none."""

from collections.abc import Mapping

from minga.screening.rules.instrument import Group, Question
from minga.screening.rules.language import parse
from minga.screening.rules.language.tree import references


def relevances(question: Question, groups: Mapping[str, Group]) -> list[str]:
    """Its own relevance and that of the groups round it, outermost first."""
    found = [groups[name].relevant for name in question.groups] + [question.relevant]
    return [text for text in found if text]


def needs_of(question: Question, groups: Mapping[str, Group]) -> tuple[str, ...]:
    """Names that its relevance and calculation speak of, without itself."""
    texts = relevances(question, groups) + ([question.calculation] if question.calculation else [])
    found: dict[str, None] = {}
    for text in texts:
        found.update(dict.fromkeys(references(parse(text, itself=question.name))))
    found.pop(question.name, None)
    return tuple(found)


def in_settling_order(questions: tuple[Question, ...], groups: Mapping[str, Group]) -> list[Question]:
    """Questions so that each comes after what it needs, otherwise as on the sheet; circles as they come."""
    by_name = {question.name: question for question in questions}
    done: dict[str, Question] = {}
    visiting: set[str] = set()

    def visit(question: Question) -> None:
        if question.name in done or question.name in visiting:
            return
        visiting.add(question.name)
        for need in needs_of(question, groups):
            if need in by_name:
                visit(by_name[need])
        done[question.name] = question

    for question in questions:
        visit(question)
    return list(done.values())


def circle_of(questions: tuple[Question, ...], groups: Mapping[str, Group]) -> list[str]:
    """Names of a circle of questions that need each other, or nothing when there is none."""
    needs = {question.name: needs_of(question, groups) for question in questions}
    settled: set[str] = set()

    def search(name: str, path: list[str]) -> list[str]:
        if name in path:
            return [*path[path.index(name) :], name]
        if name in settled or name not in needs:
            return []
        for need in needs[name]:
            found = search(need, [*path, name])
            if found:
                return found
        settled.add(name)
        return []

    for name in needs:
        found = search(name, [])
        if found:
            return found
    return []
