"""Changing what is known of a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.names import name_key, name_tokens
from minga.kernel.refusals import refuse_if

from ..models import Person
from ..permissions import why_not_register
from ..rules.entry import OWN_FIELDS


@transaction.atomic
def update_person(*, person: Person, values: dict[str, Any], actor: Actor, at: datetime) -> tuple[str, ...]:
    """Write the given columns (names of PersonEntry) where they differ; returns the names that changed.

    Sort and search keys follow the names. Nothing is written or recorded when nothing differs, so that a repeat
    leaves no trace. Refuses without `people.change`; ValueError for a column that is not the person's.
    """
    refuse_if(why_not_register(actor))
    unknown = set(values) - set(OWN_FIELDS)
    if unknown:
        raise ValueError(f"not columns of a person: {', '.join(sorted(unknown))}")
    person = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    changed = tuple(name for name, value in values.items() if getattr(person, name) != value)
    if not changed:
        return ()
    write_person(person, {name: values[name] for name in changed})
    audit.record(actor=actor, action="people.update_person", obj=person, fields=changed, at=at)
    return changed


def write_person(person: Person, values: dict[str, Any]) -> None:
    """Set and save columns and the keys that depend on them; the caller has asked, locked and records."""
    for name, value in values.items():
        setattr(person, name, value)
    columns = set(values)
    if columns & {"given_names", "surnames"}:
        person.name_key = name_key(person.given_names, person.surnames)
        person.name_tokens = name_tokens(person.given_names, person.surnames)
        columns |= {"name_key", "name_tokens"}
    person.save(update_fields=sorted(columns))
