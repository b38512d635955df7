"""Ways of reaching a person. Each folder here is one channel and offers `CHANNEL`; a new folder is a new channel."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from .base import Channel, Letter, Outcome, Result

__all__ = ["Channel", "Letter", "Outcome", "Result", "all_channels", "channel"]


@cache
def all_channels() -> dict[str, Channel]:
    """Every channel by its code, in the order in which pages show them."""
    found = [
        import_module(f"{__name__}.{folder.name}").CHANNEL for folder in pkgutil.iter_modules(__path__) if folder.ispkg
    ]
    return {each.code: each for each in sorted(found, key=lambda each: (each.position, each.code))}


def channel(code: str) -> Channel | None:
    """The channel of a code, or None for one whose folder is gone: old records keep their code."""
    return all_channels().get(code)
