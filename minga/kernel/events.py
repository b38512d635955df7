"""Events: how a lower area tells higher ones, in the same transaction, without knowing them."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

E = TypeVar("E")

_reactions: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def reacts_to(event_type: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Decorator for a function in a `reactions.py`: it is called with each published event of that type."""

    def register(function: Callable[[E], None]) -> Callable[[E], None]:
        if function not in _reactions[event_type]:
            _reactions[event_type].append(function)
        return function

    return register


def publish(event: object) -> None:
    """Call every reaction now, inside the caller's transaction; an error in one rolls all back."""
    for reaction in _reactions[type(event)]:
        reaction(event)


def reactions_by_event() -> dict[type, list[Callable[[Any], None]]]:
    """What reacts to what, for documentation and tests."""
    return dict(_reactions)
