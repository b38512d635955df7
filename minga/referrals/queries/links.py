"""Reading partner links: what their device may see of which referrals."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from minga.access.models import AccessToken
from minga.access.queries import valid_token
from minga.kernel.sealing import blind_index

from ..models import PartnerLink, Referral
from ..rules import links as rules
from ..states import ANSWERS, BADGE_TONES, TRANSITIONS, ReferralState
from .referrals import shared_facts

LINK_PURPOSE = "referral-link"
DEVICE_PURPOSE = "referral-device"
CODE_PURPOSE = "referral-code"


def code_index(link: PartnerLink, code: str) -> bytes:
    """Blind index of a second code, bound to its link: six digits alone could be tried out."""
    return blind_index(CODE_PURPOSE, f"{link.public_id}:{code}")


def link_of(token: AccessToken) -> PartnerLink | None:
    """The link of a token, inside its municipality's scope."""
    return PartnerLink.objects.select_related("service__organisation").filter(public_id=token.object_public_id).first()


def shown_link(token: AccessToken, device: str, at: datetime) -> tuple[PartnerLink | None, str]:
    """The link of a secret and whether it is FRESH, OPEN on the device that asks, or DEAD (rules.links)."""
    link = link_of(token)
    if link is None:
        return None, rules.DEAD
    bound = valid_token(device, DEVICE_PURPOSE, at) if device else None
    is_its_device = bound is not None and bound.object_public_id == link.public_id
    state = rules.state_of_link(
        opened_at=link.opened_at,
        expires_at=link.expires_at,
        revoked_at=link.revoked_at,
        is_its_device=is_its_device,
        at=at,
    )
    return link, state


@dataclass(frozen=True)
class PartnerRow:
    """One referral as the partner's device shows it: code and need; facts only after the second code."""

    public_id: uuid.UUID
    code: str
    need: Any
    urgency: Any
    is_urgent: bool
    state: Any
    tone: str
    choices: list[tuple[str, Any]]
    facts: list[tuple[Any, str]]


def partner_view(link: PartnerLink, at: datetime) -> list[PartnerRow]:
    """The referrals of a link that still are the partner's to answer, or were just answered.

    What is shared is asked anew each time: a consent taken back or an agreement that ended hides it at once. Closed
    referrals are not there any more.
    """
    rows = link.referrals.exclude(state=ReferralState.CLOSED).select_related("person__sector", "agreement", "service")
    return [_row(row, link, at) for row in rows.order_by("code")]


def _row(row: Referral, link: PartnerLink, at: datetime) -> PartnerRow:
    answers = [state for state in TRANSITIONS[row.state] if state in ANSWERS]
    return PartnerRow(
        public_id=row.public_id,
        code=row.code,
        need=row.get_need_display(),
        urgency=row.get_urgency_display(),
        is_urgent=row.urgency == "now",
        state=row.get_state_display(),
        tone=BADGE_TONES.get(ReferralState(row.state), "grey"),
        choices=[(state.value, state.label) for state in ReferralState if state in answers],
        facts=shared_facts(row, at) if link.revealed_at else [],
    )
