"""Asking whether a person was attended in another municipality; and people of whom nobody is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused, refuse_if

from ..models import ElsewhereQuestion, Person, Untraceable
from ..permissions import why_not_ask_elsewhere, why_not_keep_untraceable
from ..rules.elsewhere import A_DAY, CONSENT_TEXT


@transaction.atomic
def ask_elsewhere(
    *, person: Person, reason: str, is_present: bool, has_consented: bool, actor: Actor, at: datetime
) -> bool:
    """Whether somebody with a document of this person was attended in another municipality: yes or no, never where.

    The question is kept, the answer is not. Always no for whom `keep_untraceable` names, and the same work for every
    answer. Refuses without `elsewhere.ask`; `not_present`, `no_consent`, `document_needed`; `asked_too_often` after 20
    questions of the account in 24 hours, in all municipalities together: the database counts them.
    """
    refuse_if(why_not_ask_elsewhere(actor))
    if not is_present:
        raise Refused(Refusal("not_present", _("Pregúntelo solo con la persona delante de usted.")))
    if not has_consented:
        raise Refused(Refusal("no_consent", _("Sin su acuerdo no se pregunta. Atiéndala igual.")))
    if not person.documents.exists():
        message = _("Esta persona no tiene documentos anotados: no hay con qué preguntar. Atiéndala igual.")
        raise Refused(Refusal("document_needed", message))
    question = ElsewhereQuestion.objects.create(
        municipality_id=person.municipality_id,
        person=person,
        reason=reason,
        consent_text=CONSENT_TEXT,
        asked_at=at,
        asked_by_id=actor.account_id or 0,  # only accounts may ask
    )
    audit.record(actor=actor, action="people.ask_elsewhere", obj=person, fields=("documents",), at=at, purpose=reason)
    answer = _answered(question)
    if answer is None:
        message = _("Ya preguntó %(n)s veces en 24 horas, que es el máximo. Atienda a la persona sin este dato.")
        raise Refused(Refusal("asked_too_often", message, {"n": A_DAY}))
    return answer


def _answered(question: ElsewhereQuestion) -> bool | None:
    """The answer of the database to a new question; None when the account has asked too often."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_attended_elsewhere(%s)", [question.pk])
        answer: bool | None = cursor.fetchone()[0]
    return answer


@transaction.atomic
def keep_untraceable(*, person: Person, actor: Actor, at: datetime) -> None:
    """Let no other municipality learn that this person is known here; again it changes nothing.

    For the operations of cases and wishes to talk in private. The audit names no person: its list is read by more
    people than the case role. Refuses without `protected.change`.
    """
    refuse_if(why_not_keep_untraceable(actor))
    if not Untraceable.objects.filter(person=person).exists():
        write_untraceable([(person.municipality_id, person.pk)])
        audit.record(actor=actor, action="people.keep_untraceable", at=at)


def write_untraceable(people: Iterable[tuple[int, int]]) -> None:
    """Write that these (municipality, person) are not to be told of; the caller has asked, and audits it."""
    rows = [Untraceable(municipality_id=place, person_id=person) for place, person in people]
    Untraceable.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
