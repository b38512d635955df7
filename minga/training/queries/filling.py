"""What filling classes needs to know of many people at once: one statement a question, not one a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Exists, Max, OuterRef, Sum

from minga.kernel import clock
from minga.kernel.refusals import Refusal
from minga.people.models import Participation, Person
from minga.programmes.models import Programme
from minga.programmes.queries import setting

from .. import rules
from ..models import ClassGroup, Enrolment, HoursApproval, Session
from ..states import OCCUPYING, EnrolmentState

PersonAndClass = tuple[int, int]
ParticipationAndLine = tuple[int, str]


@dataclass(frozen=True, slots=True)
class FillingFacts:
    """People who may get a place in some classes: what speaks for and against each."""

    participations: dict[tuple[int, int], Participation]
    """By person and programme: the open one, held until the transaction ends."""
    with_place: frozenset[PersonAndClass]
    busy: frozenset[PersonAndClass]
    taken: dict[ParticipationAndLine, Decimal]
    approved: dict[ParticipationAndLine, Decimal]
    limits: dict[int, Decimal]

    def participation(self, person: Person, class_group: ClassGroup) -> Participation | None:
        """The open participation with which a person may be in a class."""
        return self.participations.get((person.pk, class_group.cycle.programme_id))

    def why_not(self, person: Person, class_group: ClassGroup) -> Refusal | None:
        """Why this person may not get a place in this class, apart from its capacity; as for one person alone."""
        cycle = class_group.cycle
        has_place = (person.pk, class_group.pk) in self.with_place
        refusal = rules.why_not_take_place(class_state=class_group.state, cycle_state=cycle.state, has_place=has_place)
        if refusal is not None:
            return refusal
        participation = self.participation(person, class_group)
        if participation is None:
            return rules.refusal("no_participation")
        course = class_group.course
        if rules.counts_to_route(line=course.line, counts_to_limit=course.counts_to_limit):
            of = (participation.pk, course.line)
            hours = rules.RouteHours(
                self.taken.get(of, Decimal(0)), self.limits[cycle.programme_id], self.approved.get(of)
            )
            if (refusal := rules.why_not_more_hours(hours, course.hours)) is not None:
                return refusal
        if (person.pk, class_group.pk) in self.busy:
            return rules.refusal("person_busy", class_name=class_group.name)
        return None


def filling_facts(people: Sequence[Person], class_groups: Sequence[ClassGroup], at: datetime) -> FillingFacts:
    """The facts on these people and classes (with cycle, programme and course). Six statements, one more a class."""
    ids = [person.pk for person in people]
    programmes = {each.cycle.programme_id: each.cycle.programme for each in class_groups}
    open_ones = (
        Participation.objects.select_for_update(of=("self",), no_key=True)
        .filter(person_id__in=ids, programme_id__in=programmes, closed_at__isnull=True)
        .order_by("pk")
    )
    participations = {(each.person_id, each.programme_id): each for each in open_ones}
    places = Enrolment.objects.filter(person_id__in=ids, class_group__in=class_groups, state__in=OCCUPYING)
    return FillingFacts(
        participations=participations,
        with_place=frozenset(places.values_list("person_id", "class_group_id")),
        busy=frozenset((person_id, each.pk) for each in class_groups for person_id in _busy(ids, each)),
        taken=_taken([each.pk for each in participations.values()]),
        approved=_approved([each.pk for each in participations.values()]),
        limits={pk: _limit(programme, class_groups[0], at) for pk, programme in programmes.items()},
    )


def _busy(person_ids: Sequence[int], class_group: ClassGroup) -> list[int]:
    these = Session.objects.filter(
        class_group=class_group,
        cancelled_at__isnull=True,
        starts_at__lt=OuterRef("ends_at"),
        ends_at__gt=OuterRef("starts_at"),
    )
    theirs = Session.objects.filter(Exists(these), cancelled_at__isnull=True, class_group=OuterRef("class_group_id"))
    places = Enrolment.objects.filter(Exists(theirs), person_id__in=person_ids, state__in=OCCUPYING)
    return list(places.exclude(class_group=class_group).values_list("person_id", flat=True))


def _taken(participation_ids: Sequence[int]) -> dict[ParticipationAndLine, Decimal]:
    rows = Enrolment.objects.filter(
        participation_id__in=participation_ids,
        state__in=(*OCCUPYING, EnrolmentState.LEFT),
        class_group__course__counts_to_limit=True,
    ).values_list("participation_id", "class_group__course__line")
    taken: dict[ParticipationAndLine, Decimal] = defaultdict(Decimal)
    for participation_id, line, hours in rows.annotate(hours=Sum("class_group__course__hours")).order_by():
        taken[participation_id, line] += hours
    return dict(taken)


def _approved(participation_ids: Sequence[int]) -> dict[ParticipationAndLine, Decimal]:
    rows = HoursApproval.objects.filter(participation_id__in=participation_ids).values_list("participation_id", "line")
    return {(each, line): hours for each, line, hours in rows.annotate(most=Max("hours")).order_by()}


def _limit(programme: Programme, class_group: ClassGroup, at: datetime) -> Decimal:
    municipality = class_group.municipality
    value = setting(
        "route_hours_limit",
        on=clock.day_in_zone(at, municipality.time_zone),
        programme=programme,
        municipality_id=municipality.pk,
    )
    return Decimal(str(value))
