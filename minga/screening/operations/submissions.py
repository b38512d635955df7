"""Interviews: beginning, saving page by page, finishing; and whole ones that come from a file."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from minga.audit import operations as audit
from minga.kernel import events
from minga.kernel.actor import Actor
from minga.kernel.codes import new_code
from minga.kernel.ids import uuid7
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.people.models import Person
from minga.screening.events import SubmissionFinished
from minga.screening.models import AnswerEnvelope, InstrumentVersion, Submission
from minga.screening.operations.envelopes import answers_by_class, envelope, replace_envelopes
from minga.screening.operations.valuing import value_interviews
from minga.screening.operations.wishes import note_wishes
from minga.screening.permissions import why_not_answer, why_not_start
from minga.screening.queries import loaded, version_in_force
from minga.screening.queries.answers import draft_answers, known_questions
from minga.screening.queries.submissions import municipality_of, run_of
from minga.screening.states import Channel
from minga.territory.models import Municipality

CODE_LENGTH = 11
"""Signs of a code besides its check sign: 55 bits, so that nobody finds an interview by trying."""


@transaction.atomic
def start_submission(
    *, channel: str, actor: Actor, at: datetime, person: Person | None = None, paper_code: str = ""
) -> Submission:
    """Begin an interview under the version in force.

    For a registered person an interview that staff began and nobody finished is taken up again. `paper_code`: the code
    printed on a form that is typed in; the same one again gives the same interview. Refuses `no_instrument`, and
    `code_of_another` when an interview of somebody else has the code.
    """
    refuse_if(why_not_start(actor, channel))
    version = version_in_force()
    if version is None:
        raise Refused(Refusal("no_instrument", _("Este municipio aún no tiene un instrumento publicado.")))
    if person is not None:  # two pages that begin at once: the second waits, and takes up what the first began
        Person.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
    begun = _begun(person, channel, paper_code)
    if begun is not None:
        return begun
    municipality = municipality_of(actor)
    submission = Submission(
        municipality=municipality,
        code=paper_code or new_code(municipality.code, CODE_LENGTH),
        version=version,
        person=person,
        channel=channel,
        started_at=at,
        started_by_id=actor.account_id,
        owner_id=actor.account_id,
        saved_at=at,
    )
    try:
        with transaction.atomic():
            submission.save(force_insert=True)
    except IntegrityError:  # somebody typed the same paper in the same second
        begun = _begun(person, channel, paper_code)
        if begun is None:
            raise
        return begun
    audit.record(actor=actor, action="screening.start_submission", obj=submission, at=at)
    return submission


def _begun(person: Person | None, channel: str, paper_code: str) -> Submission | None:
    if paper_code:
        begun = Submission.objects.filter(code=paper_code).first()
        if begun is not None and (person is None or begun.person_id != person.pk):
            raise Refused(Refusal("code_of_another", _("Otra persona ya tiene una ficha con ese código. Revíselo.")))
        return begun
    if person is None:
        return None
    return Submission.objects.filter(person=person, channel=channel, finished_at__isnull=True).first()


@transaction.atomic
def save_page(
    *, submission: Submission, answers: Mapping[str, Any], page: str, actor: Actor, at: datetime
) -> Submission:
    """Keep the answers of a page, sealed, and where to go on. Saving the same again changes nothing but the hour.

    What the person's record holds is not kept twice. Answers are taken as read by `rules.answers`; they may be
    incomplete. Refuses `already_finished`.
    """
    submission = Submission.objects.select_for_update(of=("self",)).select_related("version").get(pk=submission.pk)
    refuse_if(why_not_answer(actor, submission))
    instrument = loaded(submission.version).instrument
    known = known_questions(submission.person, instrument)
    merged = {**draft_answers(submission), **answers}
    kept = {name: value for name, value in merged.items() if value != "" and name not in known}
    replace_envelopes(submission=submission, instrument=instrument, answers=kept)
    submission.saved_at, submission.page = at, page
    submission.save(update_fields=["saved_at", "page"])
    audit.record(actor=actor, action="screening.save_page", obj=submission, fields=sorted(answers), at=at)
    return submission


@transaction.atomic
def finish_submission(
    *, submission: Submission, actor: Actor, at: datetime, person: Person | None = None
) -> Submission:
    """End an interview: drop what turned out not to be asked, seal the rest, value it. Publishes SubmissionFinished.

    `person`: whom it is about, when it began without one. Finishing again changes nothing. Refuses `missing_answers`
    (with the names, in order, in `details["names"]`) and `nobody` without a person.
    """
    submission = Submission.objects.select_for_update(of=("self",)).select_related("version").get(pk=submission.pk)
    if submission.finished_at is not None:
        return submission
    refuse_if(why_not_answer(actor, submission))
    submission.person = submission.person or person
    if submission.person is None:
        raise Refused(Refusal("nobody", _("Falta saber de qué persona es esta entrevista.")))
    run = run_of(submission, at=at)
    names = tuple(fault.name for fault in run.faults(run.form.program.instrument.questions))
    if names:
        details = {"names": names, "count": len(names)}
        raise Refused(Refusal("missing_answers", _("Faltan %(count)s respuestas para terminar."), details))
    instrument = loaded(submission.version).instrument
    known = known_questions(submission.person, instrument)
    answers = _without(run.kept(), known)
    replace_envelopes(submission=submission, instrument=instrument, answers=answers)
    submission.finished_at = submission.saved_at = at
    submission.save(update_fields=["person", "finished_at", "saved_at"])
    note_wishes(told=[(submission, answers)])
    value_interviews(submission_ids=[submission.pk], version=submission.version, at=at)
    audit.record(actor=actor, action="screening.finish_submission", obj=submission, fields=("finished_at",), at=at)
    events.publish(SubmissionFinished(submission.pk, submission.person_id, submission.municipality_id, at))
    return submission


@dataclass(frozen=True, slots=True)
class Interview:
    """A whole interview from a file or a generator: answers as `rules.answers` gives them."""

    person: Person
    answers: Mapping[str, Any]
    channel: str = Channel.IMPORT
    minutes: int = 0
    public_id: uuid.UUID | None = None


@transaction.atomic
def record_interviews(
    *, interviews: Iterable[Interview], version: InstrumentVersion, actor: Actor, at: datetime
) -> list[Submission]:
    """Keep and value many whole interviews at once (imports, demo): no check of completeness, one audit row for all.

    Answers to questions that the instrument does not have, or that the person's record answers, are left out.
    """
    refuse_if(why_not_start(actor, Channel.IMPORT))
    rows = list(interviews)
    instrument = loaded(version).instrument
    municipality = municipality_of(actor)
    submissions = Submission.objects.bulk_create(
        [_finished(row, version, municipality, actor, at) for row in rows], batch_size=1000
    )
    AnswerEnvelope.objects.bulk_create(
        [
            envelope(submission=submission, answers_class=answers_class, answers=answers)
            for submission, row in zip(submissions, rows, strict=True)
            for answers_class, answers in answers_by_class(
                instrument=instrument, answers=_without(row.answers, known_questions(row.person, instrument))
            ).items()
        ],
        batch_size=1000,
    )
    note_wishes(told=[(submission, row.answers) for submission, row in zip(submissions, rows, strict=True)])
    latest = {submission.person_id: submission.pk for submission in submissions}
    value_interviews(submission_ids=list(latest.values()), version=version, at=at)
    audit.record(actor=actor, action="screening.record_interviews", obj=version, result=f"{len(rows)}", at=at)
    return submissions


def _without(answers: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in answers.items() if name not in names}


def _finished(
    row: Interview, version: InstrumentVersion, municipality: Municipality, actor: Actor, at: datetime
) -> Submission:
    return Submission(
        municipality=municipality,
        public_id=row.public_id or uuid7(),
        code=new_code(municipality.code, CODE_LENGTH),
        version=version,
        person=row.person,
        channel=row.channel,
        started_at=at - timedelta(minutes=row.minutes),
        started_by_id=actor.account_id,
        saved_at=at,
        finished_at=at,
    )
