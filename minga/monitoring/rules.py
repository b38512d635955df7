"""Definitions of the indicators, and which figures are too small to be shown."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

K = TypeVar("K", bound=Hashable)

SMALL_CELL = 5
HIDDEN = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A count (`denominator` None) or a part of a whole; `share` is 0–1, None without a denominator."""

    numerator: int
    denominator: int | None = None

    @property
    def share(self) -> float | None:
        """Numerator over denominator; None for counts and when nobody is in the denominator."""
        return self.numerator / self.denominator if self.denominator else None

    def __add__(self, other: Figure) -> Figure:
        both = self.denominator is not None and other.denominator is not None
        whole = (self.denominator or 0) + (other.denominator or 0) if both else None
        return Figure(self.numerator + other.numerator, whole)

    @property
    def people(self) -> int:
        """How many people a reader could try to tell apart: the whole of a share, or the count."""
        return self.numerator if self.denominator is None else self.denominator


def hide_small_cells(cells: Mapping[K, int], threshold: int = SMALL_CELL) -> dict[K, int | None]:
    """The counts of one breakdown with those under the threshold hidden (None), so that none can be solved for.

    Zero is shown. The reader knows the total, what is shown, and that a hidden cell is at least one; so the next
    smallest are hidden too until at least two are, their sum is no longer small, and each could have another value.
    Where that is not enough the zeros are hidden as well, so that a hidden cell may also be nobody. A total under the
    threshold goes too: see `may_show_total`.
    """
    hidden = {key for key, count in cells.items() if 0 < count < threshold}
    others = sorted((key for key, count in cells.items() if count >= threshold), key=lambda key: cells[key])
    while hidden and others and not _is_safe([cells[key] for key in hidden], threshold):
        hidden.add(others.pop(0))
    if hidden and not _is_safe([cells[key] for key in hidden], threshold):
        hidden = set(cells)
    return {key: HIDDEN if key in hidden else count for key, count in cells.items()}


def may_show_total(cells: Mapping[K, int], threshold: int = SMALL_CELL) -> bool:
    """Whether the total beside a breakdown tells nothing of its hidden cells; zero people are told of by no total."""
    total = sum(cells.values())
    return total == 0 or (
        total >= threshold and (len(cells) > 1 or HIDDEN not in hide_small_cells(cells, threshold).values())
    )


def _is_safe(hidden: list[int], threshold: int) -> bool:
    return len(hidden) >= 2 and sum(hidden) >= threshold and sum(hidden) > len(hidden)


def age_band(birth_date: date | None, on: date) -> str:
    """The band of `states.AgeBand` on a day; empty when the birth date is not known."""
    if birth_date is None:
        return ""
    age = on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))
    for upper, band in ((17, "0-17"), (29, "18-29"), (44, "30-44"), (59, "45-59")):
        if age <= upper:
            return band
    return "60+"
