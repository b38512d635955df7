"""A few permissions, requests about people's own data, and complaints in each city."""

from __future__ import annotations

from datetime import datetime, timedelta

from minga.feedback.operations import answer_complaint, send_complaint
from minga.feedback.states import ComplaintDecision, ComplaintKind
from minga.kernel.actor import Actor, public_actor, system_actor
from minga.people.consent_texts import VERSIONS
from minga.people.models import Person
from minga.people.operations import record_consent, withdraw_consent
from minga.people.states import ConsentHow, ConsentPurpose, WithdrawnHow
from minga.privacy import operations
from minga.privacy.operations import Asked
from minga.privacy.states import Decision, IdentityHow, RequestKind, RequestOrigin
from minga.territory.models import Municipality

PURPOSES = (ConsentPurpose.IMAGE, ConsentPurpose.RESEARCH, ConsentPurpose.MESSAGES, ConsentPurpose.JOB_BOARD)
WANTED = 8


def seed_rights(*, municipality: Municipality, technician: Actor, coordinator: Actor, at: datetime) -> None:
    """Consents of some people, one taken back; requests at every step; a complaint that waits and one answered."""
    people = list(Person.objects.exclude(birth_date=None).order_by("id")[:WANTED])
    if len(people) < WANTED:
        return  # a small demonstration has too few people in this city to show it on
    for person, purpose in zip(people, PURPOSES, strict=False):
        consent = record_consent(
            person=person, purpose=purpose, text_version=VERSIONS[-1], how=ConsentHow.SIGNED, actor=technician,
            at=at - timedelta(days=20),
        )  # fmt: skip
    withdraw_consent(consent=consent, actor=technician, at=at - timedelta(days=2), how=WithdrawnHow.PHONE)
    _requests(municipality, people, coordinator, at)
    _complaints(municipality, at)


def _requests(municipality: Municipality, people: list[Person], coordinator: Actor, at: datetime) -> None:
    asked = (
        (RequestKind.ACCESS, people[4], 13, {}, None),
        (RequestKind.RECTIFICATION, people[5], 4, {"disputed": ("birth_date",)}, None),
        (RequestKind.OBJECTION, people[6], 9, {"objected": (ConsentPurpose.IMAGE,)}, Decision.GRANTED),
    )
    for kind, person, days, more, decision in asked:
        moment = at - timedelta(days=days)
        words = Asked(kind=kind, asker=str(person), reply_to="En la oficina", detail="Por favor", **more)
        request = operations.receive_request(
            asked=words, municipality=municipality, origin=RequestOrigin.DESK, actor=coordinator, at=moment
        )
        operations.identify_asker(
            request=request, person=person, how=IdentityHow.DOCUMENT, actor=coordinator, at=moment
        )
        if decision:
            operations.answer_request(
                request=request, decision=decision, answer="Ya no se usará su imagen.", actor=coordinator,
                at=moment + timedelta(days=3),
            )  # fmt: skip
    operations.receive_request(
        asked=Asked(kind=RequestKind.PORTABILITY, asker=str(people[7]), reply_to="En la oficina"),
        municipality=municipality,
        origin=RequestOrigin.PUBLIC,
        actor=public_actor(municipality.pk),
        at=at - timedelta(days=1),
    )


def _complaints(municipality: Municipality, at: datetime) -> None:
    answered = send_complaint(
        municipality=municipality, kind=ComplaintKind.COURSE, at=at - timedelta(days=12),
        words="El aula queda lejos y no hay bus de noche.",
    )  # fmt: skip
    answer_complaint(
        complaint=answered, decision=ComplaintDecision.CHANGED, actor=system_actor(municipality.pk),
        answer="Gracias por avisar. El próximo ciclo termina a las 18:00.", change="Horario del ciclo",
        at=at - timedelta(days=6),
    )  # fmt: skip
    send_complaint(
        municipality=municipality, kind=ComplaintKind.TREATMENT, at=at - timedelta(days=1),
        words="Me hicieron esperar dos horas y nadie me explicó por qué.",
    )  # fmt: skip
