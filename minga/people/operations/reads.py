"""Noting who read a person's data: pages, and what is masked until somebody says why they need it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.events import publish
from minga.kernel.refusals import refuse_if

from ..events import PersonRead
from ..models import Person
from ..permissions import why_not_see_documents


@transaction.atomic
def read_person(*, person: Person, actor: Actor, at: datetime, action: str = "people.read_person") -> None:
    """Record that somebody opened a page on a person; publishes PersonRead, so that a look outside tasks is noticed."""
    audit.record(actor=actor, action=action, obj=person, at=at)
    publish(PersonRead(person.pk, actor, at))


@transaction.atomic
def reveal_identity(*, person: Person, purpose: str, text: str, actor: Actor, at: datetime) -> None:
    """Record who asked to see document numbers, contacts and address in full, and why (`audit.states.Purpose`, text).

    They are shown to this account for `queries.REVEALED_FOR`. Refuses without `documents.view`.
    """
    refuse_if(why_not_see_documents(actor))
    said = f"{purpose}: {text}" if text else purpose
    audit.record(actor=actor, action="people.reveal_identity", obj=person, at=at, purpose=said)
    publish(PersonRead(person.pk, actor, at))
