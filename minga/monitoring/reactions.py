"""What monitoring does when people tell something; in their transaction."""

from __future__ import annotations

from minga.kernel.events import reacts_to
from minga.people.events import PersonErasing

from . import operations


@reacts_to(PersonErasing)
def forget_pseudonym(event: PersonErasing) -> None:
    """The key that counts a person once over cities no longer leads to them; the count stays."""
    operations.forget_pseudonyms(person_id=event.person_id, municipality_id=event.municipality_id)
