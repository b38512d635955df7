"""Values that components show: steps of a task list, entries of a timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Task:
    """A step: `state` is its words, `tone` the tint of the badge; no `url` when it cannot start yet."""

    label: str
    url: str = ""
    state: str = ""
    tone: str = "grey"
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened, or that `is_ahead`; `who` did it, `detail` is one sentence."""

    at: datetime | date
    label: str
    url: str = ""
    who: str = ""
    detail: str = ""
    is_ahead: bool = False
