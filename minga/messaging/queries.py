"""Reading texts and the outbox."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from minga.kernel.actor import Actor
from minga.kernel.timeline import Entry
from minga.people.models import ContactPoint, Person
from minga.people.queries.consents import who_took_back
from minga.people.states import ConsentPurpose
from minga.programmes.queries import programme_of, setting
from minga.territory.models import Municipality

from .channels import all_channels, channel
from .models import Message, MessageTemplate
from .permissions import visible_messages
from .rules import timing, wording
from .rules.texts import DEFAULT_TEXTS, Text
from .states import Form, MessageState, Purpose

TEXT_LANGUAGE = "es"  # what people are written to in until a person's own language is kept


@dataclass(frozen=True)
class CityText:
    """A text as the city in scope uses it; `is_own` when it differs from the starting text."""

    purpose: Purpose
    form: Form
    language: str
    subject: str
    body: str
    is_own: bool


def texts_of_city() -> dict[tuple[str, str, str], CityText]:
    """Every text by (purpose, form, language): the city's own, else the one it starts with. One query."""
    own = {(row.purpose, row.form, row.language): row for row in MessageTemplate.objects.all()}
    texts = {}
    for key, given in DEFAULT_TEXTS.items():
        row = own.get(key)
        text = Text(row.subject, row.body) if row else given
        texts[key] = CityText(Purpose(key[0]), Form(key[1]), key[2], text.subject, text.body, row is not None)
    return texts


def written(
    texts: Mapping[tuple[str, str, str], CityText],
    purpose: str,
    form: str,
    facts: Mapping[str, str],
    language: str = TEXT_LANGUAGE,
) -> Text:
    """Subject and body with the facts filled in; `texts` from `texts_of_city`, so that a list asks once."""
    text = texts[(purpose, form, language)]
    return Text(wording.filled(text.subject, facts), wording.filled(text.body, facts))


def point_for(code: str, points: list[ContactPoint]) -> ContactPoint | None:
    """The person's open contact point that a channel uses: first by its kinds, then by the person's order."""
    known = channel(code)
    kinds = known.contact_kinds if known else ()
    usable = [point for point in points if point.closed_at is None and point.kind in kinds]
    return min(usable, key=lambda p: (kinds.index(p.kind), p.position, p.pk), default=None)


def people_who_refused_messages(person_ids: list[int], channel: str = "") -> set[int]:
    """Who withdrew the permission to get messages (on a channel, or on any) and has not given it again (CON-12)."""
    return who_took_back(person_ids, ConsentPurpose.MESSAGES, channel=channel)


def may_write_automatically(point: ContactPoint, refused: set[int]) -> bool:
    """Whether the machine may write to this point: not when it is shared, has a safe-contact note or was refused."""
    return not point.is_shared and not point.safe_note and point.person_id not in refused


def is_quiet_now(municipality: Municipality, at: datetime) -> bool:
    """Whether it is quiet hours (setting `quiet_hours`) in the municipality's own time; nothing is sent then."""
    programme = programme_of(municipality)
    if programme is None:
        return False
    local = at.astimezone(ZoneInfo(municipality.time_zone))
    value = setting("quiet_hours", on=local.date(), programme=programme, municipality_id=municipality.pk)
    return timing.is_quiet(local.time(), *timing.read_hours(value))


def machine_channels() -> list[str]:
    """Codes of the channels that the outbox sends."""
    return [code for code, each in all_channels().items() if each.is_sent_by_machine]


def due_messages(at: datetime) -> QuerySet[Message]:
    """What may leave now, oldest first."""
    return Message.objects.filter(
        state=MessageState.QUEUED, send_after__lte=at, channel__in=machine_channels()
    ).order_by("send_after", "id")


def stalled_messages(at: datetime) -> QuerySet[Message]:
    """Messages whose worker never came back: they may have left (limit: 15 minutes)."""
    return Message.objects.filter(state=MessageState.SENDING, taken_at__lte=at - timing.STALLED_AFTER)


def messages_by_state(actor: Actor, at: datetime, days: int = 30) -> dict[str, int]:
    """How many messages of the last days stand in each state."""
    recent = visible_messages(actor).filter(queued_at__gte=at - timedelta(days=days))
    counted = dict(recent.order_by().values_list("state").annotate(Count("id")))
    return {state: counted.get(state, 0) for state in MessageState.values}


def messages_in_state(actor: Actor, state: str) -> QuerySet[Message]:
    """Messages of one state (or all, for an empty one) with their person, for `read_page` newest first."""
    rows = visible_messages(actor).select_related("person", "organisation")
    return rows.filter(state=state) if state in MessageState.values else rows


def messages_about(public_ids: list[uuid.UUID]) -> dict[uuid.UUID, Message]:
    """The newest message about each object."""
    rows = Message.objects.filter(about__in=public_ids).order_by("id")
    return {row.about: row for row in rows}


def timeline_of(person: Person, actor: Actor) -> list[Entry]:
    """Messages to one person, without their text."""
    rows = visible_messages(actor).filter(person=person).order_by("-id")[:50]
    names = {code: each.name for code, each in all_channels().items()}
    return [
        Entry(
            at=row.settled_at or row.queued_at,
            kind="message",
            title=_("Mensaje por %(channel)s") % {"channel": names.get(row.channel, row.channel)},
            detail=row.get_state_display(),
        )
        for row in rows
    ]
