"""Reading exports."""

from __future__ import annotations

import json
import uuid
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import QuerySet

from minga.access.models import Account
from minga.access.permissions import may
from minga.access.queries import actor_for
from minga.kernel import clock
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal
from minga.kernel.tenancy import scope
from minga.programmes.queries import electoral_period
from minga.territory.models import Municipality, TenantModel
from minga.ui.formats import as_full_date

from . import rules
from .models import Export
from .permissions import visible_exports
from .registry import Column, Dataset, columns_for, dataset_of, may_read, registered
from .states import OPEN, ExportState


def datasets_for(actor: Actor) -> list[Dataset]:
    """The tables this actor may ask for without choosing first what of them (a class, an indicator)."""
    if not may(actor, "exports", "request"):
        return []
    return [each for each in registered() if each.is_offered and may_read(actor, each.right)]


def own_exports(actor: Actor) -> QuerySet[Export]:
    """What the actor asked for, newest first."""
    return visible_exports(actor).filter(requested_by_id=actor.account_id).select_related("decided_by")


def waiting_for(actor: Actor) -> QuerySet[Export]:
    """Exports of others that wait for a second person, oldest first; none for who may not approve."""
    if not may(actor, "exports", "approve"):
        return Export.objects.none()
    waiting = Export.objects.filter(state=ExportState.WAITING).exclude(requested_by_id=actor.account_id)
    return waiting.select_related("requested_by").order_by("requested_at", "id")


def open_exports_of(account_id: int) -> QuerySet[Export]:
    """Exports of an account that wait, are being made or can be downloaded, in the scope."""
    return Export.objects.filter(requested_by_id=account_id, state__in=OPEN)


@dataclass(frozen=True, slots=True)
class Shown:
    """An export in words."""

    export: Export
    dataset: Any
    parameters: str
    columns: list[Column]
    sensitive: list[Column]


def shown(export: Export, actor: Actor) -> Shown:
    """What a page says of an export; a table that is no longer offered shows its code."""
    dataset = dataset_of(export.dataset)
    if dataset is None:
        return Shown(export, export.dataset, "", [], [])
    columns = [each for each in dataset.columns if each.code in export.columns]
    words = dataset.words(actor, parameters_of(export))
    return Shown(export, dataset.label, words, columns, [each for each in columns if each.is_sensitive])


def parameters_of(export: Export) -> dict[str, str]:
    """What was chosen of the table."""
    read: dict[str, str] = json.loads(export.parameters or "{}")
    return read


def why_not_now(
    *, dataset: Dataset, reason: str, actor: Actor, municipality: Municipality, at: datetime
) -> Refusal | None:
    """The refusal of an electoral period; one query."""
    period = electoral_period(municipality, clock.day_in_zone(at, municipality.time_zone))
    ends = as_full_date(period.ends_on) if period else None
    return rules.why_not_in_elections(is_identified=dataset.is_identified, reason=reason, roles=actor.roles, ends=ends)


def requester(export: Export, at: datetime) -> Actor:
    """Who asked, with the roles they hold now."""
    account = Account.objects.filter(pk=export.requested_by_id).first()
    municipality = Municipality.objects.get(pk=export.municipality_id)
    return actor_for(account, municipality, clock.day_in_zone(at, municipality.time_zone))


def lacking_right(dataset: Dataset, columns: list[str], actor: Actor) -> Column | None:
    """The first chosen column that the actor may not take out."""
    mine = {each.code for each in columns_for(dataset, actor)}
    return next((each for each in dataset.chosen(columns) if each.code not in mine), None)


def stored_file_fields() -> list[tuple[type[models.Model], str]]:
    """Every field of every table that names a stored file: UUID fields called `file_id` or ending in `_file`."""
    return [
        (model, each.name)
        for model in apps.get_models()
        for each in model._meta.local_fields
        if isinstance(each, models.UUIDField) and (each.name == "file_id" or each.name.endswith(("_file", "_file_id")))
    ]


def named_files() -> set[uuid.UUID]:
    """Ids of the files that some row names, in every municipality."""
    found: set[uuid.UUID] = set()
    places: list[int | None] = [None, *Municipality.objects.values_list("pk", flat=True)]
    for place in places:
        with scope(place) if place is not None else nullcontext():
            for model, name in stored_file_fields():
                if issubclass(model, TenantModel) is (place is not None):
                    rows = model._default_manager.exclude(**{name: None}).values_list(name, flat=True)
                    found |= set(rows.iterator())
    return found
