"""Opening rounds, calling up the next in order, closing rounds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from minga.audit import operations as audit
from minga.kernel import codes
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.messaging.channels import channel
from minga.prioritisation.models import RankedList
from minga.territory.models import Municipality
from minga.training import operations as training
from minga.training.models import ClassGroup
from minga.training.queries import free_places

from ..models import Invitation, Round, RoundClass
from ..permissions import why_not_open
from ..queries import classes_in_open_rounds
from ..states import InvitationState, RoundState
from .calling import Caller
from .mass import take_leave


@transaction.atomic
def open_round(
    *,
    municipality: Municipality,
    ranked_list: RankedList,
    class_groups: Sequence[ClassGroup],
    name: str,
    channels: Sequence[str],
    hours: int,
    actor: Actor,
    at: datetime,
) -> Round:
    """Open a round and call as many people, in order of the list, as its classes have free places (CON-1, PRI-3).

    Each invitation holds a place for `hours`. Classes are filled in the order given. E-mail, when planned, is queued
    in the same transaction. Refuses without `outreach.open`; `no_classes`, `no_channels`, `no_free_places`,
    `class_in_open_round`, and in an electoral period `mass_needs_approval` (see `mass.take_leave`).
    """
    refuse_if(why_not_open(actor))
    training.line_up(municipality_id=municipality.pk)
    refuse_if(_why_not_these(class_groups, channels))
    round_ = Round.objects.create(
        municipality=municipality,
        code=codes.new_code(municipality.code),
        name=name,
        ranked_list=ranked_list,
        channels=list(channels),
        hours=hours,
        opened_at=at,
        opened_by_id=actor.account_id,
        owner_id=actor.account_id,
    )
    RoundClass.objects.bulk_create(
        RoundClass(municipality=municipality, round=round_, class_group=each, position=position)
        for position, each in enumerate(class_groups, 1)
    )
    caller = Caller(round_, actor, at)
    take_leave(round_, people=caller.most_people(), actor=actor, at=at)
    caller.fill()
    audit.record(actor=actor, action="outreach.open_round", obj=round_, fields=("invitations",), at=at)
    return round_


def _why_not_these(class_groups: Sequence[ClassGroup], channels: Sequence[str]) -> Refusal | None:
    if not class_groups:
        return Refusal("no_classes", _("Elija al menos un aula."))
    if not channels or any(channel(code) is None for code in channels):
        return Refusal("no_channels", _("Elija al menos un medio para contactar a las personas."))
    busy = classes_in_open_rounds(class_groups).first()
    if busy is not None:
        return Refusal(
            "class_in_open_round",
            _("El aula «%(class)s» ya se llena en la convocatoria «%(round)s»: ciérrela primero."),
            {"class": str(busy.class_group), "round": str(busy.round)},
        )
    if not any(free_places(each) > 0 for each in class_groups):
        return Refusal("no_free_places", _("Las aulas elegidas no tienen cupos libres."))
    return None


@transaction.atomic
def call_next(*, round_: Round, actor: Actor, at: datetime) -> list[Invitation]:
    """Call the next in order for every free place of the round's classes; calling again without one does nothing.

    Runs by itself when a place is freed; by hand after a sobrecupo. Refuses without `outreach.open`;
    `round_closed`, and by hand in an electoral period `mass_needs_approval` (see `mass.take_leave`).
    """
    refuse_if(why_not_open(actor))
    locked = _locked(round_)
    if locked.state != RoundState.OPEN:
        raise Refused(Refusal("round_closed", _("Esta convocatoria está cerrada.")))
    caller = Caller(locked, actor, at)
    take_leave(locked, people=caller.most_people(), actor=actor, at=at)
    called = caller.fill()
    if called:
        audit.record(actor=actor, action="outreach.call_next", obj=locked, fields=("invitations",), at=at)
    return called


@transaction.atomic
def close_round(*, round_: Round, actor: Actor, at: datetime) -> Round:
    """Stop calling people up. Everybody keeps their turn in the list for the next round; confirmed places stay.

    Refuses without `outreach.open`; `still_pending` while somebody has a place held and has not answered.
    """
    refuse_if(why_not_open(actor))
    locked = _locked(round_)
    if locked.state == RoundState.CLOSED:
        return locked
    pending = locked.invitations.filter(state=InvitationState.PENDING).count()
    if pending:
        raise Refused(
            Refusal(
                "still_pending",
                _("Todavía esperan respuesta %(pending)s personas con cupo guardado: contáctelas antes de cerrar."),
                {"pending": pending},
            )
        )
    locked.state, locked.closed_at = RoundState.CLOSED, at
    locked.save(update_fields=["state", "closed_at"])
    locked.classes.update(is_open=False)
    audit.record(actor=actor, action="outreach.close_round", obj=locked, fields=("state",), at=at)
    return locked


def _locked(round_: Round) -> Round:
    training.line_up(municipality_id=round_.municipality_id)
    return Round.objects.select_for_update(of=("self",), no_key=True).select_related("ranked_list").get(pk=round_.pk)
