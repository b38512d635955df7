"""Handing out what is known of a person, for a request of access or portability."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from minga.access.permissions import may
from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.refusals import refuse_if

from ..models import RightsRequest
from ..permissions import why_not_answer
from ..queries.export import Section, sections_of
from ..states import RequestKind
from .requests import refuse


@transaction.atomic
def export_person(*, request: RightsRequest, form: str, actor: Actor, at: datetime) -> list[Section]:
    """Read everything on the person of a request, and record who did and in which form (`print`, `json`, `xlsx`).

    Refuses `not_for_this_kind` but for access and portability, and `not_identified`. What is protected is left out
    unless the actor is of the case role.
    """
    if not may(actor, "protected", "view"):
        refuse_if(why_not_answer(actor))
    refuse(None if request.kind in (RequestKind.ACCESS, RequestKind.PORTABILITY) else "not_for_this_kind")
    person = request.person
    if person is None or request.identified_at is None:
        refuse("not_identified")
        return []
    audit.record(actor=actor, action="privacy.export_person", obj=person, purpose=request.code, fields=(form,), at=at)
    return sections_of(person, actor)
