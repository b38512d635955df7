"""Writing the registry of institutions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.territory.models import Municipality

from .models import Organisation
from .permissions import why_not_create, why_not_update

FIELDS = ("name", "short_name", "kind", "level", "phone", "email", "address")


@transaction.atomic
def create_organisation(
    *, municipality: Municipality | None, actor: Actor, at: datetime, **fields: Any
) -> Organisation:
    """Add an institution (ROL-15..17) with `FIELDS`; `municipality` None when it acts in all of them.

    Refuses without `organisations.change` and a name that is there.
    """
    refuse_if(why_not_create(actor))
    organisation = _filled(Organisation(municipality=municipality), fields)
    audit.record(actor=actor, action="organisations.create_organisation", obj=organisation, fields=fields, at=at)
    return organisation


@transaction.atomic
def update_organisation(*, organisation: Organisation, actor: Actor, at: datetime, **fields: Any) -> Organisation:
    """Change an institution. Refuses as `why_not_update` says and a name that is there."""
    refuse_if(why_not_update(actor, organisation))
    changed = [name for name, value in fields.items() if getattr(organisation, name) != value]
    _filled(organisation, fields)
    if changed:
        audit.record(actor=actor, action="organisations.update_organisation", obj=organisation, fields=changed, at=at)
    return organisation


def _filled(organisation: Organisation, fields: dict[str, Any]) -> Organisation:
    if unknown := set(fields) - set(FIELDS):
        raise TypeError(f"an organisation has no {sorted(unknown)}")
    for name, value in fields.items():
        setattr(organisation, name, value)
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError:
        message = _("Ya hay una organización con ese nombre en el registro. Búsquela en la lista.")
        raise Refused(Refusal(code="name_taken", message=message)) from None
    return organisation
