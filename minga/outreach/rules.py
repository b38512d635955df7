"""When silence frees a place, which channels a round lacks, whom a call sheet shows first. Plain values only."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from minga.kernel.refusals import Refusal

from .states import COUNTS_AS_ATTEMPT, RELEASE_WORDS, InvitationState

ATTEMPTS_NEEDED = 2


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt to reach somebody: local day, channel, outcome, and whether by voice or in person."""

    day: date
    channel: str
    outcome: str
    is_direct: bool

    @property
    def counts(self) -> bool:
        """Whether it tried the person at all."""
        return self.outcome in COUNTS_AS_ATTEMPT


def missing_for_release(attempts: Iterable[Attempt]) -> tuple[str, ...]:
    """What silence still lacks before it may free a place: `attempts`, `days`, `channels`, `direct`, in that order.

    Two attempts on different local days and by different channels, one of them by voice or in person (issue 2 §3.7,
    CON-11). When days, channels and a direct attempt are all there, some pair of attempts has all three.
    """
    tried = [each for each in attempts if each.counts]
    lacks = {
        "attempts": len(tried) < ATTEMPTS_NEEDED,
        "days": len({each.day for each in tried}) < ATTEMPTS_NEEDED,
        "channels": len({each.channel for each in tried}) < ATTEMPTS_NEEDED,
        "direct": not any(each.is_direct for each in tried),
    }
    return tuple(code for code, is_lacking in lacks.items() if is_lacking)


def why_not_release(*, state: str, expires_at: datetime, at: datetime, attempts: Iterable[Attempt]) -> Refusal | None:
    """Why an invitation without answer keeps its place; None when silence frees it.

    `not_pending` (it was answered), `before_deadline`, `attempts_missing` with `details["missing"]`.
    """
    if state != InvitationState.PENDING:
        return Refusal("not_pending", RELEASE_WORDS["not_pending"])
    if at < expires_at:
        return Refusal("before_deadline", RELEASE_WORDS["before_deadline"])
    missing = missing_for_release(attempts)
    if missing:
        words = "; ".join(str(RELEASE_WORDS[code]) for code in missing)
        return Refusal("attempts_missing", RELEASE_WORDS["attempts_missing"], {"missing": words, "codes": missing})
    return None


def lacks_in_person(channels: Collection[str], in_person: Collection[str]) -> bool:
    """Whether a round plans no channel for people without phone or internet (CON-5)."""
    return not set(channels) & set(in_person)
