"""What may happen to a request, over plain values. Each function returns the code of a refusal, or None."""

from __future__ import annotations

CHALLENGE, ERASURE = "challenge", "erasure"
WITHOUT_IDENTITY = ("dropped", "not_identified")


def why_not_extend(*, is_answered: bool, is_identified: bool, is_extended: bool, days_left: int) -> str | None:
    """Once, before the deadline, and only what is really being worked on."""
    if is_answered:
        return "answered"
    if not is_identified:
        return "not_identified"
    if is_extended:
        return "extended"
    return "too_late_to_extend" if days_left < 0 else None


def why_not_answer(
    *, kind: str, decision: str, is_answered: bool, is_identified: bool, is_reviewed: bool, is_erased: bool
) -> str | None:
    """An answer needs to know who asks; a challenge, that another person looked; an erasure, that it was done."""
    if is_answered:
        return "answered"
    if decision in WITHOUT_IDENTITY:
        return None
    if not is_identified:
        return "not_identified"
    if kind == CHALLENGE and not is_reviewed:
        return "not_reviewed"
    if kind == ERASURE and decision in ("granted", "partly") and not is_erased:
        return "not_erased"
    return None


def why_not_review(*, kind: str, is_answered: bool, is_identified: bool, is_same_official: bool) -> str | None:
    """A challenge is looked at by somebody else than who decided, once it is known who asks."""
    if kind != CHALLENGE:
        return "not_for_this_kind"
    if is_answered:
        return "answered"
    if not is_identified:
        return "not_identified"
    return "same_official" if is_same_official else None
