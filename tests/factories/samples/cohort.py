"""Samples of people, screening, training, attendance, certificates, indicators and the expediente."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from minga.access.operations import issue_token
from minga.attendance.models import Mark
from minga.audit.models import Look
from minga.audit.operations import note_look
from minga.certification.models import Certificate, Obligation
from minga.certification.states import TOKEN_PURPOSE
from minga.kernel import files
from minga.kernel.actor import Actor, system_actor
from minga.kernel.codes import new_code
from minga.people.models import Consent, ContactPoint, ImportBatch, Person, Transfer
from minga.people.rules.entry import PersonEntry
from minga.people.rules.moving import packed
from minga.screening.models import Assessment, Submission, TalkWish
from minga.screening.operations import finish_submission, load_default_version, save_page, start_submission
from minga.screening.states import Channel
from minga.territory.models import Municipality
from tests.screening.conftest import ROSA

from ..anything import make_any
from ..people import make_participation, make_person
from ..priority import NOW, make_version
from ..territory import make_municipality
from ..training import make_class, make_course, make_cycle, make_enrolment, make_facilitator, make_session
from .types import Arguments, Sample


def by_id(make: Callable[[Municipality], Any]) -> Sample:
    """A sample whose address names the public id of what `make` makes."""
    return lambda municipality: {"public_id": make(municipality).public_id}


def transfer(municipality: Municipality) -> Arguments:
    """An offer that this municipality made to a third one, which no test signs in to."""
    other = Municipality.objects.filter(slug="loja").first() or make_municipality("loja", "LOJ", "1101", "Loja")
    made = Transfer.objects.create(
        origin=municipality,
        destination=other,
        person_public_id=person(municipality).public_id,
        payload=json.dumps(packed(PersonEntry("Rosa"))),
        consent_how="spoken",
        consent_text="2026-11",
        offered_at=NOW,
        expires_at=NOW + timedelta(days=30),
    )
    return {"public_id": made.public_id}


def person(municipality: Municipality) -> Person:
    made = make_person(municipality)
    make_participation(made)
    return made


def belonging(model: Any, argument: str, given: Callable[[], dict[str, Any]] = dict) -> Sample:
    """A sample of something that belongs to a person: the ids of both; `given` makes what its fields must hold."""

    def make(municipality: Municipality) -> Arguments:
        owner = person(municipality)
        return {
            "public_id": owner.public_id,
            argument: make_any(model, municipality, person=owner, **given()).public_id,
        }

    return make


def scanned_sheet() -> dict[str, Any]:
    """The field that names the scanned sheet of a consent, its file stored."""
    return {"evidence_file": files.store([b"%PDF-1.4"])}


def class_with_sessions(municipality: Municipality) -> Any:
    made = make_class(municipality, is_open=True)
    make_session(made)
    make_enrolment(made)
    return made


def session(municipality: Municipality) -> Any:
    return class_with_sessions(municipality).sessions.get()


def enrolment(municipality: Municipality) -> Any:
    return class_with_sessions(municipality).enrolments.get()


def marked_session(municipality: Municipality) -> Any:
    held = session(municipality)
    make_any(Mark, municipality, session=held, enrolment=held.class_group.enrolments.get())
    return held


def obligation(municipality: Municipality) -> Any:
    return make_any(Obligation, municipality, enrolment=enrolment(municipality))


def certificate(municipality: Municipality) -> Any:
    return make_any(Certificate, municipality, enrolment=enrolment(municipality), modality="presencial")


def printed_certificate(municipality: Municipality) -> Arguments:
    """The code of a certificate as the public types it."""
    code = new_code(municipality.code, 11)
    made = make_any(Certificate, municipality, enrolment=enrolment(municipality), modality="presencial", code=code)
    issue_token(municipality=municipality, object_public_id=made.public_id, purpose=TOKEN_PURPOSE, secret=code)
    return {"code": code}


def started(municipality: Municipality) -> Submission:
    """An interview under way, with every answer."""
    actor = system_actor(municipality.pk)
    load_default_version(actor=actor, at=NOW - timedelta(days=1))
    under_way = start_submission(channel=Channel.ASSISTED, person=person(municipality), actor=actor, at=NOW)
    return save_page(submission=under_way, answers=ROSA, page="closing", actor=actor, at=NOW)


def assessment(municipality: Municipality) -> Assessment:
    done = finish_submission(submission=started(municipality), actor=system_actor(municipality.pk), at=NOW)
    return done.assessments.get()


def look(municipality: Municipality) -> Look:
    note_look(
        actor=Actor(account_id=1, roles=frozenset({"technician"}), municipality_id=municipality.pk, label="Técnica"),
        person_public_id=person(municipality).public_id,
        at=NOW,
    )
    return Look.objects.get()


def wish(municipality: Municipality) -> TalkWish:
    finish_submission(submission=started(municipality), actor=system_actor(municipality.pk), at=NOW)
    return TalkWish.objects.get()


def hours_approval(municipality: Municipality) -> Arguments:
    return {"public_id": make_class(municipality).public_id, "person_id": person(municipality).public_id}


def also(sample: Sample, **more: Any) -> Sample:
    """A sample with further words of the address."""
    return lambda municipality: sample(municipality) | more


_PERSON, _CLASS, _SESSION = by_id(person), by_id(class_with_sessions), by_id(session)
_SHEET = by_id(lambda municipality: make_any(ImportBatch, municipality, counts={"rows": 0}))
_COURSE, _CYCLE, _VERSION = by_id(make_course), by_id(make_cycle), by_id(make_version)
_SUBMISSION, _ASSESSMENT = by_id(started), by_id(assessment)
_CERTIFICATE = by_id(certificate)


def _named(area: str, sample: Sample, names: str) -> dict[str, Sample]:
    return {f"{area}:{name}": sample for name in names.split()}


SAMPLES: dict[str, Sample] = {
    **_named(
        "people",
        _PERSON,
        "person-detail reveal-identity update-person person-receipt print-receipt add-contact-point add-document "
        "set-trusted-person record-consent close-participation open-participation join-household leave-household",
    ),
    **_named(
        "people", _SHEET, "map-columns import-detail decide-rows apply-import count-import discard-import undo-import"
    ),
    "people:ask-elsewhere": by_id(person),
    "people:offer-transfer": by_id(person),
    "people:transfer-detail": transfer,
    "people:accept-transfer": transfer,
    "people:decline-transfer": transfer,
    "people:withdraw-transfer": transfer,
    "people:close-contact-point": belonging(ContactPoint, "contact_id"),
    "people:withdraw-consent": belonging(Consent, "consent_id"),
    "people:consent-evidence": belonging(Consent, "consent_id", scanned_sheet),
    "portal:person-file": _PERSON,
    "portal:who-saw": _PERSON,
    "portal:issue-card": _PERSON,
    "portal:card-print": _PERSON,
    "portal:revoke-card": _PERSON,
    "portal:review-look": by_id(look),
    "screening:interview-start": _PERSON,
    **_named("screening", _ASSESSMENT, "assessment confirm-assessment override-assessment"),
    **_named("screening", _SUBMISSION, "interview interview-finish"),
    "screening:interview-page": also(_SUBMISSION, page="closing"),
    "screening:attend-wish": by_id(wish),
    **_named("screening", _VERSION, "version-detail version-publish version-workbook paper-form"),
    "screening:self-page": lambda municipality: {"page": "closing"},
    **_named("training", _COURSE, "course-detail change-course approve-course"),
    **_named("training", _CYCLE, "cycle-detail open-cycle close-cycle plan-class"),
    **_named(
        "training",
        _CLASS,
        "class-detail opening-checklist open-class close-class grant-extra-places add-sessions assign-facilitator enrol",
    ),
    "training:except-item": also(_CLASS, item="venue"),
    "training:approve-hours": hours_approval,
    "training:certify-facilitator": by_id(make_facilitator),
    "training:confirm-place": by_id(enrolment),
    **_named("attendance", _SESSION, "session-list session-sheet enter-rows move-session cancel-session"),
    "attendance:session-changes": by_id(marked_session),
    "attendance:class-sheet": _CLASS,
    "attendance:end-enrolment": by_id(enrolment),
    **_named("certification", _CLASS, "class-standing issue-certificates class-pdf add-obligation"),
    "certification:meet-obligation": by_id(obligation),
    **_named("certification", _CERTIFICATE, "certificate-detail certificate-pdf revoke-certificate"),
    "verification:certificate": printed_certificate,
    "monitoring:indicator": lambda municipality: {"indicator": "registered"},
    "monitoring:people": lambda municipality: {"indicator": "registered"},
}
