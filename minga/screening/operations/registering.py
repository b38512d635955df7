"""Self-registration: from answers to a registered person with a valued interview."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from minga.kernel.actor import Actor, system_actor
from minga.kernel.phones import read_phone
from minga.kernel.refusals import Refusal, Refused
from minga.people.operations import register_person
from minga.people.rules.entry import ContactEntry, DocumentEntry, PersonEntry
from minga.people.states import ContactKind, Origin, PopulationGroup, Sex
from minga.programmes.queries import programme_of
from minga.screening.models import Submission
from minga.screening.operations.submissions import finish_submission
from minga.screening.queries import loaded
from minga.screening.queries.answers import draft_answers, person_questions
from minga.screening.rules.instrument import CODE_DECLINED

_KIND_OF_CHANNEL = {
    "whatsapp": ContactKind.WHATSAPP,
    "call": ContactKind.PHONE,
    "sms": ContactKind.SMS,
}
"""Channels of the default workbook that a phone number serves."""
_NO_DOCUMENT = ("", "sin_documento", CODE_DECLINED)


@transaction.atomic
def finish_self_registration(*, submission: Submission, actor: Actor, at: datetime) -> Submission:
    """Register who answered and end the interview; all or nothing, and only once.

    The person is written by the people area in the name of the programme, since the public may not. Refuses what
    `register_person` and `finish_submission` refuse, and `no_name` when the workbook does not ask for one.
    """
    if submission.finished_at is not None:
        return submission
    answers = draft_answers(submission)
    said = {field: answers.get(name, "") for name, field in _fields(submission).items()}
    if not said.get("given_names"):
        raise Refused(Refusal("no_name", _("Falta su nombre para registrarle.")))
    programme = programme_of(submission.municipality)
    if programme is None:
        raise Refused(Refusal("no_programme", _("Este municipio aún no tiene un programa abierto.")))
    person = register_person(
        entry=person_entry(said=said, answers=answers),
        programme=programme,
        origin=Origin.SELF,
        actor=system_actor(submission.municipality_id, label=str(_("Registro en línea"))),
        at=at,
        public_id=submission.public_id,
    )
    return finish_submission(submission=submission, person=person, actor=actor, at=at)


def _fields(submission: Submission) -> dict[str, str]:
    return person_questions(loaded(submission.version).instrument)


def person_entry(*, said: Mapping[str, Any], answers: Mapping[str, Any]) -> PersonEntry:
    """What was said about the person (`said`: by field of the record) as the people area registers it.

    A phone that cannot be read as a number is left out; the form has asked for another one before (`AnswersForm`).
    """
    return PersonEntry(
        given_names=said["given_names"],
        surnames=said.get("surnames", ""),
        sex=said["sex"] if said.get("sex") in Sex.values else Sex.UNDISCLOSED,
        birth_date=_day(said.get("birth_date", "")),
        nationality=_nationality(said),
        population_group=_population(said),
        arrived_country_on=_day(said.get("residence_country_since", "")),
        resides_zone_since=_day(said.get("residence_zone_since", "")),
        documents=_documents(said),
        contacts=_contacts(said, answers),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _nationality(said: Mapping[str, Any]) -> str:
    given = said.get("nationality", "")
    return given if len(given) == 2 and given.isalpha() and given != "XX" else ""


def _population(said: Mapping[str, Any]) -> str:
    if said.get("population_group") == "host":
        return PopulationGroup.HOST
    return PopulationGroup.RETURNEE if said.get("nationality") == "EC" else PopulationGroup.DESTINATION


def _documents(said: Mapping[str, Any]) -> tuple[DocumentEntry, ...]:
    kind, number = said.get("document_kind", ""), said.get("document_number", "")
    if kind in _NO_DOCUMENT or not number:
        return ()
    return (DocumentEntry(kind, number),)


def _contacts(said: Mapping[str, Any], answers: Mapping[str, Any]) -> tuple[ContactEntry, ...]:
    """The phone, once for each channel that it serves, the preferred one first."""
    number = read_phone(said.get("phone", "")).e164 if said.get("phone") else ""
    if not number:
        return ()
    chosen = str(answers.get("contact_channels", "")).split()
    first = answers.get("contact_first", "")
    chosen.sort(key=lambda channel: channel != first)
    kinds = [_KIND_OF_CHANNEL[channel] for channel in chosen if channel in _KIND_OF_CHANNEL] or [ContactKind.PHONE]
    return tuple(ContactEntry(kind, number) for kind in dict.fromkeys(kinds))
