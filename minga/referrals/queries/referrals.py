"""Reading referrals: lists by age, one with its moves, what is shared, who should be referred."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from minga.kernel import clock, phones
from minga.kernel.actor import Actor
from minga.kernel.timeline import Entry
from minga.messaging import queries as messaging
from minga.people.models import ContactPoint, Person
from minga.people.queries.consents import holds
from minga.people.states import ConsentPurpose
from minga.programmes.models import Programme, Project
from minga.screening.models import Assessment
from minga.screening.permissions import visible_assessments
from minga.screening.queries.assessments import urgent_referrals
from minga.territory.models import Municipality

from ..models import Referral, Service
from ..permissions import visible_referrals
from ..rules import sending as rules
from ..states import ReferralState, SharedField, Way

PHONES = ("phone", "whatsapp")


def referrals_in(actor: Actor, state: str = "") -> QuerySet[Referral]:
    """Referrals with person and service, for `read_page` newest first; of one state when it is known."""
    rows = visible_referrals(actor).select_related("person", "service__organisation")
    return rows.filter(state=state) if state in ReferralState.values else rows


def waiting_referrals(actor: Actor, at: datetime) -> QuerySet[Referral]:
    """Referrals whose answer is overdue, the oldest first (REM-3)."""
    rows = visible_referrals(actor).filter(state=ReferralState.SENT, due_at__lte=at)
    return rows.select_related("person", "service__organisation").order_by("due_at", "id")


@dataclass(frozen=True)
class WaitingRow:
    """A referral without answer, with how many whole days it is late."""

    referral: Referral
    days_late: int


def my_day_referrals(actor: Actor, at: datetime, limit: int = 8) -> tuple[int, list[WaitingRow]]:
    """How many referrals wait longer than they should, and the first of them; two queries."""
    rows = waiting_referrals(actor, at)
    return rows.count(), [late_row(row, at) for row in rows[:limit]]


def needs_referral(actor: Actor) -> QuerySet[Assessment]:
    """People whose confirmed component is the referral and whom nobody has referred since (REM-1); oldest first."""
    made = Referral.objects.filter(person=OuterRef("person"), sent_at__gte=OuterRef("decided_at"))
    return urgent_referrals(actor).filter(~Exists(made))


@dataclass(frozen=True)
class ReferralView:
    """A referral as its page shows it."""

    referral: Referral
    moves: list[Any]
    facts: list[tuple[Any, str]]
    days_late: int
    may_resend: bool


def referral_view(actor: Actor, public_id: Any, at: datetime) -> ReferralView | None:
    """One referral with its moves and what is shared; None when it is not visible."""
    rows = visible_referrals(actor).select_related(
        "person__sector", "service__organisation", "agreement", "link", "group", "sent_by", "consent"
    )
    row = rows.filter(public_id=public_id).first()
    if row is None:
        return None
    is_late = row.state == ReferralState.SENT
    return ReferralView(
        referral=row,
        moves=list(row.moves.select_related("by").order_by("-at", "-id")),
        facts=shared_facts(row, at),
        days_late=rules.days_late(row.due_at, at) if is_late else 0,
        may_resend=row.way == Way.LINK and row.state in (ReferralState.SENT, ReferralState.ACCEPTED),
    )


def shared_facts(referral: Referral, at: datetime) -> list[tuple[Any, str]]:
    """(words, value) of what leaves with a referral, as it is now: exactly the fields confirmed, no other.

    Empty once the consent for this partner was taken back or the agreement no longer holds. Up to three queries.
    """
    if not referral.fields or not _is_agreed(referral, at):
        return []
    if not has_consent(referral.person, referral.service, at):
        return []
    values = values_to_share(referral.person, referral.fields, at) | {SharedField.NOTE: referral.need_text}
    return [(name.label, values[name]) for name in SharedField if name in referral.fields and values.get(name)]


def _is_agreed(referral: Referral, at: datetime) -> bool:
    agreement = referral.agreement
    on = clock.day_in_zone(at, referral.municipality.time_zone)
    return agreement is not None and agreement.ended_at is None and agreement.starts_on <= on <= agreement.ends_on


def has_consent(person: Person, service: Service, at: datetime) -> bool:
    """Whether the person permits sharing with the organisation of a service; one query."""
    return holds(person, ConsentPurpose.SHARE_PARTNER, at=at, partner=service.organisation)


def values_to_share(person: Person, names: Iterable[str], at: datetime) -> dict[str, str]:
    """The values of the fields of a person that a partner would read; the explanation is the referral's own."""
    return {name: _VALUES[name](person, at) for name in names if name in _VALUES}


