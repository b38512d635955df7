"""Interviews of the demonstration: kept and valued by the operations of screening, most valuations confirmed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from minga.demo.seeding.people import CitySheet, people_by_line
from minga.kernel.actor import Actor
from minga.people.models import ImportBatch, Person
from minga.screening.models import Assessment, InstrumentVersion
from minga.screening.operations import (
    Interview,
    confirm_assessment,
    load_default_version,
    override_assessment,
    record_interviews,
)
from minga.screening.states import Channel

AT_ONCE = 2000
CHANGED = 3  # the advice that is changed by hand in each wave
REASON = "La persona explicó que ya tiene una oferta de trabajo y quiere prepararse para ella."
MINUTES = (9, 10, 11, 12, 13)


def seed_instrument(*, admin: Actor, at: datetime) -> InstrumentVersion:
    """The default workbook, in force. Must run in the scope."""
    return load_default_version(actor=admin, at=at)


def seed_interviews(
    *, sheet: CitySheet, batch: ImportBatch, version: InstrumentVersion, actor: Actor, at: datetime, share: float = 1
) -> int:
    """Keep and value the interviews of the first `share` (0 to 1) of the people of a batch; how many.

    Must run in the scope. Works in parts of 2,000: memory does not grow with the sheet.
    """
    pairs = islice(_pairs(sheet, batch), round(batch.rows.count() * share))
    count = 0
    while part := list(islice(pairs, AT_ONCE)):
        people = Person.objects.in_bulk([person_id for person_id, _ in part])
        interviews = [_interview(people[person_id], answers) for person_id, answers in part]
        record_interviews(interviews=interviews, version=version, actor=actor, at=at)
        count += len(part)
    return count


def _interview(person: Person, answers: dict[str, str | int]) -> Interview:
    channel = Channel.ASSISTED if person.pk % 3 else Channel.PAPER
    return Interview(person=person, answers=answers, channel=channel, minutes=MINUTES[person.pk % len(MINUTES)])


def _pairs(sheet: CitySheet, batch: ImportBatch) -> Iterator[tuple[int, dict[str, str | int]]]:
    """(person id, answers) of the lines of the sheet that became somebody."""
    lines = enumerate(sheet.answers())
    for wanted, person_id in people_by_line(batch):
        answers = next(answers for line, answers in lines if line == wanted)
        yield person_id, answers


def confirm_advice(*, actor: Actor, at: datetime, pending: int = 0, at_most: int | None = None) -> int:
    """Confirm the first advice (`at_most`, or all but the last `pending`), changing one with a reason; how many."""
    advised = Assessment.objects.filter(is_current=True, state="advised").exclude(advised_component="").order_by("pk")
    rows = list(advised.select_related("submission", "person")[:at_most])
    chosen = rows[: max(0, len(rows) - pending)]
    for index, assessment in enumerate(chosen):
        decided_at = at + timedelta(seconds=40 * index)
        if index == CHANGED and assessment.advised_component != "employment":
            override_assessment(
                assessment=assessment, component="employment", reason=REASON, actor=actor, at=decided_at
            )
        else:
            confirm_assessment(assessment=assessment, actor=actor, at=decided_at)
    return len(chosen)
