"""Background work of messaging: arguments are ids only."""

from __future__ import annotations

from contextlib import ExitStack

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from minga.audit import operations as audit
from minga.audit.queries import newest_head
from minga.kernel import clock
from minga.kernel.actor import system_actor
from minga.kernel.tenancy import scope
from minga.territory.models import Municipality

from . import operations, queries
from .channels import Letter, Outcome, all_channels
from .channels.base import Send
from .models import Message

MOST_AT_ONCE = 1000


@app.periodic(cron="* * * * *")
@app.task(name="messaging.look_for_messages", queueing_lock="messaging.look_for_messages")
def look_for_messages(timestamp: int) -> None:
    """Every minute: give up what stalled, and ask for one drain of each municipality with something due."""
    for municipality in Municipality.objects.all():
        at = clock.now()
        with scope(municipality.pk):
            operations.give_up_stalled(actor=system_actor(municipality.pk), at=at)
            is_due = queries.due_messages(at).exists()
        if is_due:
            ask_for_drain(municipality.pk)


def ask_for_drain(municipality_id: int) -> None:
    """Put a drain into the queue unless one waits already."""
    try:
        with transaction.atomic():  # a job that waits already is a unique violation: undo no more than that
            drain_outbox.configure(queueing_lock=f"drain-{municipality_id}").defer(municipality_id=municipality_id)
    except AlreadyEnqueued:
        return


@app.task(name="messaging.drain_outbox")
def drain_outbox(municipality_id: int) -> None:
    """Send what is due in a municipality, message by message; several workers may drain at once."""
    municipality = Municipality.objects.get(pk=municipality_id)
    drain(municipality)


def drain(municipality: Municipality) -> int:
    """Send until nothing is due, quiet hours begin or 1,000 have been taken; returns how many were taken.

    Each message is taken in a transaction that commits before the network is touched and settled in another one, so
    a killed worker leaves it `sending`, and it becomes `unknown`, never a second copy.
    """
    taken = 0
    with _Lines() as lines:
        while taken < MOST_AT_ONCE:
            at = clock.now()
            with scope(municipality.pk):
                message = None if queries.is_quiet_now(municipality, at) else operations.take_next(at=at)
                letter = _letter(message) if message else None
            if message is None or letter is None:
                break
            taken += 1
            outcome = lines.send(message.channel, letter)
            with scope(municipality.pk):
                operations.settle(message=message, outcome=outcome, actor=system_actor(municipality.pk), at=clock.now())
    return taken


@app.periodic(cron="30 11 * * *")
@app.task(name="messaging.mail_audit_head", queueing_lock="messaging.mail_audit_head")
def mail_audit_head(timestamp: int) -> None:
    """Every morning (6:30 in Guayaquil): the head of the audit goes to the data-protection delegate, if named."""
    mail_head(address=settings.MINGA_AUDIT_EMAIL)


@translation.override(queries.TEXT_LANGUAGE)
def mail_head(*, address: str) -> Outcome | None:
    """Send the newest head as `audit verify --head` takes it, and note how that ended; None with nothing to do.

    Not through the outbox, whose letters go to people and organisations of a municipality; the same SMTP channel.
    """
    email, head = all_channels()["email"], newest_head()
    if head is None or not address or not email.is_ready:
        return None
    letter = Letter(
        address=address,
        subject=_("minga: cabeza de la auditoría, tramo %(number)s") % {"number": head.number},
        body=_(
            "Guarde este correo. Con él se comprueba que nadie cortó ni rehízo la auditoría:\n\n"
            "manage.py audit verify --head %(head)s"
        )
        % {"head": f"{head.number}:{head.position}:{head.digest.hex()}"},
        message_id=f"audit-{head.number}",
    )
    with email.line() as send:
        outcome = send(letter)
    audit.record(actor=system_actor(), action="messaging.mail_audit_head", at=clock.now(), result=outcome.result)
    return outcome


class _Lines(ExitStack):
    """Connections that stay open while one drain lasts, one a channel."""

    def __init__(self) -> None:
        super().__init__()
        self._open: dict[str, Send] = {}

    def send(self, code: str, letter: Letter) -> Outcome:
        if code not in self._open:
            known = all_channels()[code]  # `due_messages` asks only for channels that exist
            self._open[code] = self.enter_context(known.line())
        return self._open[code](letter)


def _letter(message: Message) -> Letter:
    return Letter(message.address, message.subject, message.body, str(message.public_id))
