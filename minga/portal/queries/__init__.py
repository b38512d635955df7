"""What pages that need many areas show."""

from .day import Block, Item, my_day
from .files import PersonFile, person_file
from .journey import JourneyState, states_of

__all__ = ["Block", "Item", "JourneyState", "PersonFile", "my_day", "person_file", "states_of"]
