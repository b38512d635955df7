"""Consents: only for optional purposes; no service hangs on one (SEC-3)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.refusals import refuse_if

from ..models import Consent, Person
from ..permissions import why_not_register


@transaction.atomic
def record_consent(
    *, person: Person, purpose: str, text_version: str, how: str, actor: Actor, at: datetime, language: str = "es"
) -> Consent:
    """Note that the person agreed to a purpose, with the version of the text that was read to them.

    An open consent for the purpose is returned as it is. Refuses without `people.change`.
    """
    refuse_if(why_not_register(actor))
    consent, is_new = Consent.objects.get_or_create(
        municipality_id=person.municipality_id,
        person=person,
        purpose=purpose,
        withdrawn_at=None,
        defaults={
            "text_version": text_version,
            "language": language,
            "how": how,
            "given_at": at,
            "recorded_by_id": actor.account_id,
        },
    )
    if is_new:
        audit.record(actor=actor, action="people.record_consent", obj=person, fields=("consents", purpose), at=at)
    return consent


@transaction.atomic
def withdraw_consent(*, consent: Consent, actor: Actor, at: datetime) -> Consent:
    """Note that the person took a consent back; again changes nothing. Refuses without `people.change`."""
    refuse_if(why_not_register(actor))
    if Consent.objects.filter(pk=consent.pk, withdrawn_at__isnull=True).update(withdrawn_at=at):
        fields = ("consents", consent.purpose)
        audit.record(actor=actor, action="people.withdraw_consent", obj=consent.person, fields=fields, at=at)
    consent.refresh_from_db(fields=["withdrawn_at"])
    return consent
