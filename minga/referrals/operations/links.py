"""What a partner does by link, without an account: opens it, types the second code, answers."""

from __future__ import annotations

import hmac
from datetime import datetime

from django.db import transaction

from minga.access.operations.tokens import issue_token
from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused
from minga.organisations.models import Organisation

from .. import queries
from ..models import PartnerLink, Referral
from ..rules import links as rules
from ..states import ANSWERS, MoveSource
from ..wording import SEND_WORDS
from .sending import move

PARTNER = "partner"


def _actor(link: PartnerLink) -> Actor:
    """The organisation itself: no account, no role of the table; what it may do is to answer this link."""
    partner: Organisation = link.service.organisation
    return Actor(roles=frozenset({PARTNER}), municipality_id=link.municipality_id, label=str(partner))


@transaction.atomic
def open_link(*, link: PartnerLink, at: datetime) -> str:
    """Bind a link to the device that pressed «Abrir»; returns the device's secret. Refuses `dead_link` to any second.

    Two at once: one of them has it.
    """
    bound = PartnerLink.objects.filter(
        pk=link.pk, opened_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at
    ).update(opened_at=at)
    if not bound:
        raise Refused(Refusal("dead_link", SEND_WORDS["dead_link"]))
    audit.record(actor=_actor(link), action="referrals.open_link", obj=link, at=at)
    return issue_token(
        municipality=link.municipality,
        object_public_id=link.public_id,
        purpose=queries.DEVICE_PURPOSE,
        expires_at=link.expires_at,
    )


@transaction.atomic
def try_code(*, link: PartnerLink, code: str, at: datetime) -> Refusal | None:
    """Show names and phones on the link's device when the second code is right; None when it is.

    `wrong_code` with how many tries are left, `locked` after five: returned, not raised, so that the count stays.
    """
    link = PartnerLink.objects.select_for_update(of=("self",)).select_related("service__organisation").get(pk=link.pk)
    if rules.is_locked(link.wrong_codes):
        return Refusal("locked", SEND_WORDS["locked"])
    if hmac.compare_digest(bytes(link.code_index), queries.code_index(link, code)):
        link.revealed_at = link.revealed_at or at
        link.save(update_fields=["revealed_at"])
        for row in link.referrals.all():
            audit.record(actor=_actor(link), action="referrals.reveal_referral", obj=row, fields=row.fields, at=at)
        return None
    link.wrong_codes += 1
    link.save(update_fields=["wrong_codes"])
    audit.record(actor=_actor(link), action="referrals.try_code", obj=link, result="wrong_code", at=at)
    if rules.is_locked(link.wrong_codes):
        return Refusal("locked", SEND_WORDS["locked"])
    left = rules.WRONG_CODES - link.wrong_codes
    return Refusal("wrong_code", SEND_WORDS["wrong_code"], {"left": left})


@transaction.atomic
def answer_by_link(
    *, link: PartnerLink, referral: Referral, to: str, reason: str = "", note: str = "", at: datetime
) -> Referral:
    """The partner's answer to one referral of its link. Refuses `dead_link` for a referral of another link or a state
    that is no answer; `already_moved`, `reason_needed`."""
    if referral.link_id != link.pk or to not in ANSWERS:
        raise Refused(Refusal("dead_link", SEND_WORDS["dead_link"]))
    return move(
        referral, to, actor=_actor(link), at=at, source=MoveSource.LINK, action="referrals.answer_by_link",
        reason=reason, note=note,
    )  # fmt: skip
