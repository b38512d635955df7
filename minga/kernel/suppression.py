"""Which figures of persons are too small to be shown: the one place that tables, charts and exports ask.

A reader knows what is shown, the total, that a hidden count is at least one, how the hiding works, and every earlier
publication. Figures under the threshold are hidden, with as many more as it takes; a publication that differs from an
earlier one by few persons does not follow it.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

SMALL_CELL = 5
HIDDEN = None


class Subject(StrEnum):
    """What a table tells of; some subjects need more persons behind a figure."""

    ANY = "any"
    PROTECTION = "protection"
    MIGRATORY_CONDITION_BY_CANTON = "migratory_condition_by_canton"


_LEAST = {Subject.PROTECTION: 10, Subject.MIGRATORY_CONDITION_BY_CANTON: 10}


def threshold_for(subject: Subject, setting: int = SMALL_CELL) -> int:
    """Below how many persons a figure is hidden: the setting of the programme, 10 at least for protected subjects."""
    return max(setting, _LEAST.get(subject, 0))


@dataclass(frozen=True, slots=True)
class Line(Generic[K]):
    """One breakdown as it may be shown: what is hidden, and whether the total beside it may be seen."""

    hidden: frozenset[K]
    shows_total: bool


def protect(tallies: Sequence[Mapping[K, int]], threshold: int = SMALL_CELL) -> Line[K]:
    """What of a breakdown is hidden, over every number of persons that it tells of (those counted, and in a share those
    with and those without): a cell that is hidden in one of them is hidden."""
    hidden: set[K] = set()
    for tally in tallies:
        hidden |= {key for key, count in hide_small_cells(tally, threshold).items() if count is HIDDEN}
    return Line(frozenset(hidden), all(may_show_total(tally, threshold) for tally in tallies))


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


def may_follow(
    before: Sequence[Mapping[K, int]], after: Sequence[Mapping[K, int]], threshold: int = SMALL_CELL
) -> bool:
    """Whether a breakdown may be published after an earlier one: no difference between both tells of few persons.

    The total, every cell shown in both and the sum of the cells hidden in either must be as before or differ by the
    threshold at least. Both are the same tallies in the same order.
    """
    hidden = protect(before, threshold).hidden | protect(after, threshold).hidden
    for old, new in zip(before, after, strict=True):
        changes = {key: new.get(key, 0) - old.get(key, 0) for key in {*old, *new}}
        rest = sum(change for key, change in changes.items() if key in hidden)
        told = [sum(changes.values()), rest, *(change for key, change in changes.items() if key not in hidden)]
        if any(0 < abs(change) < threshold for change in told):
            return False
    return True


def rounded(count: int, threshold: int = SMALL_CELL) -> int:
    """A count told beside others that overlap it (persons over several cities): to twice the threshold, halves up."""
    step = 2 * threshold
    return (count + threshold) // step * step
