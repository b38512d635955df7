"""Holding places for many people at once: a round calls hundreds, and each costs no statement of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.people.models import Person

from .. import rules
from ..models import ClassGroup, Enrolment
from ..permissions import why_not_enrol
from ..queries.filling import FillingFacts, filling_facts
from ..states import OCCUPYING, ClassState, CycleState, EnrolmentState
from .places import line_up


@dataclass(slots=True)
class _Room:
    """A class being filled: the seats that are taken, those just given among them."""

    class_group: ClassGroup
    taken: set[int]

    def seat(self) -> int | None:
        if self.class_group.state == ClassState.CLOSED or self.class_group.cycle.state == CycleState.CLOSED:
            return None
        return rules.first_free_seat(self.taken, self.class_group.capacity)


@transaction.atomic
def hold_places(
    *, class_groups: Sequence[ClassGroup], people: Sequence[Person], until: datetime, actor: Actor, at: datetime
) -> list[Enrolment | Refusal]:
    """For each person, in order, a place held in the first of these classes that takes them, or why none does.

    The answer ends with the last person for whom some class still had room. Classes of one municipality. The reasons
    are those of `hold_place`; refuses without `training.enrol`, and `deadline_passed`.
    """
    refuse_if(why_not_enrol(actor))
    if until <= at:
        raise Refused(rules.refusal("deadline_passed"))
    if not class_groups or not people:
        return []
    line_up(municipality_id=class_groups[0].municipality_id)
    rooms = _rooms(class_groups)
    facts = filling_facts(people, [room.class_group for room in rooms], at)
    answers: list[Enrolment | Refusal] = []
    for person in people:
        answer = _first_place(person, rooms, facts, until, at)
        if answer is None:
            break
        answers.append(answer)
    held = Enrolment.objects.bulk_create([each for each in answers if isinstance(each, Enrolment)])
    audit.record_each(actor=actor, action="training.hold_place", objs=held, fields=("state", "held_until"), at=at)
    return answers


def _rooms(class_groups: Sequence[ClassGroup]) -> list[_Room]:
    """The classes in the order given, their rows held until the transaction ends."""
    ids = [each.pk for each in class_groups]
    locked = (
        ClassGroup.objects.select_for_update(no_key=True, of=("self",))
        .select_related("cycle__programme", "course", "municipality")
        .filter(pk__in=ids)
        .order_by("pk")
    )
    rooms = {each.pk: _Room(each, set()) for each in locked}
    seats = Enrolment.objects.filter(class_group_id__in=ids, state__in=OCCUPYING)
    for class_group_id, seat in seats.values_list("class_group_id", "seat_number"):
        rooms[class_group_id].taken.add(seat)
    return [rooms[each] for each in ids]


def _first_place(
    person: Person, rooms: Sequence[_Room], facts: FillingFacts, until: datetime, at: datetime
) -> Enrolment | Refusal | None:
    """A place, why none of the classes with room takes the person, or None when none has room."""
    reason = None
    for room in rooms:
        seat, class_group = room.seat(), room.class_group
        if seat is None:
            continue
        refusal = facts.why_not(person, class_group)
        if refusal is not None:
            reason = refusal
            continue
        room.taken.add(seat)
        return Enrolment(
            municipality_id=class_group.municipality_id,
            class_group=class_group,
            person=person,
            participation=facts.participation(person, class_group),
            seat_number=seat,
            state=EnrolmentState.HELD,
            held_at=at,
            held_until=until,
        )
    return reason
