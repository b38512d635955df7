"""Dated settings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.programmes.models import Programme, Setting
from minga.programmes.permissions import why_not_set
from minga.programmes.rules import limits_of_setting, what_is_wrong_with_setting
from minga.territory.models import Municipality


@transaction.atomic
def set_setting(
    *,
    programme: Programme,
    key: str,
    value: Any,
    valid_from: date,
    source: str,
    actor: Actor,
    at: datetime,
    municipality: Municipality | None = None,
) -> Setting:
    """Give a setting a value from a day on; the values before stay, so results of the past can be replayed.

    `municipality` None means all that have none of their own. The same day again replaces that day's value. Refuses
    without the right there, and a value that `rules.what_is_wrong_with_setting` names.
    """
    refuse_if(why_not_set(actor, municipality.pk if municipality else None))
    if wrong := what_is_wrong_with_setting(key, value):
        raise Refused(_in_words(key, wrong))
    row, _is_new = Setting.objects.update_or_create(
        programme=programme,
        municipality=municipality,
        key=key,
        valid_from=valid_from,
        defaults={"value": value, "source": source.strip()},
    )
    audit.record(actor=actor, action="programmes.set_setting", fields=(key,), at=at)
    return row


def _in_words(key: str, wrong: str) -> Refusal:
    if wrong == "out_of_limits":
        smallest, largest = limits_of_setting(key)
        return Refusal(
            code=wrong,
            message=_("El valor debe estar entre %(smallest)s y %(largest)s."),
            details={"smallest": smallest, "largest": largest},
        )
    if wrong == "unknown_key":
        return Refusal(code=wrong, message=_("Ese ajuste no existe."))
    return Refusal(code=wrong, message=_("El valor no es de la clase que este ajuste necesita."))
