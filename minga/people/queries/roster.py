"""What a class list may say about people: nothing else is read from the database."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from minga.kernel.actor import Actor
from minga.kernel.names import short_name

from ..permissions import roster_people


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """A person for a facilitator: short name, what they need to take part, how to contact them safely."""

    person_id: int
    public_id: uuid.UUID
    short_name: str
    access_needs: str
    safe_contact_note: str


def roster_entries(*, actor: Actor, person_ids: Iterable[int]) -> dict[int, RosterEntry]:
    """Entries by person id, for who may see rosters; empty for anyone else. The caller names only people of a class."""
    people = roster_people(actor).filter(pk__in=list(person_ids))
    return {
        person.pk: RosterEntry(
            person_id=person.pk,
            public_id=person.public_id,
            short_name=short_name(person.known_as or person.given_names, person.surnames),
            access_needs=person.access_needs,
            safe_contact_note=person.safe_contact_note,
        )
        for person in people
    }
