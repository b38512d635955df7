"""Who may: the table of `rights.py` applied to an actor, in the shape that operations raise and pages show."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from . import rights
from .actor import Actor
from .refusals import FORBIDDEN, Refusal


def may(actor: Actor, kind: str, verb: str) -> bool:
    """Whether the actor may do the verb with this kind of data; the system may everything."""
    return actor.is_system or rights.may(actor.roles, kind, verb)


def why_not(actor: Actor, kind: str, verb: str) -> Refusal | None:
    """The refusal to show and to raise, or None."""
    if may(actor, kind, verb):
        return None
    return Refusal(
        code="role_may_not",
        message=_("Su rol no permite esta acción. Si la necesita, pídala a la coordinación."),
        kind=FORBIDDEN,
    )
