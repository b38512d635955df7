"""Reading attendance: the list of a session, minutes per enrolment, who began."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from minga.kernel import clock, codes
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal
from minga.kernel.timeline import Entry
from minga.people.models import Person
from minga.training.models import ClassGroup, Enrolment, Session
from minga.training.permissions import visible_enrolments, visible_sessions
from minga.training.queries import my_day_sessions, roster_of, sessions_on
from minga.training.states import ClassState, EnrolmentState

from . import rules
from .models import Mark, MarkChange
from .permissions import why_not_mark_session
from .states import PRESENT, MarkState

_LIST_TAKEN = Exists(Mark.objects.filter(session=OuterRef("pk")))


@dataclass(frozen=True, slots=True)
class ListRow:
    """A line of a class list: what a facilitator may know of a person, and their mark in this session."""

    enrolment: Enrolment
    row_number: int
    short_name: str
    access_needs: str
    mark: Mark | None

    @property
    def state(self) -> str:
        """The state of the mark, empty when there is none."""
        return self.mark.state if self.mark else ""


def list_of(session: Session) -> list[ListRow]:
    """The class list of a session: everybody confirmed, and whoever left with a mark in it. Two queries."""
    marks = {
        mark.enrolment_id: mark for mark in Mark.objects.filter(session=session).select_related("enrolment__person")
    }
    enrolments = {row.pk: row for row in roster_of(session.class_group)}
    for mark in marks.values():
        enrolments.setdefault(mark.enrolment_id, mark.enrolment)
    ordered = sorted(enrolments.values(), key=lambda row: (row.row_number or 0, row.pk))
    names = rules.class_names([(r.person.given_names, r.person.surnames, r.person.known_as) for r in ordered])
    return [
        ListRow(
            enrolment=row,
            row_number=row.row_number or 0,
            short_name=name,
            access_needs=row.person.access_needs,
            mark=marks.get(row.pk),
        )
        for row, name in zip(ordered, names, strict=True)
    ]


def seen_marks(rows: Iterable[ListRow]) -> str:
    """The marks of a list as its form carries them, so that a later save knows what was seen."""
    return rules.seen_text((row.row_number, row.mark.state, row.mark.minutes) for row in rows if row.mark)


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A line as the page shows it: what is stored, or what was just typed."""

    row: ListRow
    state: str
    minutes: str


def shown_rows(rows: Iterable[ListRow], typed: Mapping[str, str]) -> list[ShownRow]:
    """Lines of a list with what was typed in a form that is shown again; minutes only of a late arrival."""
    shown = []
    for row in rows:
        key = row.enrolment.public_id
        stored = str(row.mark.minutes) if row.mark and row.mark.state == MarkState.LATE else ""
        shown.append(ShownRow(row, typed.get(f"mark-{key}", "") or row.state, typed.get(f"minutes-{key}", stored)))
    return shown


def sessions(actor: Actor) -> QuerySet[Session]:
    """Sessions the actor may see, with what a page on one shows."""
    return visible_sessions(actor).select_related(
        "class_group__course", "class_group__cycle", "class_group__facilitator", "venue", "facilitator", "municipality"
    )


def session_by_code(actor: Actor, code: str) -> Session | None:
    """The session whose sheet carries this code, as somebody typed it."""
    normalised = codes.normalise_code(code)
    return sessions(actor).filter(code=normalised).first() if normalised else None


def lists_on(actor: Actor, day: date) -> QuerySet[Session]:
    """Sessions of a day of the municipality's calendar, each with whether its list was taken."""
    return with_lists(sessions_on(actor, day))


def why_not_take_list(session: Session, at: datetime) -> Refusal | None:
    """Why nobody may take the list of a session at an instant."""
    zone = session.municipality.time_zone
    return rules.why_not_mark(
        class_is_open=session.class_group.state != ClassState.PLANNED,
        is_cancelled=session.cancelled_at is not None,
        session_on=clock.day_in_zone(session.starts_at, zone),
        today=clock.day_in_zone(at, zone),
    )


def why_not_mark(actor: Actor, session: Session, at: datetime) -> Refusal | None:
    """Why this actor may not take the list of a session at an instant: who, then when."""
    return why_not_mark_session(actor, session) or why_not_take_list(session, at)


def is_past(session: Session, at: datetime) -> bool:
    """Whether the day of the session is over: then corrections need a reason."""
    zone = session.municipality.time_zone
    return clock.day_in_zone(session.starts_at, zone) < clock.day_in_zone(at, zone)


@dataclass(frozen=True, slots=True)
class ClassTable:
    """Attendance of a whole class: its sessions, and per person the mark of each and the percent of minutes."""

    sessions: list[Session]
    rows: list[tuple[Enrolment, str, list[Mark | None], int]]


def class_table(class_group: ClassGroup) -> ClassTable:
    """Everybody confirmed in a class or gone after confirming, in order of rows. Six queries whatever its size."""
    held = list(class_group.sessions.filter(cancelled_at__isnull=True).order_by("starts_at", "id"))
    people = list(
        class_group.enrolments.exclude(row_number__isnull=True)
        .exclude(state=EnrolmentState.RELEASED)
        .select_related("person")
        .order_by("row_number")
    )
    marks, minutes = marks_by_session(class_group), minutes_of([row.pk for row in people])
    names = rules.class_names([(r.person.given_names, r.person.surnames, r.person.known_as) for r in people])
    return ClassTable(
        sessions=held,
        rows=[
            (row, name, [marks[row.pk].get(session.pk) for session in held], rules.percent(*minutes[row.pk]))
            for row, name in zip(people, names, strict=True)
        ],
    )


