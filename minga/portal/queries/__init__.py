"""What pages that need many areas show."""

from .day import my_day
from .files import PersonFile, person_file
from .journey import JourneyState, states_of
from .seen import LookRow, SeenRow, look_rows, who_saw
from .shapes import Block, Item

__all__ = [
    "Block",
    "Item",
    "JourneyState",
    "LookRow",
    "PersonFile",
    "SeenRow",
    "look_rows",
    "my_day",
    "person_file",
    "states_of",
    "who_saw",
]
