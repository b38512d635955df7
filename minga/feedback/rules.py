"""What may happen to a complaint, over plain values."""

from __future__ import annotations


def why_not_answer(*, is_answered: bool, answer: str) -> str | None:
    """`answered`, or `answer_needed`; None when it may be answered."""
    if is_answered:
        return "answered"
    return None if answer.strip() else "answer_needed"
