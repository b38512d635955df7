"""`bin/bench search`: four staff at once look for people in the largest municipality, over HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from minga.demo.bench.cli import Bench
from minga.demo.bench.dataset import LARGEST, SEED, place_with_people
from minga.demo.bench.figures import latencies
from minga.demo.bench.load import Outcome, processes_at_once
from minga.demo.bench.staff import SEARCHERS, signed_in
from minga.demo.bench.visitor import Visitor, form_fields
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
    """One look-up: the address, a text that the right page has, and what is typed into the search box."""

    path: str
    expected: str
    typed: str = ""


@dataclass(frozen=True)
class Searcher:
    """A member of staff with the list of people open: what their browser sends with each question."""

    port: int
    headers: dict[str, str]
    token: str

    def order(self, looks: list[Look]) -> dict[str, Any]:
        """What a process of its own asks: pages, or the search form as the page's script sends it."""
        asks = [{"path": look.path, "expected": look.expected, "body": self._body(look)} for look in looks]
        return {"port": self.port, "headers": self.headers, "asks": asks}

    def _body(self, look: Look) -> str | None:
        fields = {"csrfmiddlewaretoken": self.token, "q": look.typed, "estado": "", "grupo": ""}
        return urlencode(fields) if look.typed else None


def measure(bench: Bench) -> None:
    """The five cases of bars.md; every answer is checked, a wrong one counts as an error."""
    place = place_with_people(bench)
    people = [person for person in _known_people(bench.people) if person.document_number]
    with serving(place) as port:
        searchers = [_at_the_list(signed_in(port, role, place.environment)) for role in SEARCHERS]
        for case, looks in _cases(people).items():
            _run(searchers, looks[:WARM_UP])
            outcome = _run(searchers, [looks[number % len(looks)] for number in range(REQUESTS)])
            figures = latencies(outcome.seconds) if outcome.seconds else {}
            bench.case(case, **figures, staff=len(searchers), errors=len(outcome.errors))
            for error in outcome.errors[:3]:
                bench.note(error)


def _at_the_list(visitor: Visitor) -> Searcher:
    token = dict(form_fields(visitor.get(LIST).text, "estado"))["csrfmiddlewaretoken"]
    headers = visitor.headers(LIST) | {"Accept-Encoding": "gzip", "Origin": f"https://{visitor.host}:{visitor.port}"}
    visitor.close()
    return Searcher(visitor.port, headers, token)


def _run(searchers: list[Searcher], looks: list[Look]) -> Outcome:
    shares = [looks[number :: len(searchers)] for number in range(len(searchers))]
    return processes_at_once([searcher.order(share) for searcher, share in zip(searchers, shares, strict=True)])


def _known_people(people: int) -> Iterator[Registration]:
    """Some of the people of the largest municipality; names and documents do not depend on the day."""
    everybody = registrations(people, seed=SEED, on=date(2026, 11, 21))
    return islice((person for person in everybody if person.city == QUITO), 600)


def _cases(people: list[Registration]) -> dict[str, list[Look]]:
    return {
        "first": [Look(LIST, "</table>")],
        "exact": [_look(person.document_number, person) for person in people],
        "contains": [_look(_words_in_any_order(person), person) for person in people],
        "none": [Look(LIST, "minga-empty", name) for name in NOBODY],
        "status": [Look(f"{LIST}?estado=open", "</table>")],
    }


def _look(text: str, person: Registration) -> Look:
    return Look(LIST, escape(person.surnames), text)


def _words_in_any_order(person: Registration) -> str:
    """What somebody at a desk types: part of the given name, then the surnames' last word, without accents."""
    given, *_ = person.given_names.split()
    surnames = person.surnames.split()
    return f"{given[:5]} {surnames[-1]} {surnames[0]}" if len(surnames) > 1 else f"{surnames[0]} {given}"
