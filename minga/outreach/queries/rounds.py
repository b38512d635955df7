"""Reading rounds: who comes next, who is to be called, what a round has achieved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from minga.attendance.models import Mark
from minga.attendance.states import PRESENT
from minga.certification.models import Certificate
from minga.kernel.actor import Actor
from minga.kernel.timeline import Entry
from minga.messaging.channels import all_channels
from minga.people.models import Person
from minga.prioritisation import queries as prioritisation
from minga.prioritisation.rules import third_bounds
from minga.training.models import ClassGroup, Enrolment, Session
from minga.training.states import OCCUPYING

from ..models import ContactAttempt, Invitation, Round, RoundClass
from ..permissions import visible_invitations, visible_rounds
from ..states import REACHED, InvitationState, RoundState

ANSWERED = (InvitationState.ACCEPTED, InvitationState.DECLINED)


def rounds(actor: Actor) -> QuerySet[Round]:
    """Rounds, newest first, with how many were called, wait and accept; for `read_page`."""
    return (
        visible_rounds(actor)
        .select_related("ranked_list", "owner")
        .annotate(
            invited=Count("invitations", filter=~Q(invitations__state=InvitationState.SKIPPED)),
            pending=Count("invitations", filter=Q(invitations__state=InvitationState.PENDING)),
            accepted=Count("invitations", filter=Q(invitations__state=InvitationState.ACCEPTED)),
        )
        .order_by("-opened_at", "-id")
    )


def open_rounds_of(account_id: int) -> QuerySet[Round]:
    """Open rounds whose calls an account answers for, the newest first."""
    return Round.objects.filter(owner_id=account_id, state=RoundState.OPEN).order_by("-opened_at", "-id")


def classes_of(round_: Round) -> list[ClassGroup]:
    """The classes of a round in the order in which they are filled."""
    rows = round_.classes.select_related("class_group__course", "class_group__cycle", "class_group__venue")
    return [row.class_group for row in rows]


def classes_in_open_rounds(class_groups: Iterable[ClassGroup]) -> QuerySet[RoundClass]:
    """Which of these classes another open round fills already."""
    return RoundClass.objects.filter(class_group__in=list(class_groups), is_open=True).select_related(
        "round", "class_group"
    )


def open_round_of(class_group_id: int) -> Round | None:
    """The open round that fills a class, if any."""
    return Round.objects.filter(classes__class_group_id=class_group_id, classes__is_open=True).first()


def last_position(round_: Round) -> int:
    """How far down its list a round has come; 0 before the first person."""
    return round_.invitations.aggregate(last=Max("position"))["last"] or 0


def people_with_place(person_ids: list[int], class_groups: Iterable[ClassGroup]) -> set[int]:
    """Who of these already has a place, held or confirmed, in a cycle of these classes."""
    cycles = {each.cycle_id for each in class_groups}
    rows = Enrolment.objects.filter(person_id__in=person_ids, state__in=OCCUPYING, class_group__cycle_id__in=cycles)
    return set(rows.values_list("person_id", flat=True))


def has_begun(class_group: ClassGroup, at: datetime) -> bool:
    """Whether the class has had its first session."""
    return Session.objects.filter(class_group=class_group, cancelled_at__isnull=True, starts_at__lte=at).exists()


@dataclass(frozen=True)
class Board:
    """What a round has achieved (CON-9): people called, reached, confirmed; places free; who waits."""

    invited: int
    pending: int
    reached: int
    accepted: int
    declined: int
    silent: int
    skipped: int
    free: int
    waiting: int
    overdue: int


def _with_reach(round_: Round) -> QuerySet[Any]:
    reached = ContactAttempt.objects.filter(invitation=OuterRef("pk"), outcome__in=REACHED)
    return round_.invitations.exclude(state=InvitationState.SKIPPED).annotate(
        is_reached=Exists(reached) | Q(state__in=ANSWERED)
    )


def board_of(round_: Round, *, free: int, at: datetime) -> Board:
    """The figures of a round; `free` places of its classes come from training."""
    counted = dict(round_.invitations.order_by().values_list("state").annotate(Count("id")))
    called = _with_reach(round_)
    skipped = counted.get(InvitationState.SKIPPED, 0)
    return Board(
        invited=sum(counted.values()) - skipped,
        pending=counted.get(InvitationState.PENDING, 0),
        reached=called.filter(is_reached=True).count(),
        accepted=counted.get(InvitationState.ACCEPTED, 0),
        declined=counted.get(InvitationState.DECLINED, 0),
        silent=counted.get(InvitationState.SILENT, 0),
        skipped=skipped,
        free=free,
        waiting=round_.ranked_list.size - last_position(round_),
        overdue=called.filter(state=InvitationState.PENDING, expires_at__lte=at).count(),
    )


@dataclass(frozen=True)
class ThirdReach:
    """How far a third of the list has come, so that a leak after the list shows (PRI-2)."""

    third: int
    listed: int
    invited: int = 0
    reached: int = 0
    accepted: int = 0
    started: int = 0
    certified: int = 0


def reach_by_third(round_: Round) -> list[ThirdReach]:
    """Listed, called, reached, confirmed, started and certified people of each third (PRI-2). One query."""
    size = round_.ranked_list.size
    first, second = third_bounds(size)
    marks = Mark.objects.filter(enrolment=OuterRef("enrolment"), state__in=PRESENT)
    certificates = Certificate.objects.filter(enrolment=OuterRef("enrolment"), revoked_at__isnull=True)
    rows = (
        _with_reach(round_)
        .annotate(third=prioritisation.third_case(size), has_begun=Exists(marks), is_certified=Exists(certificates))
        .order_by("third")
        .values("third")
        .annotate(
            invited=Count("id"),
            reached=Count("id", filter=Q(is_reached=True)),
            accepted=Count("id", filter=Q(state=InvitationState.ACCEPTED)),
            started=Count("id", filter=Q(has_begun=True)),
            certified=Count("id", filter=Q(is_certified=True)),
        )
    )
    found = {row["third"]: row for row in rows}
    listed = {1: first, 2: second - first, 3: size - second}
    return [ThirdReach(**{"third": third, **found.get(third, {}), "listed": listed[third]}) for third in listed]


@dataclass(frozen=True)
class ChannelReach:
    """What a channel did in a round (CON-6): attempts, people tried and reached, answers that came by it."""

    name: Any
    attempts: int
    people: int
    reached: int
    accepted: int


def reach_by_channel(round_: Round) -> list[ChannelReach]:
    """One row a channel that was planned or used. Two queries."""
    tried = {
        row["channel"]: row
        for row in ContactAttempt.objects.filter(invitation__round=round_)
        .order_by()
        .values("channel")
        .annotate(
            attempts=Count("id"),
            people=Count("invitation", distinct=True),
            reached=Count("invitation", distinct=True, filter=Q(outcome__in=REACHED)),
        )
    }
    answers = dict(
        round_.invitations.filter(state=InvitationState.ACCEPTED)
        .order_by()
        .values_list("answer_channel")
        .annotate(Count("id"))
    )
    used = [code for code in all_channels() if code in tried or code in answers or code in round_.channels]
    return [
        ChannelReach(
            name=all_channels()[code].name,
            attempts=tried[code]["attempts"] if code in tried else 0,
            people=tried[code]["people"] if code in tried else 0,
            reached=tried[code]["reached"] if code in tried else 0,
            accepted=answers.get(code, 0),
        )
        for code in used
    ]


def decline_reasons(round_: Round) -> list[tuple[str, int]]:
    """Why people do not come, most frequent first (CON-9)."""
    rows = round_.invitations.filter(state=InvitationState.DECLINED).order_by()
    counted = rows.values_list("decline_reason").annotate(n=Count("id")).order_by("-n", "decline_reason")
    return [(code, n) for code, n in counted]


def invitations_of(round_: Round, actor: Actor, state: str = "") -> QuerySet[Invitation]:
    """Everybody whose turn came up in a round, for `read_page` by (position, id)."""
    rows = visible_invitations(actor).filter(round=round_).select_related("person", "class_group")
    return rows.filter(state=state) if state in InvitationState.values else rows


def timeline_of(person: Person, actor: Actor) -> list[Entry]:
    """Invitations and attempts of one person."""
    entries: list[Entry] = []
    names = {code: each.name for code, each in all_channels().items()}
    rows = visible_invitations(actor).filter(person=person).select_related("round", "class_group")
    for row in rows.prefetch_related("attempts").order_by("-id")[:20]:
        link: dict[str, Any] = {"url_name": "outreach:invitation-detail", "url_args": {"invitation": row.public_id}}
        detail = f"{row.round} · {row.class_group}" if row.class_group else str(row.round)
        title = _("Su turno llegó, sin cupo") if row.skip_reason else _("Llamada a un curso")
        entries.append(Entry(row.invited_at, "outreach", title, row.get_skip_reason_display() or detail, **link))
        entries += [
            Entry(
                each.at,
                "outreach",
                _("Intento de contacto: %(channel)s") % {"channel": names.get(each.channel, each.channel)},
                each.get_outcome_display(),
                **link,
            )
            for each in row.attempts.all()
        ]
        if row.answered_at:
            why = row.get_decline_reason_display()
            entries.append(Entry(row.answered_at, "outreach", row.get_state_display(), why or detail, **link))
    return entries
