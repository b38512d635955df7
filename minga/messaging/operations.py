"""Writing texts and the outbox; sending itself is in `jobs` and `channels`."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from minga.audit import operations as audit
from minga.kernel import events
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.organisations.models import Organisation
from minga.people.models import ContactPoint, Person
from minga.territory.models import Municipality

from .channels import Outcome, Result
from .events import MessageSettled
from .models import Message, MessageTemplate
from .permissions import (
    visible_messages,
    why_not_change_template,
    why_not_enqueue,
    why_not_enqueue_to_organisation,
    why_not_send_again,
)
from .queries import due_messages, stalled_messages
from .rules import timing, wording
from .rules.texts import PLACES
from .states import TRANSITIONS, Form, MessageState


@transaction.atomic
def enqueue(
    *,
    person: Person,
    contact_point: ContactPoint,
    channel: str,
    purpose: str,
    about: uuid.UUID,
    subject: str,
    body: str,
    dedupe_key: str,
    actor: Actor,
    at: datetime,
) -> Message:
    """Put a message into the outbox, in the caller's transaction: it exists if and only if the data does.

    The same dedupe key again returns the first message and writes nothing. The address is copied, sealed.
    """
    refuse_if(why_not_enqueue(actor))
    message = Message(
        municipality_id=person.municipality_id,
        person=person,
        contact_point=contact_point,
        channel=channel,
        purpose=purpose,
        about=about,
        dedupe_key=dedupe_key,
        address=contact_point.value,
        subject=subject,
        body=body,
        queued_at=at,
        send_after=at,
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)
    kept = Message.objects.get(dedupe_key=dedupe_key)
    if kept.public_id == message.public_id:
        audit.record(actor=actor, action="messaging.enqueue", obj=kept, fields=("body",), purpose=purpose, at=at)
    return kept


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One of many messages on their way into the outbox; the fields are those of `enqueue`."""

    person: Person
    contact_point: ContactPoint
    about: uuid.UUID
    subject: str
    body: str
    dedupe_key: str


@transaction.atomic
def enqueue_many(
    *, letters: Sequence[Outgoing], channel: str, purpose: str, actor: Actor, at: datetime
) -> list[Message]:
    """Put many messages into the outbox as `enqueue` does each, in four statements; those that are new."""
    refuse_if(why_not_enqueue(actor))
    if not letters:
        return []
    made = [
        Message(
            municipality_id=each.person.municipality_id,
            person=each.person,
            contact_point=each.contact_point,
            channel=channel,
            purpose=purpose,
            about=each.about,
            dedupe_key=each.dedupe_key,
            address=each.contact_point.value,
            subject=each.subject,
            body=each.body,
            queued_at=at,
            send_after=at,
        )
        for each in letters
    ]
    Message.objects.bulk_create(made, ignore_conflicts=True)
    kept = list(Message.objects.filter(public_id__in=[each.public_id for each in made]))
    audit.record_each(actor=actor, action="messaging.enqueue", objs=kept, fields=("body",), purpose=purpose, at=at)
    return kept


@transaction.atomic
def enqueue_to_organisation(
    *,
    municipality: Municipality,
    organisation: Organisation,
    address: str,
    channel: str,
    purpose: str,
    about: uuid.UUID,
    subject: str,
    body: str,
    dedupe_key: str,
    actor: Actor,
    at: datetime,
) -> Message:
    """Put a message to an institution into the outbox, as `enqueue` does for a person. Refuses without
    `referrals.change`."""
    refuse_if(why_not_enqueue_to_organisation(actor))
    message = Message(
        municipality=municipality,
        organisation=organisation,
        channel=channel,
        purpose=purpose,
        about=about,
        dedupe_key=dedupe_key,
        address=address,
        subject=subject,
        body=body,
        queued_at=at,
        send_after=at,
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)
    kept = Message.objects.get(dedupe_key=dedupe_key)
    if kept.public_id == message.public_id:
        audit.record(actor=actor, action="messaging.enqueue", obj=kept, fields=("body",), purpose=purpose, at=at)
    return kept


@transaction.atomic
def take_next(*, at: datetime) -> Message | None:
    """Take the oldest message that is due, so that no other worker does; None when there is none.

    Once this transaction has committed the message counts as possibly sent until `settle` says otherwise.
    """
    message = due_messages(at).select_for_update(skip_locked=True, of=("self",)).first()
    if message is not None:
        message.attempts += 1
        message.taken_at = at
        _move(message, MessageState.SENDING, "attempts", "taken_at")
    return message


@transaction.atomic
def settle(*, message: Message, outcome: Outcome, actor: Actor, at: datetime) -> Message:
    """Note how sending ended: accepted, failed, unknown, or back into the queue when it surely did not leave.

    A message that was given up as unknown meanwhile takes the truth when it comes. Publishes MessageSettled.
    """
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    state = {
        Result.ACCEPTED: MessageState.ACCEPTED,
        Result.REFUSED: MessageState.FAILED,
        Result.UNKNOWN: MessageState.UNKNOWN,
    }.get(outcome.result)
    if state is None:
        again = timing.next_attempt_at(attempts=message.attempts, queued_at=message.queued_at, at=at)
        state = MessageState.QUEUED if again else MessageState.FAILED
        message.send_after = again or message.send_after
    message.detail = outcome.detail
    if message.state != state:
        _settled(message, state, actor, at)
    return message


