"""Who may review looks at people outside one's own tasks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from minga.kernel.actor import Actor
from minga.kernel.permission import why_not
from minga.kernel.refusals import FORBIDDEN, Refusal

from .models import Look


def why_not_review_look(actor: Actor, look: Look) -> Refusal | None:
    """Needs `audit.review`; nobody reviews their own look, and what is reviewed stays as it was reviewed."""
    if refusal := why_not(actor, "audit", "review"):
        return refusal
    if look.account_id == actor.account_id:
        return Refusal(
            code="own_look",
            message=_("Esta consulta la hizo usted. La revisa otra persona."),
            kind=FORBIDDEN,
        )
    if look.outcome:
        return Refusal(code="look_reviewed", message=_("Esta consulta ya fue revisada."))
    return None
