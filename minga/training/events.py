"""What training tells the areas above it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PlaceReleased:
    """A place of a class became free: the next person in order may be called."""

    class_group_id: int
    enrolment_id: int
    at: datetime
