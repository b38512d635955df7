"""What protection asks: when an entity is told, how fast, with whose decision (REM-9).

The duty to report harm to a child and its 24 hours: pending confirmation by a lawyer, as every legal reading here.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from minga.kernel.refusals import Refusal

from ..states import Decision, ProtectionCategory
from ..wording import CASE_WORDS

REPORT_HOURS = 24


def must_report(category: str) -> bool:
    """Whether the entity is told without asking anybody: suspected harm to a child."""
    return category == ProtectionCategory.CHILD


def report_due(known_at: datetime) -> datetime:
    """Until when harm to a child is reported: 24 hours after the team knew of it."""
    return known_at + timedelta(hours=REPORT_HOURS)


def why_not_call(*, category: str, decision: str) -> Refusal | None:
    """Why the specialised entity may not be told: `adult_decides` until an adult survivor says yes.

    Immediate danger is not asked here: the 911 is called whatever was decided, and that is noted.
    """
    if must_report(category) or decision == Decision.YES:
        return None
    return Refusal("adult_decides", CASE_WORDS["adult_decides"])


def why_not_close(*, open_tasks: int, is_reported: bool, category: str) -> Refusal | None:
    """Why a case stays open: `not_reported` for a child whose entity was not told; `open_tasks` with their number."""
    if must_report(category) and not is_reported:
        return Refusal("not_reported", CASE_WORDS["not_reported"])
    if open_tasks:
        return Refusal("open_tasks", CASE_WORDS["open_tasks"], {"n": open_tasks})
    return None
