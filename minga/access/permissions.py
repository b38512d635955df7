"""Who may: the table of `rules.py` applied to an actor."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from minga.kernel.actor import Actor
from minga.kernel.refusals import FORBIDDEN, Refusal

from . import rules


def may(actor: Actor, kind: str, verb: str) -> bool:
    """Whether the actor may do the verb with this kind of data; the system may everything."""
    return actor.is_system or rules.may(actor.roles, kind, verb)


def why_not(actor: Actor, kind: str, verb: str) -> Refusal | None:
    """The refusal to show and to raise, or None."""
    if may(actor, kind, verb):
        return None
    return Refusal(
        code="role_may_not",
        message=_("Su rol no permite esta acción. Si la necesita, pídala a la coordinación."),
        kind=FORBIDDEN,
    )
