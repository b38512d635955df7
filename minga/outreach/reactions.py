"""What outreach does when areas below tell something; in their transaction."""

from __future__ import annotations

from minga.kernel.actor import system_actor
from minga.kernel.events import reacts_to
from minga.messaging.events import MessageSettled
from minga.messaging.models import Message
from minga.training.events import PlaceReleased
from minga.training.models import Enrolment
from minga.training.states import EnrolmentState

from . import operations, queries


@reacts_to(PlaceReleased)
def call_up_next(event: PlaceReleased) -> None:
    """A place became free: its invitation is withdrawn if nobody else settled it, and the next in order comes up."""
    enrolment = Enrolment.objects.get(pk=event.enrolment_id)
    actor = system_actor(enrolment.municipality_id)
    if enrolment.state == EnrolmentState.RELEASED:
        operations.withdraw_invitation(enrolment_id=enrolment.pk, actor=actor, at=event.at)
    round_ = queries.open_round_of(event.class_group_id)
    if round_ is not None:
        operations.call_next(round_=round_, actor=actor, at=event.at)


@reacts_to(MessageSettled)
def note_settled_message(event: MessageSettled) -> None:
    """An automatic message about an invitation is an attempt to reach the person."""
    message = Message.objects.get(pk=event.message_id)
    operations.note_message(message=message, actor=system_actor(event.municipality_id), at=event.at)
