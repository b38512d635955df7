"""What a referral needs before it may be sent, when its answer is due, how it moves."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from minga.kernel.refusals import Refusal

from ..states import TRANSITIONS, LinkChannel, ReferralState, Urgency, Way
from ..wording import SEND_WORDS

ANSWER_HOURS = {Urgency.NOW: 24, Urgency.SOON: 72, Urgency.NORMAL: 168}
"""Hours in which the partner's answer is expected."""


def due_at(sent_at: datetime, urgency: str) -> datetime:
    """When the answer to a referral sent at an instant is due."""
    return sent_at + timedelta(hours=ANSWER_HOURS[Urgency(urgency)])


def why_not_service(*, is_active: bool, is_specialised: bool) -> Refusal | None:
    """Why a service gets no referral: `service_closed`; `protected_by_phone` for a specialised entity."""
    if is_specialised:
        return Refusal("protected_by_phone", SEND_WORDS["protected_by_phone"])
    return None if is_active else Refusal("service_closed", SEND_WORDS["service_closed"])


def why_not_share(fields: Collection[str], allowed: Collection[str] | None) -> Refusal | None:
    """Why these fields may not be shared; `allowed` are those of the agreement in force, None without one.

    `no_agreement`, or `field_not_agreed` with the first field that the agreement does not name (REM-2).
    """
    if not fields:
        return None
    if allowed is None:
        return Refusal("no_agreement", SEND_WORDS["no_agreement"])
    beyond = sorted(set(fields) - set(allowed))
    if beyond:
        return Refusal("field_not_agreed", SEND_WORDS["field_not_agreed"], {"field": beyond[0]})
    return None


def why_not_way(*, way: str, channel: str, fields: Collection[str], has_email: bool) -> Refusal | None:
    """Why it cannot go this way: `slip_shares_nothing`, `no_email`, `no_channel`."""
    if way == Way.SLIP:
        return Refusal("slip_shares_nothing", SEND_WORDS["slip_shares_nothing"]) if fields else None
    if channel not in LinkChannel.values:
        return Refusal("no_channel", SEND_WORDS["no_channel"])
    if channel == LinkChannel.EMAIL and not has_email:
        return Refusal("no_email", SEND_WORDS["no_email"])
    return None


def why_not_move(state: str, to: str, *, reason: str) -> Refusal | None:
    """Why a referral does not move: `already_moved` with its state; `reason_needed` to return or close."""
    if to not in TRANSITIONS[state]:
        return Refusal("already_moved", SEND_WORDS["already_moved"], {"state": ReferralState(state).label})
    if to in (ReferralState.RETURNED, ReferralState.CLOSED) and not reason:
        return Refusal("reason_needed", SEND_WORDS["reason_needed"])
    return None


def days_late(due: datetime, at: datetime) -> int:
    """Whole days since an answer was due; 0 before."""
    return max((at - due).days, 0)
