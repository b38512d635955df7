"""Refreshing the stored figures of the municipality in scope."""

from __future__ import annotations

import secrets
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet

from minga.kernel.sealing import blind_index
from minga.people.models import Document, Person
from minga.programmes.models import Programme
from minga.programmes.queries import setting
from minga.territory.models import Municipality

from . import queries, rules
from .models import IndicatorCell, Pseudonym, Refresh, Release
from .queries.counting import identities_after
from .states import Indicator

_BATCH = 2_000
COMPARED = 400
"""Earlier releases that a new one is compared with: a year and more of daily ones."""


@transaction.atomic
def refresh_figures(*, municipality: Municipality, programme: Programme, at: datetime, force: bool = False) -> bool:
    """Count every indicator of a municipality anew, unless nothing was audited there since the last time.

    Must run inside the municipality's scope. Returns whether it counted. Concurrent calls queue on the Refresh row.
    Not audited itself: it changes no fact.
    """
    Refresh.objects.bulk_create([Refresh(municipality=municipality, computed_at=at)], ignore_conflicts=True)
    state = Refresh.objects.select_for_update().get(municipality=municipality)
    newest = queries.newest_audit_row(municipality)
    if state.audit_seen == newest and newest and not force:
        return False
    IndicatorCell.objects.filter(municipality=municipality, programme=programme).delete()
    IndicatorCell.objects.bulk_create(queries.count_cells(municipality, programme))
    state.person_seen = _count_once(municipality, programme, state.person_seen)
    state.computed_at, state.audit_seen = at, newest
    state.save()
    if not Release.objects.filter(municipality=municipality, programme=programme).exists():
        publish_figures(municipality=municipality, programme=programme, at=at)
    return True


@transaction.atomic
def publish_figures(*, municipality: Municipality, programme: Programme, at: datetime) -> int:
    """Release each indicator that has changed and may follow all that was published before, for readers who do not
    serve the people of the city; says how many.

    One that may not follow keeps its last release until more persons came or left: two publications must not tell of
    the few in between. Not audited itself: it changes no fact.
    """
    published = 0
    small_cell = int(setting("small_cell", on=at.date(), programme=programme, municipality_id=municipality.pk))
    known = Release.objects.filter(municipality=municipality, programme=programme).order_by("-taken_at")
    for indicator in Indicator.values:
        earlier = list(known.filter(indicator=indicator)[:COMPARED])
        table = queries.live_table(municipality, programme, indicator)
        written = _written(table)
        if earlier and earlier[0].table == written:
            continue
        may = rules.may_publish(
            table,
            [queries.opened(each) for each in earlier],
            is_share_of_persons=indicator in queries.SHARES_OF_PERSONS,
            threshold=small_cell,
            relatives=[queries.opened(each) for each in _relatives(known, indicator)],
        )
        if may:
            Release.objects.create(
                municipality=municipality, programme=programme, indicator=indicator, taken_at=at, table=written
            )
            published += 1
    return published


def _relatives(known: QuerySet[Release], indicator: str) -> list[Release]:
    """Earlier releases of other indicators over the same persons."""
    if indicator not in queries.SAME_PERSONS:
        return []
    return list(known.filter(indicator__in=queries.SAME_PERSONS).exclude(indicator=indicator)[:COMPARED])


def _written(table: rules.Table) -> dict[str, dict[str, list[int | None]]]:
    return {
        str(dimension): {
            key: [cell.figure.numerator, cell.figure.denominator, cell.people] for key, cell in line.items()
        }
        for dimension, line in table.items()
    }


@transaction.atomic
def forget_pseudonyms(*, person_id: int, municipality_id: int) -> int:
    """Put chance in place of a person's pseudonyms, so that figures stay and nobody can find them by a document.

    To be called while the documents are still there; another person of the city with the same document keeps theirs.
    Not audited itself: it is part of an erasure. Returns how many.
    """
    person = Person.objects.get(pk=person_id)
    indexes = {bytes(each.number_index) for each in person.documents.exclude(number_index__isnull=True)}
    others = Document.objects.filter(number_index__in=indexes).exclude(person=person)
    indexes -= {bytes(each.number_index) for each in others}
    names = [str(person.public_id), *(index.hex() for index in indexes)]
    rows = Pseudonym.objects.filter(
        municipality_id=municipality_id, value__in=[blind_index("pseudonym", name) for name in names]
    )
    for row in rows:
        row.value = secrets.token_bytes(16)
        row.save(update_fields=["value"])
    return len(rows)


def _count_once(municipality: Municipality, programme: Programme, after: int) -> int:
    """Give a pseudonym to persons not seen yet; returns the last id seen.

    Equal documents give equal pseudonyms in every city; whoever has none is counted as somebody else.
    """
    identities = identities_after(after, programme)
    while rows := list(islice(identities, _BATCH)):
        Pseudonym.objects.bulk_create(
            [
                Pseudonym(
                    municipality=municipality,
                    programme=programme,
                    value=blind_index("pseudonym", document or public_id),
                    sex=sex,
                    population=population,
                )
                for _, public_id, document, sex, population in rows
            ],
            ignore_conflicts=True,
        )
        after = rows[-1][0]
    return after
