"""The comprobante: what everybody who registers takes home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from minga.kernel.names import short_name
from minga.programmes.queries import setting
from minga.territory.models import Municipality

from ..models import Person


@dataclass(frozen=True, slots=True)
class Receipt:
    """Code, next step with its day (`is_agreed`) or the last day on which we promise to call, and the office.

    `is_past`: that day is over, so nothing can be promised. `may_be_called`: who left no contact comes herself.
    """

    code: str
    short_name: str
    registered_on: date
    programme: str
    next_step_on: date
    is_agreed: bool
    is_past: bool
    may_be_called: bool
    municipality: Municipality


def receipt_of(person: Person, *, on: date | None = None) -> Receipt | None:
    """The comprobante of a person's latest participation as it is handed over on a day (the day of registration if none
    is given); None when there is no participation (undone import).
    """
    participation = person.participations.select_related("programme").order_by("-opened_at", "-pk").first()
    if participation is None:
        return None
    municipality = person.municipality
    registered_on = timezone.localdate(participation.opened_at)
    days = setting(
        "first_contact_days",
        on=registered_on,
        programme=participation.programme,
        municipality_id=municipality.pk,
    )
    next_step_on = participation.next_step_on or registered_on + timedelta(days=days)
    return Receipt(
        code=person.code,
        short_name=short_name(person.given_names, person.surnames),
        registered_on=registered_on,
        programme=participation.programme.name,
        next_step_on=next_step_on,
        is_agreed=participation.next_step_on is not None,
        is_past=next_step_on < (on or registered_on),
        may_be_called=person.contact_points.filter(closed_at__isnull=True).exists(),
        municipality=municipality,
    )
