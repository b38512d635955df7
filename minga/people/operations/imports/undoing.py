"""Taking a whole import back: what nobody touched since is reversed, the rest is listed (house.md §6)."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from minga.audit import operations as audit
from minga.audit.queries import records_that_changed
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused, refuse_if

from ...models import (
    ChangeSet,
    Consent,
    ContactPoint,
    Document,
    ImportBatch,
    ImportRow,
    Participation,
    ParticipationFunding,
    Person,
    TrustedPerson,
)
from ...permissions import why_not_undo
from ..persons import write_person

_NOT_APPLIED = _("Este archivo no está aplicado: no hay nada que deshacer.")
_ROWS_GONE = _("Ya pasó el plazo: las filas de este archivo se borraron y no se puede deshacer.")
_OWN = (Document, ContactPoint, TrustedPerson, Consent, Participation, ChangeSet)
_DATES = frozenset({"birth_date", "arrived_country_on", "resides_zone_since"})


@transaction.atomic
def undo_import(*, batch: ImportBatch, actor: Actor, at: datetime) -> ImportBatch:
    """Remove the people a batch registered and take back what it completed, unless somebody worked on them since.

    Touched means: a record of the audit after the import, or a row of any other area that names the person, their
    participation, document or contact. Touched rows stay and are marked (`is_touched`). Undoing again changes nothing.
    Refuses without `people.undo`, `not_applied`, and `rows_gone` when its rows were kept long enough and let go of.
    """
    refuse_if(why_not_undo(actor))
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.undone_at:
        return batch
    if not batch.applied_at:
        raise Refused(Refusal(code="not_applied", message=_NOT_APPLIED))
    if not batch.rows.exists():
        raise Refused(Refusal(code="rows_gone", message=_ROWS_GONE))
    touched = _touched_people(batch)
    _rows_that_wrote(batch).filter(person__in=touched).update(is_touched=True)
    reversed_count = _restore_changed(batch, touched)
    removed = _remove_registered(batch)
    batch.undone_at, batch.undone_by_id, batch.queued_at, batch.failure = at, actor.account_id, None, ""
    left = batch.rows.filter(is_touched=True).count()
    batch.counts = {**batch.counts, "removed": removed, "restored": reversed_count, "left": left}
    batch.save(update_fields=["undone_at", "undone_by", "queued_at", "failure", "counts"])
    audit.record(actor=actor, action="people.undo_import", obj=batch, at=at)
    return batch


def _rows_that_wrote(batch: ImportBatch) -> QuerySet[ImportRow]:
    wrote = Q(outcome__in=("new", "changed")) | Q(outcome="possible", decision__in=("new", "same"))
    return batch.rows.filter(wrote, person__isnull=False)


def _registered(batch: ImportBatch) -> QuerySet[ImportRow]:
    return batch.rows.filter(Q(outcome="new") | Q(outcome="possible", decision="new"), person__isnull=False)


def _touched_people(batch: ImportBatch) -> set[int]:
    """Ids of people of the batch on whom somebody worked after it was applied."""
    written = set(_rows_that_wrote(batch).values_list("person_id", flat=True))
    people = Person.objects.filter(import_rows__in=_rows_that_wrote(batch))
    later = records_that_changed(batch.municipality_id, after=batch.applied_at or batch.staged_at)
    worked_on = later.exclude(object_public_id=None).values("object_public_id")
    touched = set(people.filter(public_id__in=worked_on).values_list("pk", flat=True))
    taking_part = Participation.objects.filter(person__import_rows__in=_rows_that_wrote(batch))
    touched |= set(taking_part.filter(public_id__in=worked_on).values_list("person_id", flat=True))
    for model in (Person, Participation, Document, ContactPoint):
        touched |= _named_elsewhere(model, batch)
    return touched & written


def _named_elsewhere(model: Any, batch: ImportBatch) -> set[int]:
    """Ids of people of the batch whom a row of another area names through this model; found by the models' own keys."""
    to_person = "" if model is Person else "person__"
    found: set[int] = set()
    for relation in model._meta.related_objects:
        if relation.related_model._meta.app_label == "people":
            continue
        name = relation.field.name
        rows = relation.related_model._base_manager.filter(
            **{f"{name}__{to_person}import_rows__in": _rows_that_wrote(batch)}
        )
        found |= set(rows.values_list(f"{name}__{to_person}pk", flat=True))
    return found | _other_batches(model, batch)


def _other_batches(model: Any, batch: ImportBatch) -> set[int]:
    """People whom a later sheet completed: their rows there would lose the person."""
    if model is not Person:
        return set()
    later = ImportRow.objects.filter(batch__applied_at__gt=batch.applied_at, batch__undone_at__isnull=True)
    return set(later.filter(person__import_rows__in=_rows_that_wrote(batch)).values_list("person_id", flat=True))


def _restore_changed(batch: ImportBatch, touched: set[int]) -> int:
    """Put completed people back as they were; how many."""
    restored = 0
    for change in batch.change_sets.exclude(person__in=touched).select_related("person").order_by("pk"):
        before = json.loads(change.before or "{}")
        if before:
            write_person(change.person, {name: _as_it_was(name, value) for name, value in before.items()})
        for name, ids in change.added.items():
            getattr(change.person, name).filter(public_id__in=ids).delete()
        restored += 1
    return restored


def _as_it_was(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in _DATES and value else value


def _remove_registered(batch: ImportBatch) -> int:
    """Delete the people the batch registered and everything of theirs; how many. Keys are checked by the database."""
    rows = _registered(batch).filter(is_touched=False)
    ids = list(rows.values_list("person_id", flat=True))
    batch.rows.filter(person__in=ids).update(person=None)
    for start in range(0, len(ids), 5000):
        part = ids[start : start + 5000]
        ParticipationFunding.objects.filter(participation__person__in=part)._raw_delete("default")
        for model in _OWN:
            model.objects.filter(person__in=part)._raw_delete("default")
        ImportRow.objects.filter(candidate__in=part).update(candidate=None)
        Person.objects.filter(pk__in=part)._raw_delete("default")
    return len(ids)
