"""Referring many people at once to a partner that goes on with them (REM-8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from minga.audit import operations as audit
from minga.kernel import codes
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.people.models import Person
from minga.people.operations import record_consent
from minga.people.states import ConsentPurpose
from minga.programmes.models import Project

from ..models import ReferralGroup
from ..permissions import why_not_refer
from ..wording import SEND_WORDS
from .sending import Request, Sent, is_link, issue_link, refuse_request, write_referral


@dataclass(frozen=True, slots=True)
class Agreed:
    """Somebody who said yes to this organisation, and how; `text_version` of what was read."""

    person: Person
    how: str
    text_version: str


@transaction.atomic
def send_group(
    *, name: str, people: Sequence[Agreed], request: Request, project: Project | None, actor: Actor, at: datetime
) -> Sent:
    """Refer everybody who agreed, under one link; nobody else is named anywhere. Consents are recorded one by one.

    Refuses without `referrals.change`; `nobody`, and what `send_referral` refuses: then nothing is written for anybody.
    """
    refuse_if(why_not_refer(actor))
    if not people:
        raise Refused(Refusal("nobody", SEND_WORDS["nobody"]))
    refuse_request(request, at)
    service = request.service
    group = ReferralGroup.objects.create(
        municipality=service.municipality,
        code=codes.new_code(service.municipality.code),
        name=name,
        service=service,
        project=project,
        made_at=at,
        made_by_id=actor.account_id,
    )
    rows = []
    for each in people:
        record_consent(
            person=each.person,
            purpose=ConsentPurpose.SHARE_PARTNER,
            partner=service.organisation,
            text_version=each.text_version,
            how=each.how,
            actor=actor,
            at=at,
        )
        rows.append(write_referral(request, person=each.person, actor=actor, at=at, group=group))
    audit.record(actor=actor, action="referrals.send_group", obj=group, fields=("referrals",), at=at)
    return issue_link(rows, channel=request.channel, actor=actor, at=at) if is_link(request) else Sent(rows)
