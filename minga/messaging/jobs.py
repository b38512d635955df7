"""Background work of messaging: arguments are ids only."""

from __future__ import annotations

from contextlib import ExitStack

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

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
