"""Consents: only for optional purposes; no service hangs on one (SEC-3)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from minga.audit import operations as audit
from minga.kernel import clock, events, files
from minga.kernel.actor import Actor
from minga.kernel.permission import may
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.kernel.sealing import CannotOpen
from minga.kernel.uploads.kinds import Kind, detected
from minga.organisations.models import Organisation

from ..consent_texts import VERSIONS, is_known
from ..events import ConsentWithdrawn
from ..models import Consent, Person
from ..permissions import why_not_register, why_not_see_documents
from ..queries.consents import own_consent_age
from ..rules import consent as rules
from ..states import ConsentHow, WithdrawnHow

_MISSING = {
    "partner_needed": _("Elija con qué organización se comparten los datos: una autorización por organización."),
    "partner_not_for_this": _("La organización se elige solo en «Compartir con una organización aliada»."),
    "channel_not_for_this": _("El medio se elige solo en «Recibir mensajes del programa»."),
    "witness_needed": _("Escriba el nombre de quien fue testigo de la huella."),
    "representative_needed": _("Tiene menos de %(age)s años: escriba quién le representa y autoriza."),
}
_UNKNOWN_TEXT = _("Ese texto no existe en el sistema: lea el que muestra esta página.")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows that a consent was given: who saw it, who gave it for a child, the scanned sheet."""

    witness: str = ""
    representative: str = ""
    file_id: uuid.UUID | None = None


@transaction.atomic
def record_consent(
    *,
    person: Person,
    purpose: str,
    text_version: str,
    how: str,
    actor: Actor,
    at: datetime,
    language: str = "es",
    partner: Organisation | None = None,
    channel: str = "",
    evidence: Evidence = Evidence(),
) -> Consent:
    """Note that the person agreed to a purpose, with the version of the text that was read to them.

    An open consent for the same purpose, partner and channel is returned as it is. Refuses without `people.change`, a
    text that was never shipped (`unknown_text`), and what `rules.consent.what_is_missing` names.
    """
    refuse_if(why_not_register(actor))
    if not is_known(text_version):
        raise Refused(Refusal("unknown_text", _UNKNOWN_TEXT))
    _refuse_incomplete(person, purpose, how, partner, channel, evidence, at)
    consent, is_new = Consent.objects.get_or_create(
        municipality_id=person.municipality_id,
        person=person,
        purpose=purpose,
        partner=partner,
        channel=channel,
        withdrawn_at=None,
        defaults={
            "text_version": text_version,
            "language": language,
            "how": how,
            "given_at": at,
            "recorded_by_id": actor.account_id,
            "witness": evidence.witness,
            "representative": evidence.representative,
            "evidence_file": evidence.file_id,
        },
    )
    if is_new:
        audit.record(actor=actor, action="people.record_consent", obj=person, fields=("consents", purpose), at=at)
    return consent


def _refuse_incomplete(
    person: Person,
    purpose: str,
    how: str,
    partner: Organisation | None,
    channel: str,
    evidence: Evidence,
    at: datetime,
) -> None:
    age = own_consent_age(person, at)
    missing = rules.what_is_missing(
        purpose=purpose,
        how=how,
        has_partner=partner is not None,
        has_channel=bool(channel),
        has_witness=bool(evidence.witness.strip()),
        is_represented=bool(evidence.representative.strip()),
        must_be_represented=rules.needs_representative(
            person.birth_date, on=clock.day_in_zone(at, person.municipality.time_zone), own_consent_age=age
        ),
    )
    if missing:
        raise Refused(Refusal(missing, _MISSING[missing], {"age": age}))


@transaction.atomic
def read_evidence(*, consent: Consent, actor: Actor, at: datetime) -> tuple[Kind, bytes]:
    """Record that somebody opens the scanned sheet of a consent; returns its kind and content.

    Refuses without `documents.view`, and `file_gone` when it cannot be opened (yet: it may wait for the antivirus).
    """
    refuse_if(why_not_see_documents(actor))
    try:
        content = files.opened(consent.evidence_file).read() if consent.evidence_file else b""
    except CannotOpen:
        content = b""
    kind = detected(content) if content else None
    if kind is None:
        raise Refused(
            Refusal("file_gone", _("La hoja no se puede abrir: no está, o aún se revisa que no tenga virus."))
        )
    audit.record(actor=actor, action="people.read_evidence", obj=consent, purpose="view", at=at)
    return kind, content


@transaction.atomic
def withdraw_consent(*, consent: Consent, actor: Actor, at: datetime, how: str = WithdrawnHow.IN_PERSON) -> Consent:
    """Note that the person took a consent back; again changes nothing. Refuses without `people.change`.

    Everything that asks `queries.consents` knows at once: nothing keeps a copy. Publishes ConsentWithdrawn, for what is
    under way.
    """
    refuse_if(why_not_register(actor))
    is_open = Consent.objects.filter(pk=consent.pk, withdrawn_at__isnull=True)
    if is_open.update(withdrawn_at=at, withdrawn_how=how, withdrawn_by_id=actor.account_id):
        fields = ("consents", consent.purpose)
        audit.record(actor=actor, action="people.withdraw_consent", obj=consent.person, fields=fields, at=at)
        events.publish(ConsentWithdrawn(consent.person_id, consent.purpose, consent.channel, consent.partner_id, at))
    consent.refresh_from_db(fields=["withdrawn_at", "withdrawn_how"])
    return consent


@transaction.atomic
def object_to_purpose(*, person: Person, purpose: str, actor: Actor, at: datetime) -> None:
    """The person does not want their data used for a purpose: every permission for it ends, whoever it was for.

    Somebody who was never asked gets a row that is closed from the start, so that what needs no permission (messages of
    the service) knows too. Refuses without `people.change` or `privacy.answer`.
    """
    if not may(actor, "privacy", "answer"):
        refuse_if(why_not_register(actor))
    known = Consent.objects.filter(person=person, purpose=purpose)
    if not known.exists():
        Consent.objects.create(
            municipality_id=person.municipality_id,
            person=person,
            purpose=purpose,
            text_version=VERSIONS[-1],
            how=ConsentHow.SPOKEN,
            given_at=at,
            recorded_by_id=actor.account_id,
            withdrawn_at=at,
            withdrawn_how=WithdrawnHow.OBJECTION,
            withdrawn_by_id=actor.account_id,
        )
    known.filter(withdrawn_at__isnull=True).update(
        withdrawn_at=at, withdrawn_how=WithdrawnHow.OBJECTION, withdrawn_by_id=actor.account_id
    )
    audit.record(actor=actor, action="people.object_to_purpose", obj=person, fields=("consents", purpose), at=at)
    events.publish(ConsentWithdrawn(person.pk, purpose, "", None, at))
