"""Sending referrals, noting what became of them, closing them (REM-1, REM-3, REM-6)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.people.models import Person
from minga.people.operations import open_participation
from minga.people.states import Origin
from minga.programmes.models import Programme
from minga.screening.models import Assessment

from ..models import Referral
from ..permissions import why_not_refer
from ..states import WAITING, CloseReason, MoveSource, ReferralState, Way
from ..wording import SEND_WORDS
from .sending import Request, Sent, is_link, issue_link, move, refuse_request, revoke_links, write_referral


@transaction.atomic
def send_referral(
    *, person: Person, request: Request, actor: Actor, at: datetime, assessment: Assessment | None = None
) -> Sent:
    """Refer one person to a service (REM-1). Without the person's consent for that organisation nothing is written.

    With a link, its secret and the second code are in what comes back and nowhere else. Refuses without
    `referrals.change`; `no_consent` and all that `rules.sending` names.
    """
    refuse_if(why_not_refer(actor))
    refuse_request(request, at)
    row = write_referral(request, person=person, actor=actor, at=at, assessment=assessment)
    if not is_link(request):
        return Sent([row])
    return issue_link([row], channel=request.channel, actor=actor, at=at)


@transaction.atomic
def note_contact_shown(*, person: Person, actor: Actor, at: datetime) -> None:
    """Write down that somebody read the number of a person they refer: it is a read like any other (SEC-1)."""
    audit.record(actor=actor, action="referrals.show_contact", obj=person, fields=("contact_points",), at=at)


@transaction.atomic
def resend_link(*, referral: Referral, channel: str, actor: Actor, at: datetime) -> Sent:
    """Remind the partner: a new link with a new code, for every referral that waits on the same link; the old dies.

    Refuses without `referrals.change`; `not_a_link`, `already_moved`, and what `rules.sending` names.
    """
    refuse_if(why_not_refer(actor))
    if referral.way != Way.LINK:
        raise Refused(Refusal("not_a_link", SEND_WORDS["not_a_link"]))
    rows = [referral]
    if referral.link_id:
        rows = list(Referral.objects.select_related("service__municipality").filter(link_id=referral.link_id))
    waiting = [row for row in rows if row.state in WAITING]
    if referral.pk not in {row.pk for row in waiting}:
        label = referral.get_state_display()
        raise Refused(Refusal("already_moved", SEND_WORDS["already_moved"], {"state": label}))
    refuse_request(_request_of(referral, channel), at)
    return issue_link(waiting, channel=channel, actor=actor, at=at)


def _request_of(row: Referral, channel: str) -> Request:
    return Request(row.service, row.need, row.need_text, row.urgency, row.way, channel, tuple(row.fields))


@transaction.atomic
def answer_referral(
    *, referral: Referral, to: str, reason: str = "", note: str = "", actor: Actor, at: datetime
) -> Referral:
    """Note what the partner said by phone or on paper. Refuses without `referrals.change`; `already_moved`,
    `reason_needed`."""
    refuse_if(why_not_refer(actor))
    return move(
        referral, to, actor=actor, at=at, source=MoveSource.STAFF, action="referrals.answer_referral",
        reason=reason, note=note,
    )  # fmt: skip


@transaction.atomic
def close_referral(*, referral: Referral, reason: str, note: str = "", actor: Actor, at: datetime) -> Referral:
    """Close a referral with its reason; its link dies unless other referrals use it. Refuses without
    `referrals.change`; `already_moved`, `reason_needed`."""
    refuse_if(why_not_refer(actor))
    row = move(
        referral, ReferralState.CLOSED, actor=actor, at=at, source=MoveSource.STAFF,
        action="referrals.close_referral", reason=reason, note=note,
    )  # fmt: skip
    others = Referral.objects.filter(link_id=row.link_id).exclude(state=ReferralState.CLOSED)
    if row.link_id and not others.exists():
        revoke_links({row.link_id}, at=at)
    return row


@transaction.atomic
def bring_back(*, referral: Referral, programme: Programme, actor: Actor, at: datetime) -> Referral:
    """The person comes back to the route after being attended (REM-6): the referral closes, a participation is open.

    Who was interviewed before is interviewed again by whoever asks next. Refuses without `referrals.change` or
    `people.change`; `already_moved` when it is closed already.
    """
    refuse_if(why_not_refer(actor))
    row = close_referral(referral=referral, reason=CloseReason.BACK, actor=actor, at=at)
    open_participation(person=row.person, programme=programme, origin=Origin.ASSISTED, actor=actor, at=at)
    audit.record(actor=actor, action="referrals.bring_back", obj=row, fields=("participations",), at=at)
    return row


@transaction.atomic
def close_for_consent(*, person_id: int, partner_id: int | None, actor: Actor, at: datetime) -> int:
    """Somebody took back the consent to sharing: their open referrals to that organisation close; how many.

    What a link shows is asked anew each time, so it is hidden already.
    """
    refuse_if(why_not_refer(actor))
    rows = Referral.objects.filter(person_id=person_id).exclude(state=ReferralState.CLOSED)
    if partner_id is not None:
        rows = rows.filter(service__organisation_id=partner_id)
    found = list(rows)
    for row in found:
        close_referral(referral=row, reason=CloseReason.CONSENT_WITHDRAWN, actor=actor, at=at)
    return len(found)
