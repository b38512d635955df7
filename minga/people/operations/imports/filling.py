"""Completing people who were registered already with what their row says and they lack."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db.models import Q

from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.sealing import unseal

from ...drafts import CONTACT, DOCUMENT, open_draft
from ...models import ChangeSet, ContactPoint, Document, ImportBatch, ImportRow, Person
from ...rules.entry import Fill
from ..participations import write_participation
from ..persons import write_person
from .comparing import Known, chunks


def fill_people(*, batch: ImportBatch, actor: Actor, at: datetime) -> None:
    """Complete the person of every row that is a certain match, or was decided to be the same person.

    What each looked like before goes into a ChangeSet. A value that is there is never overwritten. The caller has
    asked who may; each person gets an audit record.
    """
    wanted = Q(outcome="changed") | Q(outcome="possible", decision="same")
    rows = batch.rows.filter(wanted, draft__isnull=False, candidate__isnull=False).order_by("row_no")
    for chunk in chunks(rows):
        known = Known(batch, [row.candidate_id for row in chunk])
        for row in chunk:
            _fill(batch, row, known, actor, at)
            row.person_id = row.candidate_id
        ImportRow.objects.bulk_update(chunk, ["person_id"])


def _fill(batch: ImportBatch, row: ImportRow, known: Known, actor: Actor, at: datetime) -> None:
    person, fill = known.people[row.candidate_id], known.fill(row)  # type: ignore[index]
    if not fill.changes_something:
        return
    before = {name: getattr(person, name) for name in fill.missing}
    added = _add(batch, row, known, fill, actor, at)
    if fill.missing:
        sheet = open_draft(row.draft or {})
        write_person(person, {name: sheet[name] for name in fill.missing})
    ChangeSet.objects.create(
        municipality_id=batch.municipality_id,
        batch=batch,
        person=person,
        at=at,
        before=json.dumps(before, default=str),
        added=added,
    )
    audit.record(
        actor=actor, action="people.fill_person", obj=person, fields=(*fill.missing, *added), at=at, purpose="import"
    )


def _add(
    batch: ImportBatch, row: ImportRow, known: Known, fill: Fill, actor: Actor, at: datetime
) -> dict[str, list[str]]:
    """Write the new documents, contacts and participation; public ids of what was written, by kind."""
    person = known.people[row.candidate_id]  # type: ignore[index]
    added: dict[str, list[str]] = {}
    for draft in known.new_documents(row):
        Document.objects.create(**_opened(draft, DOCUMENT, "number", "number_index"), **_of(person))
        added.setdefault("documents", []).append(draft["public_id"])
    last = person.contact_points.count()
    for offset, draft in enumerate(known.new_contacts(row), start=1):
        contact = {**_opened(draft, CONTACT, "value", "value_index"), "position": last + offset}
        ContactPoint.objects.create(**contact, **_of(person))
        added.setdefault("contact_points", []).append(draft["public_id"])
    if fill.participation:
        participation = write_participation(
            person=person, programme=batch.programme, origin="import", actor=actor, at=at
        )
        added["participations"] = [str(participation.public_id)]
    return added


def _of(person: Person) -> dict[str, Any]:
    return {"municipality_id": person.municipality_id, "person": person}


def _opened(draft: dict[str, Any], table: str, value: str, index: str) -> dict[str, Any]:
    """A drafted document or contact with its value opened and its index as bytes."""
    context = f"{table}:{draft['public_id']}:{value}"
    return {
        **draft,
        value: unseal(bytes.fromhex(draft[value][2:]), context=context) if draft[value] else "",
        index: bytes.fromhex(draft[index][2:]) if draft[index] else None,
    }
