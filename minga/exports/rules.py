"""When an export needs a second person, how long its file lives, and what a cell may hold (SEC-4)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from minga.kernel.refusals import Refusal

from .states import NOT_IN_ELECTIONS, REFUSAL_WORDS

ALONE = 50
"""Identified persons up to whom nobody else is asked."""
FEWEST_LETTERS = 15
MOST_ROWS = 1_000_000
"""Rows: a sheet of Excel ends at 1,048,576."""
LIFE = timedelta(hours=24)
LIFE_AFTER_DOWNLOAD = timedelta(minutes=30)
UNDECIDED = timedelta(days=7)
POLITICAL_ROLES = frozenset({"authority", "communication"})
_FORMULA = re.compile(r"^[\s\x00\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r]")
_NUMBER = re.compile(r"[+\-]?[\d .,]+")


def refusal(code: str, **details: Any) -> Refusal:
    """A refusal of this area in its words; an unknown code is an error."""
    return Refusal(code=code, message=REFUSAL_WORDS[code], details=details)


def needs_approval(*, people: int, has_sensitive: bool) -> bool:
    """Whether another account must approve: more than 50 identified persons, or any sensitive column (SEC-4).

    `people` is 0 for figures without persons.
    """
    return people > ALONE or (people > 0 and has_sensitive)


def why_not_in_elections(
    *, is_identified: bool, reason: str, roles: frozenset[str], ends: str | None
) -> Refusal | None:
    """No identified export for authority or communication while there is an electoral period (`ends` its last day)."""
    is_political = reason in NOT_IN_ELECTIONS or bool(roles & POLITICAL_ROLES)
    if ends is None or not is_identified or not is_political:
        return None
    return refusal("electoral_period", day=ends)


def ends_at(*, ready_at: datetime, first_download_at: datetime | None) -> datetime:
    """When the file is deleted: 30 minutes after the first download, 24 hours after it was ready at the latest."""
    latest = ready_at + LIFE
    return latest if first_download_at is None else min(latest, first_download_at + LIFE_AFTER_DOWNLOAD)


def safe_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula; plain numbers and phones stay as they are."""
    if not _FORMULA.match(text) or _NUMBER.fullmatch(text):
        return text
    return f"'{text}"


def why_not_reason(text: str) -> Refusal | None:
    """The reason must say something."""
    if len("".join(text.split())) < FEWEST_LETTERS:
        return refusal("reason_needed", least=FEWEST_LETTERS)
    return None
