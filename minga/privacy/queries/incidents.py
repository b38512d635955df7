"""Who is affected by an incident, computed from the audit by account, time and action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from minga.access.models import Account, RoleAssignment
from minga.audit.models import Record
from minga.people.models import Person
from minga.territory.models import Municipality

from ..holdings import HOLDINGS
from ..models import Incident

MOST_SHOWN = 2_000


@dataclass(frozen=True, slots=True)
class Affected:
    """People whose rows were read or changed, by name; and actions on whole lists, which name nobody: look at them."""

    people: list[Person]
    count: int
    on_lists: list[tuple[str, int]]


def records_of(incident: Incident) -> QuerySet[Record]:
    """The audit rows of an incident: its municipality, time, account and actions."""
    rows = Record.objects.filter(
        municipality_id=incident.municipality_id, at__gte=incident.began_at, at__lte=incident.ended_at
    )
    if incident.account_id:
        rows = rows.filter(account_id=incident.account_id)
    begins = Q()
    for action in incident.actions:
        begins |= Q(action__startswith=action)
    return rows.filter(begins)


def affected_by(incident: Incident) -> Affected:
    """Whom an incident affects: every person whose own row, or a row about whom, an audited action names.

    One query a table of `holdings`, however many people; the first 2,000 are returned, all are counted.
    """
    records = records_of(incident)
    ids: set[int | None] = set()
    for holding in HOLDINGS:
        named = records.filter(object_table=holding.model._meta.db_table).values("object_public_id")
        rows: QuerySet[Any] = holding.model._base_manager.filter(public_id__in=named)
        ids |= set(rows.values_list(f"{holding.path}_id" if holding.path else "pk", flat=True))
    known = [pk for pk in ids if pk is not None]
    people = Person.objects.filter(pk__in=known).order_by("name_key", "id")[:MOST_SHOWN]
    return Affected(people=list(people), count=len(known), on_lists=_on_lists(records))


def accounts_here(municipality: Municipality) -> QuerySet[Account]:
    """Accounts that have or had a role in a municipality, by name."""
    here = RoleAssignment.objects.filter(Q(municipality=municipality) | Q(municipality__isnull=True))
    return Account.objects.filter(pk__in=here.values("account_id")).order_by("name", "pk")


def _on_lists(records: QuerySet[Record]) -> list[tuple[str, int]]:
    about_people = {holding.model._meta.db_table for holding in HOLDINGS}
    counted: dict[str, int] = {}
    for action in records.exclude(object_table__in=about_people).order_by().values_list("action", flat=True):
        counted[action] = counted.get(action, 0) + 1
    return sorted(counted.items())
