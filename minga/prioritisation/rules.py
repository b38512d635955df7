"""The order of call: priority, draw, thirds and what explains a place. Plain values only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from minga.screening.rules.valuation import NOT_APPLICABLE, NOT_MET, NOT_YET, SCORED, UNKNOWN, draw

from .states import LeftOut

RULE_VERSION = "1"
SERVICE = "training"
"""The service whose conditions of eligibility a list asks for (the `gates` column of the workbook)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may get a place in a list. `priority` is 0 to 1, None when no dimension counted."""

    assessment_id: int
    person_id: int
    participation_id: int
    participation_public_id: UUID
    priority: Decimal | None


class Placed(NamedTuple):
    """A candidate with position (from 1) and lot."""

    position: int
    draw: str
    candidate: Candidate


def in_order_of_call(candidates: Iterable[Candidate], seed: str) -> list[Placed]:
    """Highest priority first; equal priority by a draw from the seed and the participation's id (PRI-1, PRI-3).

    The moment of arrival, the name and the order in which rows come play no part. Who has no priority comes last.
    """
    with_lots = [(draw(seed, each.participation_public_id), each) for each in candidates]
    with_lots.sort(key=lambda pair: (pair[1].priority is None, -(pair[1].priority or 0), pair[0]))
    return [Placed(position, lot, each) for position, (lot, each) in enumerate(with_lots, 1)]


def third_of(position: int, size: int) -> int:
    """1 for the most vulnerable third of a list, 2, 3 for the last (PRI-2); sizes differ by one at most."""
    return (position - 1) * 3 // size + 1


def third_bounds(size: int) -> tuple[int, int]:
    """The last position of the first and of the second third."""
    return -(-size // 3), -(-2 * size // 3)


def why_left_out(
    *, gate: Mapping[str, Any] | None, is_decided: bool, includes_advised: bool, takes_part: bool, as_of: date
) -> LeftOut | None:
    """Why somebody assessed gets no place; None when they do.

    A condition that was «aún no» counts as met from the day on which it holds. A missing answer does not close the
    door: it is completed when the person is called (SCR-11).
    """
    if not takes_part:
        return LeftOut.NOT_TAKING_PART
    if not is_decided and not includes_advised:
        return LeftOut.ADVISED
    outcome = (gate or {}).get("outcome")
    if outcome == NOT_MET:
        return LeftOut.NOT_MET
    opens_on = (gate or {}).get("opens_on")
    if outcome == NOT_YET and (opens_on is None or date.fromisoformat(opens_on) > as_of):
        return LeftOut.NOT_YET
    return None


class Reading(NamedTuple):
    """What a person's dimensions say: codes that raise the priority (two at most), that do not apply, not answered."""

    leading: tuple[str, ...]
    not_applicable: tuple[str, ...]
    unanswered: tuple[str, ...]


def reading_of(dimensions: Iterable[Mapping[str, Any]], weights: Mapping[str, float]) -> Reading:
    """The reading of dimensions `{"code", "state", "score"}`; a score of 0 leads nothing (PRI-5)."""
    rows = list(dimensions)
    scored = [row for row in rows if row["state"] == SCORED and row["score"]]
    scored.sort(key=lambda row: (-weights.get(row["code"], 1.0) * row["score"], row["code"]))
    return Reading(
        leading=tuple(row["code"] for row in scored[:2]),
        not_applicable=tuple(row["code"] for row in rows if row["state"] == NOT_APPLICABLE),
        unanswered=tuple(row["code"] for row in rows if row["state"] == UNKNOWN),
    )
