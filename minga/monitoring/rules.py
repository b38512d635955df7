"""Definitions of the indicators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from minga.kernel.suppression import Line, may_follow, protect


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


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure and how many persons stand behind it."""

    figure: Figure
    people: int

    def __add__(self, other: Cell) -> Cell:
        return Cell(self.figure + other.figure, self.people + other.people)


Table = Mapping[str, Mapping[str, Cell]]
"""One indicator of a city: dimension → group → cell. Every dimension sums to the same persons."""
Tallies = list[dict[str, int]]


def tallies(cells: Mapping[str, Cell], *, is_share_of_persons: bool) -> Tallies:
    """The numbers of persons that a breakdown tells of: those it counts over and, in a share of persons, those who
    left, never came or were certified, and the others: 60 % of five persons is three of them, and two who are not."""
    counted = {key: cell.people for key, cell in cells.items()}
    if not is_share_of_persons:
        return [counted]
    with_it = {key: cell.figure.numerator for key, cell in cells.items()}
    without = {key: max(0, (cell.figure.denominator or 0) - cell.figure.numerator) for key, cell in cells.items()}
    return [counted, with_it, without]


def published(table: Table, *, is_share_of_persons: bool, threshold: int) -> dict[str, Line[str]]:
    """What of each breakdown of a table is hidden; the total is the same beside all, so one that must hide it hides
    it everywhere."""
    lines = {
        dimension: protect(tallies(cells, is_share_of_persons=is_share_of_persons), threshold)
        for dimension, cells in table.items()
    }
    shows = all(line.shows_total for line in lines.values())
    return {dimension: Line(line.hidden, shows) for dimension, line in lines.items()}


def may_publish(
    table: Table,
    earlier: Sequence[Table],
    *,
    is_share_of_persons: bool,
    threshold: int,
    relatives: Sequence[Table] = (),
) -> bool:
    """Whether a table may be published after these: it tells of no few persons who came or left in between.

    `relatives` are earlier tables of other indicators over the same persons: only how many those are is compared.
    """
    own = [(old, is_share_of_persons) for old in earlier]
    return all(
        may_follow(
            tallies(old.get(dimension, {}), is_share_of_persons=is_share),
            tallies(cells, is_share_of_persons=is_share),
            threshold,
        )
        for old, is_share in [*own, *((relative, False) for relative in relatives)]
        for dimension, cells in table.items()
    )


def age_band(birth_date: date | None, on: date) -> str:
    """The band of `states.AgeBand` on a day; empty when the birth date is not known."""
    if birth_date is None:
        return ""
    age = on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))
    for upper, band in ((17, "0-17"), (29, "18-29"), (44, "30-44"), (59, "45-59")):
        if age <= upper:
            return band
    return "60+"