@transaction.atomic
def give_up_stalled(*, actor: Actor, at: datetime) -> int:
    """Mark as unknown what a worker took and never settled: it may have left, so it is not sent again (CON-11)."""
    stalled = list(stalled_messages(at).select_for_update(skip_locked=True, of=("self",)))
    for message in stalled:
        message.detail = "stalled"
        _settled(message, MessageState.UNKNOWN, actor, at)
    return len(stalled)


@transaction.atomic
def give_up_waiting(*, actor: Actor, at: datetime) -> int:
    """After a restore: mark as unknown what waits or was being sent when the copy was made, since it may have left
    after that (CON-11); how many. A person decides what is sent again."""
    waiting = Message.objects.filter(state__in=(MessageState.QUEUED, MessageState.SENDING))
    messages = list(waiting.select_for_update(of=("self",)))
    for message in messages:
        message.detail = "restored"
        _settled(message, MessageState.UNKNOWN, actor, at)
    return len(messages)


@transaction.atomic
def hold_back(*, person_id: int, channel: str, actor: Actor, at: datetime) -> int:
    """Stop what waits to be sent to somebody who took the permission back (on a channel, or "" for all); how many.

    A message that a worker has taken already may have left and stays as it is.
    """
    waiting = Message.objects.filter(person_id=person_id, state=MessageState.QUEUED)
    if channel:
        waiting = waiting.filter(channel=channel)
    stopped = list(waiting.select_for_update(of=("self",)))
    for message in stopped:
        message.detail = "consent_withdrawn"
        _settled(message, MessageState.FAILED, actor, at)
    return len(stopped)


@transaction.atomic
def send_again(*, message: Message, actor: Actor, at: datetime) -> Message:
    """Queue once more what failed or is unknown: a person takes the risk that it arrives twice.

    Refuses `not_failed` for any other state.
    """
    message = visible_messages(actor).select_for_update(of=("self",)).get(pk=message.pk)
    refuse_if(why_not_send_again(actor, message))
    if message.state not in (MessageState.FAILED, MessageState.UNKNOWN):
        raise Refused(Refusal("not_failed", _("Solo se envía otra vez lo que falló o lo que no se sabe si salió.")))
    message.send_after = message.queued_at = at
    message.settled_at, message.detail = None, ""
    _move(message, MessageState.QUEUED, "send_after", "queued_at", "settled_at", "detail")
    audit.record(actor=actor, action="messaging.send_again", obj=message, fields=("state",), at=at)
    return message


@transaction.atomic
def save_template(
    *,
    municipality_id: int,
    purpose: str,
    form: str,
    language: str,
    subject: str,
    body: str,
    actor: Actor,
    at: datetime,
) -> MessageTemplate:
    """Give the city its own text. Refuses `revealing_words` (CON-12) and `unknown_places`, naming them."""
    refuse_if(why_not_change_template(actor))
    refuse_if(why_not_wording(f"{subject}\n{body}"))
    row, _new = MessageTemplate.objects.update_or_create(
        municipality_id=municipality_id,
        purpose=purpose,
        form=form,
        language=language,
        defaults={
            "subject": subject if form == Form.EMAIL else "",
            "body": body,
            "changed_by_id": actor.account_id,
            "changed_at": at,
        },
    )
    audit.record(actor=actor, action="messaging.save_template", obj=row, fields=("subject", "body"), at=at)
    return row


def why_not_wording(*texts: str) -> Refusal | None:
    """Whether a text may be used: only known places to fill, and no word that reveals anything (CON-12)."""
    text = "\n".join(texts)
    if unknown := wording.unknown_places(text):
        return Refusal(
            "unknown_places",
            _("No hay ningún dato para %(places)s. Puede usar: %(known)s."),
            {"places": ", ".join(f"{{{p}}}" for p in unknown), "known": ", ".join(f"{{{p}}}" for p in PLACES)},
        )
    if words := wording.revealing_words(text):
        return Refusal(
            "revealing_words",
            _("Otra persona puede leer este teléfono. Quite o cambie: %(words)s."),
            {"words": ", ".join(words)},
        )
    return None


def _settled(message: Message, state: MessageState, actor: Actor, at: datetime) -> None:
    message.settled_at = None if state == MessageState.QUEUED else at
    _move(message, state, "settled_at", "send_after", "detail")
    if state == MessageState.QUEUED:
        return
    audit.record(actor=actor, action="messaging.settle", obj=message, fields=("state",), result=state, at=at)
    events.publish(
        MessageSettled(
            message_id=message.pk,
            municipality_id=message.municipality_id,
            about=message.about,
            channel=message.channel,
            state=state,
            at=at,
        )
    )


def _move(message: Message, state: MessageState, *fields: str) -> None:
    if state not in TRANSITIONS[MessageState(message.state)]:
        raise Refused(Refusal("no_such_step", _("El mensaje ya cambió de estado: vuelva a abrir la página.")))
    message.state = state
    message.save(update_fields=["state", *fields])
