"""A person of whom every table says something, with words that can be looked for everywhere."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from minga.access.operations import issue_token
from minga.attendance.models import Mark, MarkChange
from minga.certification.models import Certificate, Obligation
from minga.certification.states import TOKEN_PURPOSE
from minga.kernel.actor import system_actor
from minga.kernel.sealing import blind_index
from minga.outreach.models import ContactAttempt, Invitation
from minga.people import operations as people
from minga.people.models import (
    ChangeSet,
    Consent,
    ContactPoint,
    Document,
    ImportBatch,
    ImportRow,
    Person,
    TrustedPerson,
)
from minga.privacy import operations
from minga.privacy.operations.requests import Asked
from minga.referrals.models import Referral, ReferralMove
from minga.training.models import HoursApproval
from minga.training.states import ClassState
from tests.factories.anything import make_any
from tests.factories.people import make_participation, make_person
from tests.factories.priority import make_assessed, make_list
from tests.factories.training import make_class, make_enrolment, make_session

CANARY = "Quetzalcanario"


@pytest.fixture
def coordinator(actor_of: Any) -> Any:
    return actor_of("coordinator")


@pytest.fixture
def delegate(actor_of: Any) -> Any:
    return actor_of("programme_admin")


@pytest.fixture
def person(in_manta: Any) -> Person:
    made = make_person(in_manta)
    make_participation(made)
    return made


@pytest.fixture
def receive(in_manta: Any, coordinator: Any, at: Any) -> Any:
    """`receive("access", person)`: a request at the desk, identified when a person is given."""

    def make(kind: str, who: Person | None = None, moment: Any = at, **asked: Any) -> Any:
        words = {"asker": "Rosa Delgado", "reply_to": "099 123 4567", "detail": "Por favor"} | asked
        request = operations.receive_request(
            asked=Asked(kind=kind, **words), municipality=in_manta, origin="desk", actor=coordinator, at=moment
        )
        if who is None:
            return request
        return operations.identify_asker(request=request, person=who, how="document", actor=coordinator, at=moment)

    return make


@pytest.fixture
def full_person(in_manta: Any, system: Any, at: Any) -> Any:
    """Rows in every table that refers to a person, each free text and each sealed value with the canary."""
    word = CANARY
    person = make_assessed(
        in_manta, "0.5", given_names=f"{word}nombre", surnames=f"{word}apellido", known_as=f"{word}apodo",
        address=f"{word} calle", migratory_condition=f"{word} condición", gender_identity=f"{word} identidad",
        access_needs=f"{word} necesidad", safe_contact_note=f"{word} nota", birth_date=date(1987, 3, 9),
    )  # fmt: skip
    own = {"person": person}
    index = blind_index("document", f"{word}1712345678")
    phone = blind_index("phone", f"{word}+593991234567")
    make_any(Document, in_manta, **own, number=f"{word}1712345678", number_index=index, kind="cedula")
    make_any(ContactPoint, in_manta, **own, value=f"{word}+593", value_index=phone, safe_note=word)
    make_any(TrustedPerson, in_manta, **own, name=word, phone=word, relationship=word, may_be_told=word)
    consent = make_any(Consent, in_manta, **own, witness=word, representative=word)
    referral = make_any(Referral, in_manta, **own, consent=consent, need_text=word, state="sent")
    make_any(ReferralMove, in_manta, referral=referral, note=word, state="sent")
    batch = make_any(ImportBatch, in_manta, counts={}, applied_at=at)
    row = {
        "shown_name": word,
        "name_tokens": word.lower(),
        "remarks": word,
        "changes": {"a": word},
        "draft": {"b": word},
    }
    make_any(ImportRow, in_manta, batch=batch, **own, **row, document_index=index, phone_index=phone)
    make_any(ImportRow, in_manta, batch=batch, **row, document_index=index, row_no=2)  # the same person, not linked
    make_any(ChangeSet, in_manta, batch=batch, **own, before=word)
    ranked_list = make_list(in_manta)
    place = ranked_list.places.get(person=person)
    class_group = make_class(in_manta, is_open=True)
    session = make_session(class_group)
    enrolment = make_enrolment(class_group, person=person, note=word)
    mark = make_any(Mark, in_manta, session=session, enrolment=enrolment, state="attended", minutes=120)
    make_any(MarkChange, in_manta, mark=mark, reason=word)
    make_any(Obligation, in_manta, enrolment=enrolment, text=word)
    certificate = make_any(
        Certificate, in_manta, enrolment=enrolment, name=f"{word} completo", code="MAN-CERT-1", modality="presencial",
        revoked_at=at, revoke_reason=f"El nombre de {word} estaba mal",
    )  # fmt: skip
    issue_token(municipality=in_manta, object_public_id=certificate.public_id, purpose=TOKEN_PURPOSE, secret="s")
    make_any(HoursApproval, in_manta, participation=person.participations.get(), reason=word)
    invitation = make_any(Invitation, in_manta, **own, place=place)
    message = _message(in_manta, person, at)
    make_any(ContactAttempt, in_manta, invitation=invitation, message=message, next_step=word)
    class_group.state = ClassState.CLOSED
    class_group.save()
    people.close_participation(
        participation=person.participations.get(), end="graduated", note=word, actor=system, at=at
    )
    person.refresh_from_db()
    return SimpleNamespace(person=person, certificate=certificate, enrolment=enrolment, mark=mark)


def _message(municipality: Any, person: Person, at: Any) -> Any:
    from minga.messaging.operations import enqueue

    return enqueue(
        person=person, contact_point=person.contact_points.get(), channel="email", purpose="invitation",
        about=person.public_id, subject=CANARY, body=CANARY, dedupe_key="canary", at=at,
        actor=system_actor(municipality.pk),
    )  # fmt: skip
