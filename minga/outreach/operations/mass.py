"""Calling many people in an electoral period: asked by one, approved by another, used once (SEC-4)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.territory.models import Municipality

from ..models import MassRequest, Round
from ..permissions import why_not_decide_mass, why_not_request_mass
from ..queries.mass import leave_for, limit_of_mass, people_called_without_leave
from ..states import MassState


@transaction.atomic
def request_mass(*, municipality: Municipality, people: int, reason: str, actor: Actor, at: datetime) -> MassRequest:
    """Ask leave to call up to `people` persons. Refuses without `mass.request`, and `reason_needed`."""
    refuse_if(why_not_request_mass(actor))
    if not reason.strip():
        raise Refused(Refusal("reason_needed", _("Escriba a quiénes se llama y para qué.")))
    request = MassRequest.objects.create(
        municipality=municipality, people=people, reason=reason.strip(), asked_at=at, asked_by_id=actor.account_id
    )
    audit.record(actor=actor, action="outreach.request_mass", obj=request, fields=("people", "reason"), at=at)
    return request


@transaction.atomic
def decide_mass(*, request: MassRequest, is_approved: bool, note: str, actor: Actor, at: datetime) -> MassRequest:
    """Approve or decline. Deciding the same again changes nothing.

    Refuses without `mass.approve`, one's own request, `already_decided` otherwise, and `note_needed` to decline
    without saying why.
    """
    refuse_if(why_not_decide_mass(actor, request))
    locked = MassRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    state = MassState.APPROVED if is_approved else MassState.DECLINED
    if locked.state == state:
        return locked
    if locked.state != MassState.ASKED:
        raise Refused(Refusal("already_decided", _("Otra persona ya decidió sobre este pedido.")))
    if not is_approved and not note.strip():
        raise Refused(Refusal("note_needed", _("Escriba por qué no se aprueba.")))
    locked.state, locked.decided_at, locked.decided_by_id, locked.decided_note = state, at, actor.account_id, note
    locked.save(update_fields=["state", "decided_at", "decided_by", "decided_note"])
    audit.record(actor=actor, action="outreach.decide_mass", obj=locked, fields=("state",), result=state, at=at)
    return locked


def take_leave(round_: Round, *, people: int, actor: Actor, at: datetime) -> None:
    """Let a round call up to `people` more, in the caller's transaction; spends an approved request when one is needed.

    None is needed outside an electoral period, for the system (which fills single freed places) and while the people
    called in 24 hours without leave stay within `mass_message_people`. Refuses `mass_needs_approval`.
    """
    limit = limit_of_mass(round_, at)
    if actor.is_system or limit is None or people == 0:
        return
    if people + people_called_without_leave(at) <= limit:
        return
    leave = leave_for(round_, people)
    if leave is None:
        raise Refused(
            Refusal(
                "mass_needs_approval",
                _(
                    "En período electoral, llamar a más de %(limit)s personas en un día espera la aprobación de la "
                    "administración del programa. Pídala en «Convocatorias grandes» para %(people)s personas o más."
                ),
                {"limit": limit, "people": people},
            )
        )
    if leave.round_id is None:
        leave.round = round_
        leave.save(update_fields=["round"])
        audit.record(actor=actor, action="outreach.use_mass", obj=leave, fields=("round",), at=at)
