"""Refreshing the stored figures of the municipality in scope."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

from django.db import transaction

from minga.kernel.sealing import blind_index
from minga.programmes.models import Programme
from minga.territory.models import Municipality

from . import queries
from .models import IndicatorCell, Pseudonym, Refresh
from .queries.counting import identities_after

_BATCH = 2_000


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
    return True


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
