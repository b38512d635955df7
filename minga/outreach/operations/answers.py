"""What becomes of an invitation: accepted, declined, freed by silence, or its place taken away elsewhere."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.training import operations as training
from minga.training.states import ReleaseReason

from .. import queries
from ..models import Invitation
from ..permissions import why_not_record
from ..states import TRANSITIONS, InvitationState


@transaction.atomic
def accept_invitation(*, invitation: Invitation, channel: str, actor: Actor, at: datetime) -> Invitation:
    """The person comes: their place is confirmed. Also after the deadline, as long as the place is still held.

    Accepting twice changes nothing. Refuses without `outreach.change`; `already_settled` for any other state.
    """
    refuse_if(why_not_record(actor))
    locked = _locked(invitation)
    if locked.state == InvitationState.ACCEPTED:
        return locked
    _move(locked, InvitationState.ACCEPTED, answered_at=at, answer_channel=channel)
    training.confirm_place(enrolment=locked.held_place, actor=actor, at=at)
    audit.record(actor=actor, action="outreach.accept_invitation", obj=locked, fields=("state",), at=at)
    return locked


@transaction.atomic
def decline_invitation(*, invitation: Invitation, channel: str, reason: str, actor: Actor, at: datetime) -> Invitation:
    """The person cannot come this time: the place is free and the next in order comes up, in this transaction.

    Their turn in the list stays for the next round. Declining twice changes nothing. Refuses without
    `outreach.change`; `already_settled`; `reason_needed`; `class_began` for somebody confirmed in a class that has
    begun: that is leaving, and is noted in the class.
    """
    refuse_if(why_not_record(actor))
    locked = _locked(invitation)
    if locked.state == InvitationState.DECLINED:
        return locked
    if not reason:
        raise Refused(Refusal("reason_needed", _("Elija por qué la persona no puede asistir.")))
    if locked.state == InvitationState.ACCEPTED and locked.class_group and queries.has_begun(locked.class_group, at):
        raise Refused(Refusal("class_began", _("El aula ya empezó: registre en ella que la persona dejó el ciclo.")))
    _move(locked, InvitationState.DECLINED, answered_at=at, answer_channel=channel, decline_reason=reason)
    audit.record(
        actor=actor, action="outreach.decline_invitation", obj=locked, fields=("state", "decline_reason"), at=at
    )
    _free(locked, ReleaseReason.DECLINED, actor, at)
    return locked


@transaction.atomic
def release_silent_invitation(*, invitation: Invitation, zone: str, actor: Actor, at: datetime) -> Invitation:
    """Silence frees the place and the next in order comes up; the turn in the list stays for the next round.

    Refuses without `outreach.change`; `not_pending`, `before_deadline`, `attempts_missing` (two attempts on different
    local days and by two channels, one by voice or in person). Somebody confirmed in the class meanwhile is accepted.
    """
    refuse_if(why_not_record(actor))
    locked = _locked(invitation)
    attempts = queries.attempts_of([locked.pk], zone).get(locked.pk, [])
    refuse_if(queries.why_not_release(locked, attempts, at))
    if locked.held_place.confirmed_at is not None:
        return _move(locked, InvitationState.ACCEPTED, answered_at=locked.held_place.confirmed_at)
    _move(locked, InvitationState.SILENT, freed_at=at)
    audit.record(actor=actor, action="outreach.release_silent_invitation", obj=locked, fields=("state",), at=at)
    _free(locked, ReleaseReason.NO_ANSWER, actor, at)
    return locked


@transaction.atomic
def withdraw_invitation(*, enrolment_id: int, actor: Actor, at: datetime) -> Invitation | None:
    """Note that the place of an invitation was freed in its class, by whoever runs it; None without invitation."""
    refuse_if(why_not_record(actor))
    held = (InvitationState.PENDING, InvitationState.ACCEPTED)
    found = Invitation.objects.select_for_update(no_key=True).filter(enrolment_id=enrolment_id, state__in=held).first()
    if found is None:
        return None
    _move(found, InvitationState.WITHDRAWN, freed_at=at)
    audit.record(actor=actor, action="outreach.withdraw_invitation", obj=found, fields=("state",), at=at)
    return found


def _locked(invitation: Invitation) -> Invitation:
    training.line_up(municipality_id=invitation.municipality_id)
    # no_key: the attempt written just before in this transaction refers to the row, and so may a colleague's
    rows = Invitation.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("enrolment", "class_group", "person")
    return rows.get(pk=invitation.pk)


def _move(invitation: Invitation, state: InvitationState, **fields: object) -> Invitation:
    if state not in TRANSITIONS[invitation.state]:
        raise Refused(
            Refusal(
                "already_settled",
                _("Otra persona del equipo ya registró una respuesta: %(state)s."),
                {"state": invitation.get_state_display()},
            )
        )
    invitation.state = state
    for name, value in fields.items():
        setattr(invitation, name, value)
    invitation.save(update_fields=["state", *fields])
    return invitation


def _free(invitation: Invitation, reason: str, actor: Actor, at: datetime) -> None:
    """Give the place back to its class; training tells so, and `reactions` calls the next."""
    training.release_place(enrolment=invitation.held_place, reason=reason, actor=actor, at=at)
