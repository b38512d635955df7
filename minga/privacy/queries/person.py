"""The rights of one person on one block of the expediente: permissions, requests, what is disputed."""

from __future__ import annotations

from dataclasses import dataclass

from minga.access.permissions import may
from minga.kernel.actor import Actor
from minga.people.models import Consent, Person
from minga.people.wording import FIELD_LABELS

from ..models import RightsRequest
from .requests import challenged, disputed_of, requests_of


@dataclass(frozen=True, slots=True)
class PersonRights:
    """Open permissions, requests newest first (for whoever reads them), and what must be shown as disputed."""

    consents: list[Consent]
    requests: list[RightsRequest]
    disputed: list[str]
    is_challenged: bool
    may_receive: bool


def rights_of(person: Person, actor: Actor) -> PersonRights:
    """The rights block of a person whom the actor may see; four queries."""
    consents = person.consents.filter(withdrawn_at__isnull=True).select_related("partner").order_by("purpose", "id")
    return PersonRights(
        consents=list(consents),
        requests=list(requests_of(person, actor)[:20]),
        disputed=sorted(str(FIELD_LABELS.get(name, name)) for name in disputed_of(person)),
        is_challenged=challenged(person),
        may_receive=may(actor, "privacy", "receive"),
    )
