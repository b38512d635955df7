"""Who may change the registry."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from minga.kernel.actor import Actor
from minga.kernel.permission import may, why_not
from minga.kernel.refusals import FORBIDDEN, Refusal

from .models import Organisation


def why_not_create(actor: Actor) -> Refusal | None:
    """Coordination and administration add institutions."""
    return why_not(actor, "organisations", "change")


def why_not_update(actor: Actor, organisation: Organisation) -> Refusal | None:
    """A municipality changes its own institutions; those of all municipalities the programme's administration."""
    if refusal := why_not(actor, "organisations", "change"):
        return refusal
    is_own = organisation.municipality_id is not None and organisation.municipality_id == actor.municipality_id
    if is_own or may(actor, "programme", "change"):
        return None
    return Refusal(
        code="shared_organisation",
        message=_("Esta organización es de todos los municipios: la cambia la administración del programa."),
        kind=FORBIDDEN,
    )
