"""A participant's session: who, where, since when; short, and apart from the sessions of staff."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from minga.people.models import Person

from . import queries

NAME = "participant"
IDLE, ABSOLUTE = timedelta(minutes=15), timedelta(hours=1)


def begin(request: Any, person: Person) -> None:
    """Open the session with a new key."""
    request.session.cycle_key()
    now = request.at.isoformat()
    request.session[NAME] = {
        "person": str(person.public_id), "municipality": person.municipality_id, "began": now, "seen": now,
    }  # fmt: skip


def end(request: Any) -> None:
    """Close it; a phone is often not only one's own."""
    request.session.pop(NAME, None)


def person_in(request: Any) -> Person | None:
    """The person whose session this is, in the page's municipality; None when there is none or its time is over."""
    held = request.session.get(NAME)
    if held is None or held["municipality"] != request.municipality.pk:
        return None
    began, seen = datetime.fromisoformat(held["began"]), datetime.fromisoformat(held["seen"])
    person = queries.person_of(uuid.UUID(held["person"]))
    if person is None or request.at - seen >= IDLE or request.at - began >= ABSOLUTE:
        end(request)
        return None
    request.session[NAME] = held | {"seen": request.at.isoformat()}
    return person
