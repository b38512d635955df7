"""What a row would change in somebody who is registered already."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from ...drafts import open_draft
from ...models import ContactPoint, Document, ImportBatch, ImportRow, Participation, Person
from ...rules.entry import FILLABLE, Fill, compare
from ...states import RowOutcome

CHUNK = 500


def compare_with_people(batch: ImportBatch) -> None:
    """Note in `changes` what each matched row would fill; a certain match that fills nothing becomes `same`."""
    rows = batch.rows.filter(candidate__isnull=False, draft__isnull=False, outcome__in=("changed", "possible"))
    for chunk in chunks(rows.order_by("row_no")):
        known = Known(batch, [row.candidate_id for row in chunk])
        for row in chunk:
            fill = known.fill(row)
            row.changes = dataclasses.asdict(fill)
            if row.outcome == RowOutcome.CHANGED and not fill.changes_something:
                row.outcome = RowOutcome.SAME
        ImportRow.objects.bulk_update(chunk, ["changes", "outcome"])


def chunks(rows: Any) -> Iterator[list[ImportRow]]:
    """Rows in order of their number, a bounded list at a time, read by key."""
    last = -1
    while chunk := list(islice(rows.filter(row_no__gt=last)[:CHUNK], CHUNK)):
        yield chunk
        last = chunk[-1].row_no


class Known:
    """A bounded number of registered people with what a row is compared to: four queries, however many."""

    def __init__(self, batch: ImportBatch, ids: Iterable[int | None]):
        wanted = {each for each in ids if each is not None}
        self.people = {person.pk: person for person in Person.objects.filter(pk__in=wanted)}
        self.documents = _by_person(Document.objects.filter(person__in=wanted), "number_index")
        open_contacts = ContactPoint.objects.filter(person__in=wanted, closed_at__isnull=True)
        self.contacts = _by_person(open_contacts, "kind", "value_index")
        taking_part = Participation.objects.filter(
            person__in=wanted, programme=batch.programme_id, closed_at__isnull=True
        )
        self.taking_part = set(taking_part.values_list("person_id", flat=True))

    def fill(self, row: ImportRow) -> Fill:
        """What the row would add to its candidate."""
        person = self.people[row.candidate_id]  # type: ignore[index]
        known = {name: getattr(person, name) for name in FILLABLE}
        missing, differs = compare(known, open_draft(row.draft or {}))
        return Fill(
            missing=missing,
            differs=differs,
            documents=len(self.new_documents(row)),
            contacts=len(self.new_contacts(row)),
            participation=person.pk not in self.taking_part,
        )

    def new_documents(self, row: ImportRow) -> list[dict[str, Any]]:
        """The documents of the row that its candidate does not have."""
        known = self.documents[row.candidate_id]
        return [each for each in (row.draft or {})["documents"] if (_bytes(each["number_index"]),) not in known]

    def new_contacts(self, row: ImportRow) -> list[dict[str, Any]]:
        """The ways of contact of the row that its candidate does not have open."""
        known = self.contacts[row.candidate_id]
        return [
            each for each in (row.draft or {})["contacts"] if (each["kind"], _bytes(each["value_index"])) not in known
        ]


def _by_person(rows: Any, *columns: str) -> defaultdict[int | None, set[tuple[Any, ...]]]:
    found: defaultdict[int | None, set[tuple[Any, ...]]] = defaultdict(set)
    for person_id, *values in rows.values_list("person_id", *columns):
        found[person_id].add(tuple(bytes(each) if isinstance(each, memoryview) else each for each in values))
    return found


def _bytes(text: str | None) -> bytes | None:
    return bytes.fromhex(text[2:]) if text else None
