"""What people permitted: the one place that messages, calls, referrals and exports ask."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from minga.kernel import clock
from minga.organisations.models import Organisation
from minga.programmes.queries import programme_of, setting
from minga.programmes.rules import DEFAULTS

from ..models import Consent, Person


def holds(
    person: Person, purpose: str, *, at: datetime, partner: Organisation | None = None, channel: str = ""
) -> bool:
    """Whether the person has permitted a purpose at an instant; one query.

    Sharing counts only for the partner it was given for. A consent to messages on every channel covers each of them.
    """
    return bool(who_permit([person.pk], purpose, at=at, partner=partner, channel=channel))


def who_permit(
    person_ids: Iterable[int], purpose: str, *, at: datetime, partner: Organisation | None = None, channel: str = ""
) -> set[int]:
    """Which of these people have permitted a purpose at an instant; one query, however many they are."""
    rows = _of(purpose, partner).filter(person_id__in=list(person_ids), given_at__lte=at)
    rows = rows.filter(Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=at))
    if channel:
        rows = rows.filter(channel__in=("", channel))
    return set(rows.values_list("person_id", flat=True))


def who_took_back(person_ids: Iterable[int], purpose: str, *, channel: str = "") -> set[int]:
    """Which of these people permitted a purpose once, took it back and have not given it again; one query.

    For what the service itself may do without consent, and stops when somebody says no (CON-12).
    """
    rows = _of(purpose, None).filter(person_id__in=list(person_ids))
    if channel:
        rows = rows.filter(channel__in=("", channel))
    said = list(rows.values_list("person_id", "withdrawn_at"))
    return {person for person, withdrawn in said if withdrawn} - {person for person, withdrawn in said if not withdrawn}


def _of(purpose: str, partner: Organisation | None) -> QuerySet[Consent]:
    return Consent.objects.filter(purpose=purpose, partner=partner)


def own_consent_age(person: Person, at: datetime) -> int:
    """From how many years a person consents alone: setting `own_consent_age` of that day."""
    programme = programme_of(person.municipality)
    if programme is None:
        return int(DEFAULTS["own_consent_age"])
    on = clock.day_in_zone(at, person.municipality.time_zone)
    return int(setting("own_consent_age", on=on, programme=programme, municipality_id=person.municipality_id))
