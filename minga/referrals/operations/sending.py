"""Writing referrals and links. Used by the operations of this folder; the caller has asked who may."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from minga.access.operations.tokens import issue_token, revoke_tokens
from minga.audit import operations as audit
from minga.kernel import clock, codes
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.messaging.channels import channel as known_channel
from minga.people.models import Consent, Person
from minga.people.states import ConsentPurpose
from minga.screening.models import Assessment

from .. import queries
from ..models import PartnerLink, Referral, ReferralGroup, ReferralMove, Service
from ..rules import links as link_rules
from ..rules import sending as rules
from ..states import LinkChannel, MoveSource, ReferralState, ServiceStatus, SharedField, Way
from ..wording import SEND_WORDS


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a service for one or many people: the same need, urgency, fields and way for each."""

    service: Service
    need: str
    need_text: str
    urgency: str
    way: str
    channel: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent. `secret` and `code` are known only now: shown once, kept nowhere. Empty without a link."""

    referrals: list[Referral]
    link: PartnerLink | None = None
    secret: str = ""
    code: str = ""


def refuse_request(request: Request, at: datetime) -> None:
    """Refuse what no person can be referred with: service, agreement and way (`rules.sending`)."""
    service = request.service
    refuse_if(
        rules.why_not_service(is_active=service.status == ServiceStatus.ACTIVE, is_specialised=service.is_specialised)
    )
    agreement = queries.agreement_in_force(service.organisation, _today(service, at))
    refusal = rules.why_not_share(request.fields, agreement.fields if agreement else None)
    if refusal is not None and "field" in refusal.details:
        label = SharedField(refusal.details["field"]).label
        refusal = Refusal(refusal.code, refusal.message, {"field": label})
    refuse_if(refusal)
    email = known_channel("email")
    has_email = bool(service.email and email and email.is_ready)
    refuse_if(rules.why_not_way(way=request.way, channel=request.channel, fields=request.fields, has_email=has_email))


def _today(service: Service, at: datetime):  # type: ignore[no-untyped-def]
    return clock.day_in_zone(at, service.municipality.time_zone)


def consent_for(person: Person, service: Service) -> Consent:
    """The person's open consent to sharing with the organisation of a service. Refuses `no_consent`."""
    found = Consent.objects.filter(
        person=person,
        purpose=ConsentPurpose.SHARE_PARTNER,
        partner_id=service.organisation_id,
        withdrawn_at__isnull=True,
    ).first()
    if found is None:
        raise Refused(Refusal("no_consent", SEND_WORDS["no_consent"]))
    return found


def write_referral(
    request: Request,
    *,
    person: Person,
    actor: Actor,
    at: datetime,
    assessment: Assessment | None = None,
    group: ReferralGroup | None = None,
) -> Referral:
    """The row of one referral with its first move and its audit row."""
    service = request.service
    agreement = queries.agreement_in_force(service.organisation, _today(service, at)) if request.fields else None
    row = Referral.objects.create(
        municipality_id=person.municipality_id,
        code=codes.new_code(service.municipality.code),
        person=person,
        assessment=assessment,
        service=service,
        group=group,
        need=request.need,
        need_text=request.need_text,
        urgency=request.urgency,
        way=request.way,
        fields=sorted(request.fields),
        agreement=agreement,
        consent=consent_for(person, service),
        sent_at=at,
        sent_by_id=actor.account_id,
        due_at=rules.due_at(at, request.urgency),
    )
    write_move(row, actor=actor, at=at, source=MoveSource.STAFF)
    audit.record(actor=actor, action="referrals.send_referral", obj=row, fields=row.fields, at=at)
    return row


def write_move(
    row: Referral, *, actor: Actor, at: datetime, source: str, reason: str = "", note: str = ""
) -> ReferralMove:
    """One line of a referral's history."""
    return ReferralMove.objects.create(
        municipality_id=row.municipality_id,
        referral=row,
        state=row.state,
        at=at,
        source=source,
        by_id=actor.account_id,
        reason=reason,
        note=note,
    )


def issue_link(rows: Sequence[Referral], *, channel: str, actor: Actor, at: datetime) -> Sent:
    """A new link for these referrals of one service; the links that they had die. Audited as `referrals.send_link`."""
    service = rows[0].service
    revoke_links({row.link_id for row in rows if row.link_id}, at=at)
    code = f"{secrets.randbelow(10**link_rules.CODE_DIGITS):0{link_rules.CODE_DIGITS}d}"
    link = PartnerLink(
        municipality_id=service.municipality_id,
        service=service,
        channel=channel,
        sent_at=at,
        sent_by_id=actor.account_id,
        expires_at=at + timedelta(hours=link_rules.LINK_HOURS),
    )
    link.code_index = queries.code_index(link, code)
    link.save()
    Referral.objects.filter(pk__in=[row.pk for row in rows]).update(link=link)
    for row in rows:
        row.link = link
    secret = issue_token(
        municipality=service.municipality,
        object_public_id=link.public_id,
        purpose=queries.LINK_PURPOSE,
        expires_at=link.expires_at,
    )
    audit.record(actor=actor, action="referrals.send_link", obj=link, fields=("channel",), purpose=channel, at=at)
    return Sent(list(rows), link, secret, code)


def revoke_links(link_ids: set[int], *, at: datetime) -> None:
    """Kill links, also on the device that has them."""
    for link in PartnerLink.objects.filter(pk__in=link_ids, revoked_at__isnull=True):
        link.revoked_at = at
        link.save(update_fields=["revoked_at"])
        for purpose in (queries.LINK_PURPOSE, queries.DEVICE_PURPOSE):
            revoke_tokens(object_public_id=link.public_id, purpose=purpose)


def move(
    row: Referral, to: str, *, actor: Actor, at: datetime, source: str, action: str, reason: str = "", note: str = ""
) -> Referral:
    """Move a referral under a lock and write it down; refuses as `rules.sending.why_not_move` says."""
    with transaction.atomic():
        row = Referral.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
        refuse_if(rules.why_not_move(row.state, to, reason=reason))
        row.state = to
        if to == ReferralState.CLOSED:
            row.closed_at, row.close_reason = at, reason
        else:
            row.answered_at = at
            row.return_reason = reason if to == ReferralState.RETURNED else row.return_reason
        row.save(update_fields=["state", "answered_at", "return_reason", "closed_at", "close_reason"])
        write_move(row, actor=actor, at=at, source=source, reason=reason, note=note)
        audit.record(actor=actor, action=action, obj=row, fields=("state",), result=to, at=at)
    return row


def is_link(request: Request) -> bool:
    """Whether a partner is to answer by link."""
    return request.way == Way.LINK and request.channel in LinkChannel.values
