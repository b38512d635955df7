"""Finding people: by names in any order without accents, by document, by phone, by code; a page at a time.

How it stays fast under row-level security is written in `windows.py`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils import timezone

from minga.access.permissions import may
from minga.kernel import phones
from minga.kernel.actor import Actor
from minga.kernel.codes import normalise_code
from minga.kernel.identity import search_keys
from minga.kernel.names import folded
from minga.kernel.sealing import blind_index

from ..models import ContactPoint, Document, Participation, Person
from ..states import PopulationGroup
from .windows import Mark, Wanted, find_ids

PAGE = 50
FEWEST_DIGITS = 4


class Understood(StrEnum):
    """How a search text was read."""

    ALL = "all"
    NAMES = "names"
    NUMBER = "number"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A line of the list; `is_open` when a participation is open."""

    id: int
    public_id: uuid.UUID
    code: str
    given_names: str
    surnames: str
    sex: str
    birth_date: date | None
    nationality: str
    population_group: str
    registered_at: datetime
    is_open: bool

    @property
    def registered_on(self) -> date:
        """The day of registration, in the municipality's zone."""
        return timezone.localdate(self.registered_at)

    @property
    def population_label(self) -> str:
        """The population group in words."""
        return str(PopulationGroup(self.population_group).label)

    @property
    def listed_name(self) -> str:
        """Surnames first, as the list is sorted."""
        return f"{self.surnames}, {self.given_names}" if self.surnames else self.given_names


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page in name order; `has_more` when there are further people, however many: nobody counts them."""

    rows: list[PersonRow]
    has_more: bool
    understood: Understood

    @property
    def next_after(self) -> uuid.UUID | None:
        """What to pass as `after` for the next page."""
        return self.rows[-1].public_id if self.has_more else None

    @property
    def count(self) -> str:
        """How many, capped: "3", "50+"."""
        return f"{len(self.rows)}+" if self.has_more else str(len(self.rows))


def search_people(
    *,
    actor: Actor,
    text: str = "",
    status: str = "",
    population_group: str = "",
    after: uuid.UUID | None = None,
    limit: int = PAGE,
) -> PeoplePage:
    """People of the scope who match, in name order after the person `after`; nobody without `people.view`.

    `text`: words of names (each the beginning of a word, any order, no accents), or a document number, a phone or the
    code of a comprobante, which are looked up whole. `status`: `open` or `closed` participation. The number of
    statements does not depend on how many people match.
    """
    if not may(actor, "people", "view"):
        return PeoplePage([], False, Understood.ALL)
    code = normalise_code(text) if "-" in text.strip() else None
    if code and Person.objects.filter(code=code).exists():
        return _exact(Person.objects.filter(code=code), Understood.CODE, limit)
    if sum(character.isdigit() for character in text) >= FEWEST_DIGITS:
        return _exact(Person.objects.filter(pk__in=_ids_by_number(text)), Understood.NUMBER, limit)
    words = tuple(folded(text).split())
    if text.strip() and not words:  # only signs: everybody would be no answer
        return PeoplePage([], False, Understood.NAMES)
    wanted = Wanted(actor.municipality_id, words, status, population_group, limit + 1)
    ids = find_ids(wanted, _mark(after))
    rows = _rows(ids[:limit])
    return PeoplePage(rows, len(ids) > limit, Understood.NAMES if words else Understood.ALL)


def people_with_codes(*, actor: Actor, codes: list[str]) -> list[PersonRow]:
    """The people of these codes of comprobante, in name order; nobody without `people.view`."""
    if not may(actor, "people", "view"):
        return []
    known = Person.objects.filter(code__in=[code for code in map(normalise_code, codes) if code])
    return _rows(list(known.order_by("name_key", "id").values_list("pk", flat=True)))


def _ids_by_number(text: str) -> set[int]:
    documents = [blind_index("document", key) for key in search_keys(text)]
    found = set(Document.objects.filter(number_index__in=documents).values_list("person_id", flat=True))
    phone = phones.search_key(text)
    if phone:
        contacts = ContactPoint.objects.filter(value_index=blind_index("phone", phone), closed_at__isnull=True)
        found |= set(contacts.values_list("person_id", flat=True))
    return found


def _exact(people: object, understood: Understood, limit: int) -> PeoplePage:
    ids = list(people.order_by("name_key", "id").values_list("pk", flat=True)[: limit + 1])  # type: ignore[attr-defined]
    return PeoplePage(_rows(ids[:limit]), len(ids) > limit, understood)


def _mark(after: uuid.UUID | None) -> Mark:
    found = Person.objects.filter(public_id=after).values_list("name_key", "id").first() if after else None
    return found or ("", 0)


def _rows(ids: list[int]) -> list[PersonRow]:
    """Lines of these people, in name order: two queries."""
    if not ids:
        return []
    is_open = set(
        Participation.objects.filter(person__in=ids, closed_at__isnull=True).values_list("person_id", flat=True)
    )
    columns = [name for name in PersonRow.__dataclass_fields__ if name != "is_open"]
    people: Iterable[list[Any]] = Person.objects.filter(pk__in=ids).order_by("name_key", "id").values_list(*columns)
    return [PersonRow(*[*values, values[0] in is_open]) for values in people]
