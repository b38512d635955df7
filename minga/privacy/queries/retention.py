"""What has been kept long enough: found the same way for the page that announces it and the job that removes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from minga.access.models import AccessToken, FormReceipt
from minga.kernel import clock
from minga.messaging.models import Message
from minga.messaging.states import MessageState
from minga.outreach.models import Invitation
from minga.people.models import ImportBatch, ImportRow, Participation, Person
from minga.screening.models import Submission
from minga.territory.models import Municipality
from minga.training.models import Enrolment

from ..holdings import ERASED_KEY
from ..models import InactivityNotice, RightsRequest
from ..rules import clocks
from ..rules.retention import CLASSES
from .settings import days_of

WORDS: dict[str, tuple[Any, Any]] = {
    "message_bodies": (_("Texto y dirección de los mensajes"), _("Se vacían; queda que el mensaje existió")),
    "import_rows": (_("Filas de archivos aplicados"), _("Se borran; el archivo ya no se puede deshacer")),
    "sheets": (_("Archivos sin aplicar"), _("Se descartan con sus filas")),
    "drafts": (_("Registros en línea sin terminar"), _("Se borran con sus respuestas")),
    "tokens": (_("Enlaces vencidos"), _("Se borran")),
    "receipts": (_("Constancias de formularios enviados (de toda la plataforma)"), _("Se borran")),
    "inactive": (_("Personas sin actividad, ya avisadas y sin respuesta"), _("Se suprimen sus datos")),
}
MOST_COUNTED = 10_000
_UNSETTLED = (MessageState.QUEUED, MessageState.SENDING)


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A class as the page shows it: how long it is kept, and how many rows the next run lets go (at most 10,000)."""

    code: str
    title: Any
    fate: Any
    setting: str
    days: int
    due: int

    @property
    def is_more(self) -> bool:
        """Whether there are more than were counted."""
        return self.due >= MOST_COUNTED


def due(code: str, municipality: Municipality, at: datetime) -> QuerySet[Any]:
    """Rows of a class that have been kept long enough at an instant, in the municipality in scope; unordered."""
    setting = next(each.setting for each in CLASSES if each.code == code)
    return _FINDERS[code](municipality, at, at - timedelta(days=_days(setting, municipality, at)))


def kept_rows(municipality: Municipality, at: datetime) -> list[KeptRow]:
    """Every class with what the next run will let go: the dry run. Two queries a class."""
    return [
        KeptRow(
            each.code,
            *WORDS[each.code],
            each.setting,
            _days(each.setting, municipality, at),
            due(each.code, municipality, at)[:MOST_COUNTED].count(),
        )
        for each in CLASSES
    ]


def inactive_people(municipality: Municipality, at: datetime) -> QuerySet[Person]:
    """People with nothing new for the months of the setting `keep_inactive_months`, and not told yet; by id."""
    on = clock.day_in_zone(at, municipality.time_zone)
    months = days_of("keep_inactive_months", municipality=municipality, on=on)
    since = at - (on - clocks.months_before(on, months))
    own = {"person": OuterRef("pk")}
    recent: tuple[QuerySet[Any], ...] = (
        Participation.objects.filter(Q(opened_at__gte=since) | Q(closed_at__gte=since), **own),
        Submission.objects.filter(saved_at__gte=since, **own),
        Invitation.objects.filter(Q(invited_at__gte=since) | Q(answered_at__gte=since), **own),
        Enrolment.objects.filter(Q(held_at__gte=since) | Q(confirmed_at__gte=since) | Q(ended_at__gte=since), **own),
        RightsRequest.objects.filter(Q(received_at__gte=since) | Q(answered_at__isnull=True), **own),
        InactivityNotice.objects.filter(Q(kept_at__isnull=True) | Q(kept_at__gte=since), **own),
    )
    found = Person.objects.filter(registered_at__lt=since).exclude(name_key=ERASED_KEY)
    for rows in recent:
        found = found.filter(~Exists(rows))
    return found.order_by("registered_at", "id")


def waiting_notices() -> QuerySet[InactivityNotice]:
    """Who was told and may still ask to be kept, the nearest day first."""
    return InactivityNotice.objects.filter(kept_at__isnull=True).select_related("person").order_by("erase_after", "id")


def _days(setting: str, municipality: Municipality, at: datetime) -> int:
    return days_of(setting, municipality=municipality, on=clock.day_in_zone(at, municipality.time_zone))


def _message_bodies(municipality: Municipality, at: datetime, before: datetime) -> QuerySet[Any]:
    old = Message.objects.filter(queued_at__lt=before).exclude(state__in=_UNSETTLED)
    return old.extra(where=["octet_length(messaging_message.body) > 0"])


def _import_rows(municipality: Municipality, at: datetime, before: datetime) -> QuerySet[Any]:
    return ImportRow.objects.filter(batch__applied_at__lt=before)


def _sheets(municipality: Municipality, at: datetime, before: datetime) -> QuerySet[Any]:
    return ImportBatch.objects.filter(staged_at__lt=before, applied_at__isnull=True, discarded_at__isnull=True)


def _drafts(municipality: Municipality, at: datetime, before: datetime) -> QuerySet[Any]:
    return Submission.objects.filter(saved_at__lt=before, finished_at__isnull=True, person__isnull=True)


def _tokens(municipality: Municipality, at: datetime, before: datetime) -> QuerySet[Any]:
    return AccessToken.objects.filter(municipality=municipality, expires_at__lt=before)


def _receipts(municipality: Municipality, at: datetime, before: datetime) -> QuerySet[Any]:
    return FormReceipt.objects.filter(at__lt=before)


def _inactive(municipality: Municipality, at: datetime, before: datetime) -> QuerySet[Any]:
    today = clock.day_in_zone(at, municipality.time_zone)
    return InactivityNotice.objects.filter(kept_at__isnull=True, erase_after__lt=today)


_FINDERS: dict[str, Callable[[Municipality, datetime, datetime], QuerySet[Any]]] = {
    "message_bodies": _message_bodies,
    "import_rows": _import_rows,
    "sheets": _sheets,
    "drafts": _drafts,
    "tokens": _tokens,
    "receipts": _receipts,
    "inactive": _inactive,
}
