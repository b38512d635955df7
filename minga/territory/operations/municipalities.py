"""The tenants."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused
from minga.territory.models import AdminArea, Municipality
from minga.territory.rules import RESERVED_SLUGS


@transaction.atomic
def create_municipality(
    *,
    area: AdminArea,
    slug: str,
    code: str,
    name: str,
    full_name: str,
    actor: Actor,
    at: datetime,
    **fields: Any,
) -> Municipality:
    """Add a tenant (PRG-12); the same slug again returns the one there is. Refuses a slug that is an address here."""
    if slug in RESERVED_SLUGS:
        raise Refused(Refusal(code="slug_reserved", message=_("Esa palabra ya es una dirección de la plataforma.")))
    municipality, is_new = Municipality.objects.get_or_create(
        slug=slug, defaults={"area": area, "code": code, "name": name, "full_name": full_name, **fields}
    )
    if is_new:
        audit.record(actor=actor, action="territory.create_municipality", obj=municipality, at=at)
    return municipality