def _phone(person: Person, at: datetime) -> str:
    """The number to call with how to call it: one that is the person's alone first (CON-12)."""
    points = [point for point in person.contact_points.all() if point.closed_at is None and point.kind in PHONES]
    best = min(points, key=lambda point: (point.is_shared, bool(point.safe_note), point.position), default=None)
    if best is None:
        return ""
    return ". ".join([phones.shown(best.value), *_safe_notes(person, best)])


def _safe_notes(person: Person, point: ContactPoint) -> list[str]:
    notes = [note for note in (person.safe_contact_note, point.safe_note) if note]
    if point.is_shared:
        notes.append(_("Otra persona puede contestar o leer: pregunte solo por ella y no diga el motivo"))
    return notes


def _age(person: Person, at: datetime) -> str:
    born = person.birth_date
    if born is None:
        return ""
    on = clock.day_in_zone(at, person.municipality.time_zone)
    return str(on.year - born.year - ((on.month, on.day) < (born.month, born.day)))


def _children(person: Person, at: datetime) -> str:
    return "" if person.children_in_care is None else str(person.children_in_care)


_VALUES: dict[str, Callable[[Person, datetime], str]] = {
    SharedField.NAME: lambda person, at: str(person),
    SharedField.PHONE: _phone,
    SharedField.AGE: _age,
    SharedField.SEX: lambda person, at: str(person.get_sex_display()),
    SharedField.CHILDREN: _children,
    SharedField.ACCESS_NEEDS: lambda person, at: person.access_needs,
    SharedField.SECTOR: lambda person, at: str(person.sector or ""),
}


def current_assessment(actor: Actor, person: Person) -> Assessment | None:
    """The assessment that counts for a person, for who may see screening."""
    return visible_assessments(actor).filter(person=person, is_current=True).first()


def projects_of(programme: Programme | None) -> QuerySet[Project]:
    """The projects of the programme the city runs, by name."""
    return Project.objects.filter(programme=programme).order_by("name")


def late_row(row: Referral, at: datetime) -> WaitingRow:
    """A referral with how late its answer is."""
    return WaitingRow(row, rules.days_late(row.due_at, at))


def contact_ways(person: Person) -> list[tuple[Any, str, list[str]]]:
    """(kind, number, what to mind) of each open phone of a person, for the call that tells them (CON-12)."""
    points = person.contact_points.filter(closed_at__isnull=True, kind__in=PHONES)
    return [(point.get_kind_display(), point.value, _safe_notes(person, point)) for point in points]


def link_text(address: str, referral_code: str, form: str, municipality: Municipality, service: Any) -> Any:
    """Subject and body of the message that carries a link: the code, never need nor person."""
    facts = {
        "enlace": address,
        "codigo": referral_code,
        "servicio": str(service),
        "municipio": municipality.full_name,
        "telefono": municipality.office_phone,
    }
    return messaging.written(messaging.texts_of_city(), "partner_link", form, facts)


def timeline_of(person: Person, actor: Actor) -> list[Entry]:
    """Referrals of one person and each step of them; never anything of a protected case."""
    rows = visible_referrals(actor).filter(person=person).select_related("service__organisation")
    entries: list[Entry] = []
    for row in rows.prefetch_related("moves").order_by("-id")[:20]:
        link: dict[str, Any] = {"url_name": "referrals:referral-detail", "url_args": {"public_id": row.public_id}}
        where = f"{row.service} · {row.service.organisation}"
        entries += [
            Entry(
                move.at,
                "referral",
                _("Remisión: %(state)s") % {"state": move.get_state_display()},
                where,
                **link,
            )
            for move in row.moves.all()
        ]
    return entries
