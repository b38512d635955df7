"""What people tell the areas above."""

from dataclasses import dataclass
from datetime import datetime

from minga.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class PersonRegistered:
    """Somebody was registered, one by one, and their participation opened."""

    person_id: int
    participation_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ParticipationClosed:
    """A participation ended, with its reason in the row."""

    participation_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ImportApplied:
    """A sheet was applied; its people are the rows of the batch (no PersonRegistered is published for each)."""

    batch_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    """A person took a permission back: what was under way because of it stops (channel "" means all)."""

    person_id: int
    purpose: str
    channel: str
    partner_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class PersonErasing:
    """A person is about to be erased: what is kept under other keys than the person's is let go now, while the
    documents can still be read."""

    person_id: int
    municipality_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class PersonRead:
    """Somebody opened a page on a person, or asked to see what is masked."""

    person_id: int
    actor: Actor
    at: datetime
