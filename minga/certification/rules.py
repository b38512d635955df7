"""When a certificate is earned, over plain values (EVA-5, FOR-25)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from minga.kernel.refusals import Refusal

from .states import REFUSAL_WORDS, Shortfall


def refusal(code: str, **details: Any) -> Refusal:
    """A refusal of this area in its words; an unknown code is an error."""
    return Refusal(code=code, message=REFUSAL_WORDS[code], details=details)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a certificate is not reached, with the numbers in it."""

    shortfall: Shortfall
    details: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(self.shortfall.label) % self.details if self.details else str(self.shortfall.label)


def reaches(attended: int, offered: int, needed_percent: int) -> bool:
    """Whether the minutes attended are at least the needed percent of those offered, without rounding."""
    return offered > 0 and attended * 100 >= needed_percent * offered


def shortfalls(
    *,
    is_confirmed: bool,
    has_left: bool,
    has_started: bool,
    attended: int,
    offered: int,
    needed_percent: int,
    obligations: Sequence[str],
) -> list[Reason]:
    """Everything that keeps somebody from the certificate; nothing when it is earned (EVA-5).

    `attended` and `offered` are minutes; `needed_percent` is the setting `certificate_attendance_percent`;
    `obligations` are the ones still open.
    """
    if has_left:
        return [Reason(Shortfall.LEFT)]
    if not is_confirmed:
        return [Reason(Shortfall.NOT_CONFIRMED)]
    reasons = []
    if not has_started:
        reasons.append(Reason(Shortfall.NEVER_STARTED))
    elif not reaches(attended, offered, needed_percent):
        percent = attended * 100 // offered if offered else 0
        reasons.append(Reason(Shortfall.TOO_FEW_MINUTES, {"percent": percent, "needed": needed_percent}))
    reasons += [Reason(Shortfall.OBLIGATION, {"obligation": text}) for text in obligations]
    return reasons


def why_not_issue(*, sessions: int, sessions_without_list: int) -> Refusal | None:
    """Why certificates of a class cannot be issued yet: its attendance is not whole."""
    if not sessions:
        return refusal("no_sessions")
    return refusal("lists_missing", sessions=sessions_without_list) if sessions_without_list else None
