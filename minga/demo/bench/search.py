"""`bin/bench search`: four staff at once look for people in the largest municipality, over HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import islice
from urllib.parse import quote_plus

from minga.demo.bench.cli import Bench
from minga.demo.bench.dataset import LARGEST, SEED, place_with_people
from minga.demo.bench.figures import latencies
from minga.demo.bench.load import at_once
from minga.demo.bench.staff import SEARCHERS, asking, signed_in
from minga.demo.bench.visitor import Visitor
from minga.demo.bench.web import serving
from minga.demo.population import registrations
from minga.demo.records import Registration

REQUESTS = 320  # of each case, by all staff together
WARM_UP = 40
LIST = f"/{LARGEST}/personas/"
QUITO = "1701"
NOBODY = ("Xochiquetzal", "Wojciechowska", "Krzysztof", "Þórdís", "Nguyen Thi", "Ferenczi", "Zbigniew", "Oyelaran")


@dataclass(frozen=True)
class Look:
    """One look-up: the address, and a text that the right page has."""

    path: str
    expected: str


def measure(bench: Bench) -> None:
    """The five cases of bars.md; every answer is checked, a wrong one counts as an error."""
    place = place_with_people(bench)
    people = [person for person in _known_people(bench.people) if person.document_number]
    with serving(place) as port:
        visitors = [signed_in(port, role) for role in SEARCHERS]
        for case, looks in _cases(people).items():
            _run(visitors, looks[:WARM_UP])
            outcome = _run(visitors, [looks[number % len(looks)] for number in range(REQUESTS)])
            figures = latencies(outcome.seconds) if outcome.seconds else {}
            bench.case(case, **figures, staff=len(visitors), errors=len(outcome.errors))
            for error in outcome.errors[:3]:
                bench.note(error)
        for visitor in visitors:
            visitor.close()


def _run(visitors: list[Visitor], looks: list[Look]):  # type: ignore[no-untyped-def]
    shares = [looks[number :: len(visitors)] for number in range(len(visitors))]
    return at_once(
        [
            [asking(visitor, look.path, lambda answer, look=look: look.expected in answer.text) for look in share]
            for visitor, share in zip(visitors, shares, strict=True)
        ]
    )


def _known_people(people: int) -> Iterator[Registration]:
    """Some of the people of the largest municipality; names and documents do not depend on the day."""
    everybody = registrations(people, seed=SEED, on=date(2026, 11, 21))
    return islice((person for person in everybody if person.city == QUITO), 600)


def _cases(people: list[Registration]) -> dict[str, list[Look]]:
    return {
        "first": [Look(LIST, "</table>")],
        "exact": [_look(person.document_number, person) for person in people],
        "contains": [_look(_words_in_any_order(person), person) for person in people],
        "none": [Look(f"{LIST}?q={quote_plus(name)}", "<main") for name in NOBODY],
        "status": [Look(f"{LIST}?estado=open", "</table>")],
    }


def _look(text: str, person: Registration) -> Look:
    return Look(f"{LIST}?q={quote_plus(text)}", escape(person.surnames))


def _words_in_any_order(person: Registration) -> str:
    """What somebody at a desk types: part of the given name, then the surnames' last word, without accents."""
    given, *_ = person.given_names.split()
    surnames = person.surnames.split()
    return f"{given[:5]} {surnames[-1]} {surnames[0]}" if len(surnames) > 1 else f"{surnames[0]} {given}"
