"""Who may change what of a programme."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from minga.kernel.actor import Actor
from minga.kernel.permission import may, why_not
from minga.kernel.refusals import FORBIDDEN, Refusal


def why_not_adapt(actor: Actor, municipality_id: int) -> Refusal | None:
    """Steps and stages: coordination and administration, each in the municipality they act in (PRG-4)."""
    if refusal := why_not(actor, "programme", "adapt"):
        return refusal
    if actor.is_system or actor.municipality_id == municipality_id:
        return None
    return _elsewhere()


def why_not_set(actor: Actor, municipality_id: int | None) -> Refusal | None:
    """A setting of one's municipality: who may adapt it; of all municipalities: the programme's administration."""
    if municipality_id is None:
        return why_not(actor, "programme", "change")
    return why_not_adapt(actor, municipality_id)


def why_not_change_funds(actor: Actor) -> Refusal | None:
    """Funds and donors' rules: the programme's administration (PRG-18)."""
    return why_not(actor, "programme", "change")


def why_not_set_electoral_period(actor: Actor, municipality_id: int | None) -> Refusal | None:
    """Electoral periods: the programme's administration, in the municipality it acts in or in all (SEC-4)."""
    if refusal := why_not(actor, "programme", "change"):
        return refusal
    if actor.is_system or municipality_id in (None, actor.municipality_id):
        return None
    return _elsewhere()


def may_set_for_all(actor: Actor) -> bool:
    """Whether the actor may give a setting a value for all municipalities."""
    return may(actor, "programme", "change")


def _elsewhere() -> Refusal:
    return Refusal(
        code="another_municipality",
        message=_("Usted puede cambiar el programa solo en su municipio."),
        kind=FORBIDDEN,
    )
