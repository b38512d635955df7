"""Electoral periods: days on which the data of people must not serve a campaign (SEC-4)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.programmes.models import ElectoralPeriod, Programme
from minga.programmes.permissions import why_not_set_electoral_period
from minga.territory.models import Municipality


@transaction.atomic
def set_electoral_period(
    *,
    programme: Programme,
    municipality: Municipality | None,
    starts_on: date,
    ends_on: date,
    source: str,
    actor: Actor,
    at: datetime,
) -> ElectoralPeriod:
    """Set a period, both days included; `municipality` None means all of the programme's (SEC-4).

    The same first day again replaces last day and source. Refuses without `programme.change`, another municipality,
    `ends_before_it_starts`, and `source_needed` without the resolution or call that says the days.
    """
    refuse_if(why_not_set_electoral_period(actor, municipality.pk if municipality else None))
    if ends_on < starts_on:
        message = _("La fecha «Hasta» debe ser igual o posterior a «Desde».")
        raise Refused(Refusal(code="ends_before_it_starts", message=message))
    if not source.strip():
        message = _("Escriba qué resolución o llamado a elecciones fija estas fechas.")
        raise Refused(Refusal(code="source_needed", message=message))
    row, _is_new = ElectoralPeriod.objects.update_or_create(
        programme=programme,
        municipality=municipality,
        starts_on=starts_on,
        defaults={"ends_on": ends_on, "source": source.strip()},
    )
    fields = ("starts_on", "ends_on", "source")
    audit.record(actor=actor, action="programmes.set_electoral_period", obj=row, fields=fields, at=at)
    return row


@transaction.atomic
def end_electoral_period(*, period: ElectoralPeriod, today: date, actor: Actor, at: datetime) -> None:
    """End a period the day before `today`; one that had not begun by then is removed. One that is over stays as it was.

    Refuses without `programme.change`, and another municipality.
    """
    refuse_if(why_not_set_electoral_period(actor, period.municipality_id))
    if period.ends_on < today:
        return
    audit.record(actor=actor, action="programmes.end_electoral_period", obj=period, fields=("ends_on",), at=at)
    if period.starts_on >= today:
        period.delete()
        return
    period.ends_on = today - timedelta(days=1)
    period.save(update_fields=["ends_on"])
