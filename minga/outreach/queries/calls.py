"""Reading whom to call, with what words, and what silence still lacks."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from minga.kernel.actor import Actor
from minga.kernel.names import short_name
from minga.kernel.refusals import Refusal
from minga.messaging import queries as messaging
from minga.messaging.channels import Channel, all_channels
from minga.messaging.rules import wording
from minga.people.models import ContactPoint, Person
from minga.prioritisation.models import RankedList
from minga.territory.models import Municipality
from minga.training.models import ClassGroup, Session
from minga.ui.formats import as_instant

from .. import rules
from ..models import ContactAttempt, Invitation, Round
from ..permissions import visible_invitations
from ..states import COUNTS_AS_ATTEMPT, InvitationState, RoundState


def attempts_of(invitation_ids: Iterable[int], zone: str) -> dict[int, list[rules.Attempt]]:
    """Attempts by invitation, oldest first, as the rules read them; days are local. One query."""
    channels = all_channels()
    found: dict[int, list[rules.Attempt]] = defaultdict(list)
    rows = ContactAttempt.objects.filter(invitation_id__in=list(invitation_ids)).order_by("at", "id")
    for row in rows:
        known = channels.get(row.channel)
        day = row.at.astimezone(ZoneInfo(zone)).date()
        found[row.invitation_id].append(rules.Attempt(day, row.channel, row.outcome, bool(known and known.is_direct)))
    return found


def silent_invitations(municipality: Municipality, at: datetime) -> list[Invitation]:
    """Invitations whose deadline has passed and that the rule lets go: silence frees their places now."""
    overdue = list(
        Invitation.objects.filter(state=InvitationState.PENDING, expires_at__lte=at).order_by("expires_at", "id")
    )
    attempts = attempts_of([row.pk for row in overdue], municipality.time_zone)
    return [row for row in overdue if why_not_release(row, attempts.get(row.pk, []), at) is None]


def why_not_release(invitation: Invitation, attempts: list[rules.Attempt], at: datetime) -> Any:
    """Why silence does not free this invitation's place (`rules.why_not_release`)."""
    return rules.why_not_release(state=invitation.state, expires_at=invitation.deadline, at=at, attempts=attempts)


def _tries() -> Coalesce:
    counted = (
        ContactAttempt.objects.filter(invitation=OuterRef("pk"), outcome__in=COUNTS_AS_ATTEMPT)
        .order_by()
        .values("invitation")
        .annotate(n=Count("id"))
        .values("n")
    )
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def to_call(actor: Actor, round_: Round | None = None) -> QuerySet[Invitation]:
    """Invitations that wait for an answer, with `tries`; a call sheet reads them by (tries, position)."""
    rows = visible_invitations(actor).filter(state=InvitationState.PENDING)
    if round_ is not None:
        rows = rows.filter(round=round_)
    return _with_contacts(rows)


def _with_contacts(rows: QuerySet[Invitation]) -> QuerySet[Invitation]:
    open_points = ContactPoint.objects.filter(closed_at__isnull=True).order_by("position", "id")
    return (
        rows.annotate(tries=_tries())
        .select_related("person", "round", "class_group__course", "class_group__venue")
        .prefetch_related(Prefetch("person__contact_points", queryset=open_points), "person__trusted_people")
    )


def called_name(person: Person) -> str:
    """How a caller asks for somebody: the name they go by, else the first given name."""
    return person.known_as or (person.given_names.split() or [str(person)])[0]


def sheet_name(person: Person) -> str:
    """The short name for paper."""
    return person.known_as or short_name(person.given_names, person.surnames)


@dataclass(frozen=True)
class CallToday:
    """Somebody to call today, for «Mi día»."""

    invitation: Invitation
    name: str
    tries: int
    is_overdue: bool