def changes_of(session: Session) -> QuerySet[MarkChange]:
    """Corrections of a session's marks, newest first, with whose line and by whom."""
    return (
        MarkChange.objects.filter(mark__session=session)
        .select_related("mark__enrolment__person", "changed_by", "marked_by_before")
        .order_by("-changed_at", "-id")
    )


def has_marks(session: Session) -> bool:
    """Whether attendance of a session was taken."""
    return Mark.objects.filter(session=session).exists()


def with_lists(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Sessions with `has_list`, `present` and `marked` counts, in one query."""
    return sessions.annotate(
        has_list=_LIST_TAKEN,
        present=Count("marks", filter=Q(marks__state__in=PRESENT)),
        marked=Count("marks"),
    )


def sessions_without_list(class_group: ClassGroup) -> QuerySet[Session]:
    """Sessions of a class that were not cancelled and have no mark yet."""
    return class_group.sessions.filter(~_LIST_TAKEN, cancelled_at__isnull=True)


def minutes_of(enrolment_ids: Iterable[int] | QuerySet[Any]) -> dict[int, tuple[int, int]]:
    """Minutes attended and offered per enrolment, in three queries whatever their number.

    Offered are the minutes of every session of the class whose list was taken, before the person came and after
    they left too; attended are the minutes of their marks. An enrolment without marks is there with 0.
    """
    classes = dict(Enrolment.objects.filter(pk__in=enrolment_ids).values_list("pk", "class_group_id"))
    taken = (
        Session.objects.filter(_LIST_TAKEN, cancelled_at__isnull=True, class_group__in=set(classes.values()))
        .values_list("class_group")
        .order_by("class_group")
        .annotate(total=Sum("minutes"))
    )
    offered = dict(taken)
    attended = dict(
        Mark.objects.filter(enrolment__in=list(classes))
        .values_list("enrolment")
        .order_by("enrolment")
        .annotate(total=Sum("minutes"))
    )
    return {pk: (attended.get(pk, 0), offered.get(class_id, 0)) for pk, class_id in classes.items()}


def started_ids(enrolment_ids: Iterable[int] | QuerySet[Any]) -> set[int]:
    """Which of these enrolments began: at least one session attended or late."""
    present = Mark.objects.filter(enrolment__in=enrolment_ids, state__in=PRESENT)
    return set(present.values_list("enrolment_id", flat=True).distinct())


def both_marks(pairs: Collection[tuple[Mark, Mark]]) -> list[str]:
    """For each (typed, stored) mark a sentence with both values and who stored it."""
    ids = [stored.pk for _typed, stored in pairs]
    found = Mark.objects.select_related("enrolment", "marked_by").in_bulk(ids)
    sentences = []
    for typed, stored in sorted(pairs, key=lambda pair: found[pair[1].pk].enrolment.row_number or 0):
        mark = found[stored.pk]
        words = _("Fila %(row)s: guardado «%(stored)s» (%(who)s), usted marcó «%(typed)s»")
        facts = {"row": mark.enrolment.row_number or 0, "stored": _with_minutes(mark), "typed": _with_minutes(typed)}
        sentences.append(words % {**facts, "who": mark.marked_by or _("el sistema")})
    return sentences


def _with_minutes(mark: Mark) -> str:
    if mark.state != MarkState.LATE:
        return str(mark.get_state_display())
    return _("%(state)s, %(minutes)s minutos") % {"state": mark.get_state_display(), "minutes": mark.minutes}


def has_started(enrolment: Enrolment) -> bool:
    """Whether this person began this class."""
    return enrolment.pk in started_ids([enrolment.pk])


def marks_of(person: Person) -> QuerySet[Mark]:
    """Marks of a person in every class, newest session first."""
    return (
        Mark.objects.filter(enrolment__person=person)
        .select_related("session__class_group__course")
        .order_by("-session__starts_at", "-id")
    )


def marks_by_session(class_group: ClassGroup) -> dict[int, dict[int, Mark]]:
    """Marks of a class: enrolment id → session id → mark, in one query; for the sheet of the whole class."""
    table: dict[int, dict[int, Mark]] = defaultdict(dict)
    for mark in Mark.objects.filter(session__class_group=class_group):
        table[mark.enrolment_id][mark.session_id] = mark
    return table


def my_day_lists(actor: Actor, at: datetime) -> QuerySet[Session]:
    """Today's sessions that the actor may see, each with whether its list was taken, for "Mi día"."""
    return with_lists(my_day_sessions(actor, at))


def timeline_of(person: Person, actor: Actor) -> list[Entry]:
    """Each session of a person with how they attended, of the classes the actor may see."""
    marks = marks_of(person).filter(enrolment__in=visible_enrolments(actor))
    return [
        Entry(
            at=mark.session.starts_at,
            kind="attendance",
            title=mark.get_state_display(),
            detail=f"{mark.session.class_group.course} · {mark.session.class_group}"
            + (f" · {mark.minutes} {_('minutos')}" if mark.state == MarkState.LATE else ""),
            url_name="attendance:session-list",
            url_args={"public_id": mark.session.public_id},
        )
        for mark in marks
    ]
