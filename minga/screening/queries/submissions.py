"""Interviews: finding them, how long they take, what they add to the expediente."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db.models import Avg, DurationField, ExpressionWrapper, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from minga.kernel.actor import Actor
from minga.kernel.clock import day_in_zone
from minga.kernel.codes import normalise_code
from minga.kernel.timeline import Entry
from minga.people.models import Person
from minga.screening.models import Assessment, InstrumentVersion, Submission
from minga.screening.permissions import visible_assessments, visible_submissions
from minga.screening.queries.answers import draft_answers, person_answers, person_questions
from minga.screening.queries.instruments import loaded
from minga.screening.rules.form import FormRun
from minga.screening.states import AssessmentState, Channel
from minga.territory.models import Municipality


def municipality_of(actor: Actor) -> Municipality:
    """The municipality the actor acts in; Municipality.DoesNotExist for an actor of none."""
    return Municipality.objects.get(pk=actor.municipality_id or 0)


def submissions_of(person: Person, actor: Actor) -> QuerySet[Submission]:
    """The person's interviews, newest first."""
    return visible_submissions(actor).filter(person=person).order_by("-started_at")


def submission_by_code(typed: str) -> Submission | None:
    """A self-registration under way, by its code as somebody typed it; None when there is none."""
    code = normalise_code(typed)
    if code is None:
        return None
    return (
        Submission.objects.select_related("version", "person", "municipality")
        .filter(code=code, channel=Channel.SELF, finished_at__isnull=True)
        .first()
    )


def opens_with(submission: Submission, birth_year: int | None) -> bool:
    """Whether a birth year opens a registration again: the one that was answered, or none when none was yet.

    So that whoever finds the code on a shared phone or a lost paper cannot go on as that person (CON-12).
    """
    questions = person_questions(loaded(submission.version).instrument)
    name = next((name for name, field in questions.items() if field == "birth_date"), "")
    said = str(draft_answers(submission).get(name) or "")[:4]
    return not said or said == str(birth_year)


def self_submission(public_id: uuid.UUID) -> Submission | None:
    """A self-registration by its public id, for the browser that is answering it (its session holds the id)."""
    return (
        Submission.objects.select_related("version", "person", "municipality")
        .filter(public_id=public_id, channel=Channel.SELF)
        .first()
    )


def own_assessment(submission: Submission) -> Assessment | None:
    """The assessment of a finished self-registration, for the page that thanks the person."""
    return submission.assessments.filter(is_current=True).first()


def run_of(submission: Submission, *, at: datetime) -> FormRun:
    """The form of an interview with its answers and what the person's record says, as of the municipality's day."""
    ready = loaded(submission.version)
    known = person_answers(submission.person, ready.instrument) if submission.person else {}
    on = day_in_zone(at, submission.municipality.time_zone)
    return ready.form.run({**draft_answers(submission), **known}, on=on, now=at)


def drafts(actor: Actor) -> QuerySet[Submission]:
    """Interviews that staff began and did not finish, last touched first."""
    return (
        visible_submissions(actor)
        .filter(finished_at__isnull=True)
        .exclude(channel=Channel.SELF)
        .select_related("person")
        .order_by("-saved_at")
    )


def ranges_of_people(size: int) -> list[tuple[int, int | None]]:
    """(after, up to) ids that part the people of the municipality in scope, `size` in each; the last has no end."""
    numbered = Person.objects.annotate(place=Window(RowNumber(), order_by="id"), rest=F("place") % size)
    ends: list[int | None] = list(numbered.filter(rest=0).order_by("id").values_list("id", flat=True))
    return list(zip([0, *[end or 0 for end in ends]], [*ends, None], strict=True))


def drafts_of(account_id: int) -> QuerySet[Submission]:
    """Interviews that an account has begun or taken over and not finished, last touched first."""
    return Submission.objects.filter(owner_id=account_id, finished_at__isnull=True).order_by("-saved_at")


def minutes_taken(version: InstrumentVersion, actor: Actor) -> float | None:
    """Mean minutes from begin to end of assisted and own interviews of a version (SCR-2); None without any."""
    took = ExpressionWrapper(F("finished_at") - F("started_at"), output_field=DurationField())
    found = (
        visible_submissions(actor)
        .filter(version=version, finished_at__isnull=False, channel__in=(Channel.ASSISTED, Channel.SELF))
        .aggregate(mean=Avg(took))
    )
    return found["mean"].total_seconds() / 60 if found["mean"] else None


def timeline(person: Person, actor: Actor) -> list[Entry]:
    """What screening adds to the expediente: interviews, advice and decisions."""
    entries = [
        Entry(
            at=submission.finished_at or submission.started_at,
            kind="screening",
            title=_("Entrevista inicial terminada") if submission.finished_at else _("Entrevista inicial empezada"),
            detail=submission.get_channel_display(),
            url_name="screening:interview",
            url_args={"public_id": submission.public_id},
        )
        for submission in submissions_of(person, actor)
    ]
    for assessment in visible_assessments(actor).filter(person=person).order_by("-computed_at"):
        is_decided = assessment.state != AssessmentState.ADVISED
        entries.append(
            Entry(
                at=assessment.decided_at or assessment.computed_at,
                kind="screening",
                title=_("Valoración confirmada") if is_decided else _("Valoración por confirmar"),
                detail=assessment.get_component_display() or assessment.get_advised_component_display(),
                url_name="screening:assessment",
                url_args={"public_id": assessment.public_id},
            )
        )
    return entries