def my_day_calls(actor: Actor, at: datetime, limit: int = 8) -> tuple[int, list[CallToday]]:
    """How many people wait for a call and were not tried today, and the first of them by deadline.

    Days are the municipality's. Empty for whoever may not call.
    """
    if actor.municipality_id is None:
        return 0, []
    zone = ZoneInfo(Municipality.objects.values_list("time_zone", flat=True).get(pk=actor.municipality_id))
    midnight = at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    today = ContactAttempt.objects.filter(invitation=OuterRef("pk"), at__gte=midnight, outcome__in=COUNTS_AS_ATTEMPT)
    rows = (
        visible_invitations(actor)
        .filter(~Exists(today), state=InvitationState.PENDING, round__state=RoundState.OPEN)
        .order_by("expires_at", "id")
    )
    first = rows.annotate(tries=_tries()).select_related("person", "round", "class_group")[:limit]
    return rows.count(), [
        CallToday(row, sheet_name(row.person), row.tries, bool(row.expires_at and row.expires_at <= at))
        for row in first
    ]


@translation.override(messaging.TEXT_LANGUAGE)
def facts_of(class_group: ClassGroup, municipality: Municipality) -> dict[str, str]:
    """What every text about a class says: name, content, first session, place, office (CON-3). One query.

    In the language of the text, whatever language the person at the screen reads.
    """
    first = Session.objects.filter(class_group=class_group, cancelled_at__isnull=True).order_by("starts_at").first()
    venue = class_group.venue
    office = f"{municipality.office_address} ({municipality.office_hours})" if municipality.office_hours else ""
    return {
        "curso": class_group.course.name,
        "contenido": class_group.course.description.rstrip(". "),  # the text that quotes it ends the sentence
        "inicio": local_instant(first.starts_at, municipality) if first else "",
        "lugar": ", ".join(filter(None, [venue.name, venue.address])) if venue else _("en línea"),
        "municipio": municipality.full_name,
        "telefono": municipality.office_phone,
        "oficina": office or municipality.office_address or municipality.full_name,
    }


def facts_for(invitation: Invitation, class_facts: dict[str, str], municipality: Municipality) -> dict[str, str]:
    """The facts of a class with the person's name and the deadline, in local time."""
    return {
        **class_facts,
        "nombre": called_name(invitation.person),
        "plazo": local_instant(invitation.deadline, municipality),
    }


@translation.override(messaging.TEXT_LANGUAGE)
def local_instant(at: datetime, municipality: Municipality) -> str:
    """An instant in the words of a text, in the municipality's zone."""
    with timezone.override(ZoneInfo(municipality.time_zone)):
        return as_instant(at)


@dataclass(frozen=True)
class Way:
    """A way of contacting one person: channel, the contact point it would use, the text, a link if there is one."""

    channel: Channel
    point: ContactPoint | None
    text: str
    link: str
    is_possible: bool
    revealing: tuple[str, ...] = ()


def ways_to(
    invitation: Invitation, facts: dict[str, str], texts: dict[tuple[str, str, str], messaging.CityText]
) -> list[Way]:
    """Every channel with what is needed to use it for this person; impossible ones (no such contact) say so.

    `revealing` names words that others may read on a shared phone (CON-12). Reads prefetched contact points.
    """
    points = list(invitation.person.contact_points.all())
    ways = []
    for each in all_channels().values():
        point = messaging.point_for(each.code, points)
        text = messaging.written(texts, "invitation", each.form, facts).body
        needs_point = bool(each.contact_kinds)
        ways.append(
            Way(
                channel=each,
                point=point,
                text=text,
                link=each.link(point.value, text) if point else "",
                is_possible=(point is not None or not needs_point) and each.is_ready,
                revealing=tuple(wording.revealing_words(text)) if point and point.is_shared else (),
            )
        )
    return ways


@dataclass(frozen=True)
class CallTask:
    """One line of a call sheet: whom to reach, how, what was tried, what silence still lacks (CON-2)."""

    invitation: Invitation
    name: str
    tries: int
    ways: list[Way]
    notes: list[str]
    lacks: Refusal | None
    is_overdue: bool

    @property
    def possible(self) -> list[Way]:
        """The ways that exist for this person."""
        return [way for way in self.ways if way.is_possible]

    @property
    def phone(self) -> str:
        """The number to dial, or empty for somebody without phone."""
        return next((way.point.value for way in self.ways if way.channel.code == "call" and way.point), "")


