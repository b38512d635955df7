"""When an incident may be closed, over plain values."""

from __future__ import annotations


def people_must_be_told(risk: str) -> bool:
    """Whether the people affected are told: not when it is unlikely to harm them (LOPDP art. 46, for a lawyer)."""
    return risk != "low"


def why_not_close(*, is_closed: bool, told: set[str], risk: str, reason: str) -> str | None:
    """`closed`, or `clocks_open` while somebody has not been told and nothing says why."""
    if is_closed:
        return "closed"
    needed = {"authority", "arcotel"} | ({"people"} if people_must_be_told(risk) else set())
    return "clocks_open" if needed - told and not reason.strip() else None
