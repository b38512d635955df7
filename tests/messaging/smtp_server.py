"""A real SMTP server that can misbehave as real ones do."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Inbox:
    """What arrived, and what the server does: `refuse` address → code, `at_data` a reply, "drop" or "stall"."""

    letters: list[Any] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    at_data: str = ""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.at_data == "drop":
            self.letters.append(envelope)  # it took the letter, and nobody hears so
            server.transport.abort()
            return "250 never read"
        if self.at_data:
            return self.at_data
        self.letters.append(envelope)
        return "250 OK"


@contextmanager
def smtp_server(settings: Any) -> Iterator[Inbox]:
    """A server on a free port, set as the installation's own."""
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", controller.port, 2
    settings.DEFAULT_FROM_EMAIL = "avisos@manta.example.org"
    try:
        yield inbox
    finally:
        controller.stop()


@contextmanager
def mute_server(settings: Any) -> Iterator[None]:
    """A server that accepts connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.EMAIL_HOST, settings.EMAIL_PORT = listener.getsockname()
        settings.EMAIL_TIMEOUT = 0.5
        yield


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
