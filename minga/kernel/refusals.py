"""How an operation says no: an enumerated reason with its numbers, put into words once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

FORBIDDEN = "forbidden"
RULE = "rule"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something is not allowed.

    `code` is stable (tests and pages compare it), `message` a lazy Spanish sentence that says why and what would
    change it, `details` the numbers in it. `kind` is FORBIDDEN (this person may not) or RULE (nobody may, now).
    """

    code: str
    message: Any = ""
    details: dict[str, Any] = field(default_factory=dict)
    kind: str = RULE

    def __str__(self) -> str:
        return str(self.message) % self.details if self.details else str(self.message)


class Refused(Exception):
    """Raised by operations; carries the Refusal. Nothing has been written when it is raised."""

    def __init__(self, refusal: Refusal):
        super().__init__(refusal.code)
        self.refusal = refusal

    def __str__(self) -> str:
        return str(self.refusal)


def refuse_if(refusal: Refusal | None) -> None:
    """Raise when there is a refusal; the one line that turns a `why_not_…` into an exception."""
    if refusal is not None:
        raise Refused(refusal)
