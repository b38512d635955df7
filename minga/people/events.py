"""What people tell the areas above."""

from dataclasses import dataclass
from datetime import datetime


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
