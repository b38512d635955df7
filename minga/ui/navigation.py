"""Links as values: navigation, breadcrumbs, tabs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """A link with words; `is_current` marks the page being read, `note` is a count or state beside it."""

    label: str
    url: str = ""
    is_current: bool = False
    note: str = ""
