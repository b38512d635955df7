"""What «Mi día» is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

SHOWN = 8
"""How many of each kind stand on the page; the rest is a count."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do: `url_name` with `url_args` opens it, `at` is an instant that the page words."""

    label: str
    url_name: str = ""
    url_args: dict[str, Any] = field(default_factory=dict)
    state: str = ""
    tone: str = "grey"
    hint: str = ""
    at: datetime | date | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the day; `count` of all, the first few as `items`, `empty` says what it means that there are none."""

    code: str
    title: str
    empty: str
    count: int
    items: list[Item]
    url_name: str = ""