def call_tasks(invitations: list[Invitation], municipality: Municipality, at: datetime) -> list[CallTask]:
    """The lines of a call sheet for invitations of `to_call`; three queries and one a class."""
    texts = messaging.texts_of_city()
    facts = {row.class_group_id: row.class_group for row in invitations if row.class_group}
    by_class = {pk: facts_of(group, municipality) for pk, group in facts.items()}
    attempts = attempts_of([row.pk for row in invitations], municipality.time_zone)
    return [
        CallTask(
            invitation=row,
            name=sheet_name(row.person),
            tries=row.tries,  # type: ignore[attr-defined]
            ways=ways_to(row, facts_for(row, by_class[row.class_group_id], municipality), texts),
            notes=safe_notes(row.person),
            lacks=why_not_release(row, attempts.get(row.pk, []), at),
            is_overdue=bool(row.expires_at and row.expires_at <= at),
        )
        for row in invitations
    ]


def safe_notes(person: Person) -> list[str]:
    """What to mind when contacting somebody: their own instruction and those of each contact point (CON-12)."""
    notes = [person.safe_contact_note] if person.safe_contact_note else []
    for point in person.contact_points.all():
        if point.safe_note:
            notes.append(f"{point.get_kind_display()}: {point.safe_note}")
        if point.is_shared:
            notes.append(
                _("%(kind)s compartido: otra persona puede contestar o leer") % {"kind": point.get_kind_display()}
            )
    return notes


def invitation_with_contacts(actor: Actor, public_id: uuid.UUID) -> Invitation | None:
    """One invitation as a call sheet has it, whatever its state; None when it is not visible."""
    return _with_contacts(visible_invitations(actor)).filter(public_id=public_id).first()


@dataclass(frozen=True)
class AttemptRow:
    """An attempt in words."""

    attempt: ContactAttempt
    channel: Any


def attempt_rows(invitation: Invitation) -> list[AttemptRow]:
    """The attempts of one invitation, newest first, with who made them."""
    names = {code: each.name for code, each in all_channels().items()}
    rows = invitation.attempts.select_related("by")
    return [AttemptRow(row, names.get(row.channel, row.channel)) for row in rows]


@translation.override(messaging.TEXT_LANGUAGE)
def scripts_of(round_: Round, municipality: Municipality) -> list[tuple[ClassGroup, str]]:
    """What to say on the phone for each class, with a line to fill in for name and deadline: for paper."""
    texts = messaging.texts_of_city()
    blank = {"nombre": "__________", "plazo": _("día anotado en cada fila")}
    rows = round_.classes.select_related("class_group__course", "class_group__venue")
    return [
        (
            row.class_group,
            messaging.written(texts, "invitation", "spoken", facts_of(row.class_group, municipality) | blank).body,
        )
        for row in rows
    ]


def codes_without_phone(round_: Round) -> list[str]:
    """Codes of the people who wait for a call and have no phone, in alphabetic order: no turn can be read from it."""
    phones = ContactPoint.objects.filter(
        person=OuterRef("person"), closed_at__isnull=True, kind__in=all_channels()["call"].contact_kinds
    )
    rows = round_.invitations.filter(~Exists(phones), state=InvitationState.PENDING)
    return sorted(rows.values_list("person__code", flat=True))


def codes_with_place(round_: Round) -> list[tuple[ClassGroup, list[str]]]:
    """By class, the codes of who has a place or answered yes, in alphabetic order: no turn can be read from it."""
    rows = round_.invitations.filter(
        state__in=(InvitationState.PENDING, InvitationState.ACCEPTED), class_group__isnull=False
    ).select_related("class_group__course", "person")
    found: dict[ClassGroup, list[str]] = defaultdict(list)
    for row in rows.order_by("class_group_id", "person__code"):
        if row.class_group:
            found[row.class_group].append(row.person.code)
    return list(found.items())


def unreachable(ranked_list: RankedList, places: int, channels: Iterable[str]) -> int:
    """How many of the first in a list have no contact for any of the chosen channels; in person reaches everybody."""
    chosen = [all_channels()[code] for code in channels]
    if any(not each.contact_kinds for each in chosen):
        return 0
    kinds = {kind for each in chosen for kind in each.contact_kinds}
    contact = ContactPoint.objects.filter(person=OuterRef("person"), closed_at__isnull=True, kind__in=kinds)
    return ranked_list.places.filter(~Exists(contact), position__lte=places).count()
