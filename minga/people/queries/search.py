"""Finding people: by names in any order without accents, by document, by phone, by code; a page at a time.

How it stays fast under row-level security is written in `windows.py`.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from minga.access.permissions import may
from minga.kernel import phones
from minga.kernel.actor import Actor
from minga.kernel.codes import normalise_code
from minga.kernel.identity import search_keys
from minga.kernel.names import folded
from minga.kernel.sealing import blind_index

from ..models import Person
from .rows import OF_CODES, OF_IDS, OF_NUMBER, PersonRow, person_rows
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


NOBODY_FOUND = PeoplePage([], False, Understood.NAMES)


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
    municipality_id = actor.municipality_id
    code = normalise_code(text) if "-" in text.strip() else None
    if code and (found := person_rows(municipality_id, OF_CODES, codes=[code])):
        return PeoplePage(found, False, Understood.CODE)
    if sum(character.isdigit() for character in text) >= FEWEST_DIGITS:
        found = person_rows(municipality_id, OF_NUMBER, limit=limit + 1, **_indexes(text))
        return PeoplePage(found[:limit], len(found) > limit, Understood.NUMBER)
    words = tuple(folded(text).split())
    if text.strip() and not words:  # only signs: everybody would be no answer
        return NOBODY_FOUND
    wanted = Wanted(municipality_id, words, status, population_group, limit + 1)
    ids = find_ids(wanted, _mark(after))
    rows = person_rows(municipality_id, OF_IDS, ids=ids[:limit]) if ids else []
    return PeoplePage(rows, len(ids) > limit, Understood.NAMES if words else Understood.ALL)


def people_with_codes(*, actor: Actor, codes: list[str]) -> list[PersonRow]:
    """The people of these codes of comprobante, in name order; nobody without `people.view`."""
    if not may(actor, "people", "view"):
        return []
    wanted = [code for code in map(normalise_code, codes) if code]
    return person_rows(actor.municipality_id, OF_CODES, codes=wanted) if wanted else []


def _indexes(text: str) -> dict[str, Any]:
    """Blind indexes of what a number may be: a document of any kind, or a phone."""
    phone = phones.search_key(text)
    return {
        "documents": [blind_index("document", key) for key in search_keys(text)],
        "phone": blind_index("phone", phone) if phone else None,
    }


def _mark(after: uuid.UUID | None) -> Mark:
    found = Person.objects.filter(public_id=after).values_list("name_key", "id").first() if after else None
    return found or ("", 0)
