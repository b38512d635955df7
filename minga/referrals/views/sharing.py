"""What sending one and sending many share: fields with their values, the text that is read, what is shown once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from minga.access import shown_once
from minga.kernel.phones import read_phone
from minga.messaging.channels import channel as known_channel
from minga.messaging.operations import enqueue_to_organisation
from minga.messaging.rules.links import whatsapp_link
from minga.people.consent_texts import VERSIONS, ConsentText, texts_in_force
from minga.people.models import Person
from minga.people.operations import record_consent
from minga.people.states import ConsentPurpose

from .. import queries
from ..models import Referral, Service
from ..operations.sending import Request, Sent
from ..states import LinkChannel, SharedField

SHOWN_ONCE = "referral"


def channels_for(service: Service) -> list[tuple[str, Any]]:
    """The ways by which a link can reach this service; copying it by hand always can."""
    email = known_channel("email")
    has_email = bool(service.email and email and email.is_ready)
    skipped = {LinkChannel.EMAIL: not has_email, LinkChannel.WHATSAPP: not service.whatsapp}
    return [row for row in LinkChannel.choices if not skipped.get(row[0], False)]


def shared_choices(service: Service, person: Person | None, at: datetime) -> list[tuple[str, Any]]:
    """The fields that the agreement in force allows; for one person each with the very value that would leave."""
    agreement = queries.agreement_in_force(service.organisation, at.date())
    if agreement is None:
        return []
    allowed = [name for name in SharedField.values if name in agreement.fields]
    if person is None:
        return [(name, SharedField(name).label) for name in allowed]
    values = queries.values_to_share(person, allowed, at)
    with_value = [(name, f"{SharedField(name).label}: {values[name]}") for name in allowed if values.get(name)]
    note = [(SharedField.NOTE.value, SharedField.NOTE.label)] if SharedField.NOTE in allowed else []
    return with_value + note


def request_of(form: Any, service: Service) -> Request:
    """What a valid form asks of a service."""
    data = form.cleaned_data
    return Request(
        service=service,
        need=data["need"],
        need_text=data["need_text"],
        urgency=data["urgency"],
        way=data["way"],
        channel=data["channel"],
        fields=tuple(data.get("fields_shared", ())),
    )


def consent_text(request: HttpRequest, service: Service) -> ConsentText:
    """What is read to the person before sharing with the organisation of a service."""
    texts = texts_in_force(request.municipality.full_name)
    return next(text for text in texts if text.purpose == ConsentPurpose.SHARE_PARTNER)


def record_agreed(request: HttpRequest, person: Person, service: Service, how: str) -> None:
    """Keep the consent that the person just gave for this organisation."""
    record_consent(
        person=person,
        purpose=ConsentPurpose.SHARE_PARTNER,
        partner=service.organisation,
        text_version=VERSIONS[-1],
        language=(get_language() or "es")[:2],
        how=how,
        actor=request.actor,
        at=request.at,
    )


def link_address(secret: str) -> str:
    """The whole address of a partner's link."""
    return settings.MINGA_PUBLIC_URL + reverse("partner:open-link", args=[secret])


def keep_shown_once(request: HttpRequest, sent: Sent, own: Referral | None = None) -> None:
    """Queue the e-mail when that is the way, and keep link and code, sealed, for the one page that shows them."""
    if sent.link is None:
        return
    first = own or sent.referrals[0]
    address = link_address(sent.secret)
    service = sent.link.service
    if sent.link.channel == LinkChannel.EMAIL:
        text = queries.link_text(address, first.code, "email", request.municipality, service)
        enqueue_to_organisation(
            municipality=request.municipality,
            organisation=service.organisation,
            address=service.email,
            channel="email",
            purpose="partner_link",
            about=sent.link.public_id,
            subject=text.subject,
            body=text.body,
            dedupe_key=f"partner-link:{sent.link.public_id}",
            actor=request.actor,
            at=request.at,
        )
        address = ""
    shown_once.put(request.session, SHOWN_ONCE, str(first.public_id), {"address": address, "code": sent.code})


@dataclass(frozen=True)
class ShownOnce:
    """Link (empty when it went by e-mail), second code, and the WhatsApp message that is ready to send."""

    address: str
    code: str
    text: str
    whatsapp: str
    spoken: str


def take_shown_once(request: HttpRequest, row: Referral) -> ShownOnce | None:
    """What was just sent, for the referral that is shown; gone with this page."""
    words = shown_once.take(request.session, SHOWN_ONCE, str(row.public_id))
    if words is None:
        return None
    address = words["address"]
    short = queries.link_text(address, row.code, "short", request.municipality, row.service).body
    number = read_phone(row.service.whatsapp).e164 or ""
    is_whatsapp = row.link is not None and row.link.channel == LinkChannel.WHATSAPP
    return ShownOnce(
        address=address,
        code=words["code"],
        text=short if address else "",
        whatsapp=whatsapp_link(number, short) if address and is_whatsapp else "",
        spoken=queries.link_text("", row.code, "spoken", request.municipality, row.service).body,
    )
