"""Who may take attendance."""

from __future__ import annotations

from minga.access.permissions import why_not
from minga.kernel.actor import Actor
from minga.kernel.refusals import FORBIDDEN, Refusal
from minga.training.models import Session
from minga.training.permissions import visible_sessions

from .states import REFUSAL_WORDS


def why_not_mark_session(actor: Actor, session: Session) -> Refusal | None:
    """Why the actor may not write the list of a session: needs `attendance.change`; facilitators, their own classes."""
    refusal = why_not(actor, "attendance", "change")
    if refusal is None and not visible_sessions(actor).filter(pk=session.pk).exists():
        return Refusal(code="not_own_class", message=REFUSAL_WORDS["not_own_class"], kind=FORBIDDEN)
    return refusal
