"""A row of any tenant table, made field by field, so that a test can speak of every table there is.

`SPECIAL` holds what a table needs beyond that (a check, a trigger): values, or a function of the municipality that
makes the row. The caller is inside the municipality's scope.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from minga.access.models import Handover
from minga.kernel.sealing import SealedTextField
from minga.messaging.models import Message
from minga.territory.models import Municipality, TenantModel

from .access import make_account
from .people import make_person
from .training import make_class, make_enrolment, make_session

_numbers = itertools.count(1)

SPECIAL: dict[str, dict[str, Any] | Callable[[Municipality], models.Model]] = {
    "training.Session": lambda municipality: make_session(make_class(municipality)),
    "training.Enrolment": lambda municipality: make_enrolment(make_class(municipality)),
    "outreach.Invitation": {"state": "skipped", "skip_reason": "busy"},
    "access.Handover": lambda municipality: _plain(
        Handover, municipality, giver=make_account(), receiver=make_account()
    ),
    "messaging.Message": lambda municipality: _plain(Message, municipality, person=make_person(municipality)),
    "privacy.ImpactAssessment": {"approved_on": date(2026, 1, 1), "review_on": date(2027, 1, 1)},
}

_VALUES: tuple[tuple[type[models.Field], Callable[[models.Field, int], Any]], ...] = (
    (SealedTextField, lambda field, number: "x"),
    (ArrayField, lambda field, number: []),
    (models.BooleanField, lambda field, number: False),
    (models.DateTimeField, lambda field, number: datetime(2026, 11, 21, 15, 0, tzinfo=UTC)),
    (models.DateField, lambda field, number: date(2026, 11, 21)),
    (models.TimeField, lambda field, number: time(18, 0)),
    (models.DecimalField, lambda field, number: 1),
    (models.UUIDField, lambda field, number: uuid4()),
    (models.FloatField, lambda field, number: 0.5),
    (models.IntegerField, lambda field, number: number),
    (models.BinaryField, lambda field, number: number.to_bytes(32, "big")),
    (models.JSONField, lambda field, number: {}),
    (models.EmailField, lambda field, number: f"x{number}@example.org"),
    (models.SlugField, lambda field, number: f"x-{number}"),
    (models.CharField, lambda field, number: f"x{number}"[: field.max_length]),
    (models.TextField, lambda field, number: f"x {number}"),
)


def make_any(model: type[models.Model], municipality: Municipality, **given: Any) -> models.Model:
    """A saved row of a model; rows it needs are made too."""
    special = SPECIAL.get(model._meta.label, {})
    if callable(special):
        return special(municipality)
    return _plain(model, municipality, **special, **given)


def _plain(model: type[models.Model], municipality: Municipality, **given: Any) -> models.Model:
    row = model(**_fields(model, municipality, given), **given)
    row.save(force_insert=True)
    return row


def _fields(model: type[models.Model], municipality: Municipality, known: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for field in model._meta.local_fields:
        if field.primary_key or field.name in known or field.has_default() or field.null:
            continue
        if field.name == "municipality":
            made["municipality"] = municipality
        elif not getattr(field, "auto_now_add", False) and not getattr(field, "auto_now", False):
            made[field.name] = _value(field, municipality)
    return made


def _value(field: models.Field, municipality: Municipality) -> Any:
    if field.is_relation:
        target = field.related_model
        if issubclass(target, TenantModel):
            return make_any(target, municipality)
        return target._base_manager.order_by("pk").first() or make_any(target, municipality)
    if field.blank and isinstance(field, models.CharField | models.TextField):
        return ""
    if field.choices:
        return field.choices[0][0]
    number = next(_numbers)
    return next(make(field, number) for kind, make in _VALUES if isinstance(field, kind))
