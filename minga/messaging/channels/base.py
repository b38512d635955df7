"""What a channel is, what a machine-sent letter holds and how sending can end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple


class Result(StrEnum):
    """How an attempt to send ended. Only `NOT_SENT` may be tried again by the machine."""

    ACCEPTED = "accepted"
    NOT_SENT = "not_sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Outcome(NamedTuple):
    """A result with what the other side said, without personal data."""

    result: Result
    detail: str = ""


class Letter(NamedTuple):
    """One message to one address; `message_id` is the same at every attempt, so that receivers can tell repeats."""

    address: str
    subject: str
    body: str
    message_id: str


Send = Callable[[Letter], Outcome]


@dataclass(frozen=True)
class Channel:
    """A way of reaching people.

    `form`: which texts it uses (email, short, spoken). `contact_kinds`: contact points it can use, best first; empty
    when it needs none. `is_direct`: by voice or in person, which the rule on silence asks for. `is_in_person`: reaches
    people without phone or internet (CON-5).
    """

    code: str
    name: Any
    form: str
    contact_kinds: tuple[str, ...] = ()
    is_direct: bool = False
    is_in_person: bool = False
    position: int = 50

    @property
    def is_sent_by_machine(self) -> bool:
        """Whether the outbox sends it; otherwise a person does and notes the outcome."""
        return False

    @property
    def is_ready(self) -> bool:
        """Whether it can be used in this installation."""
        return True

    def link(self, address: str, text: str) -> str:
        """An address that opens the channel with the text written; empty when there is none."""
        return ""

    @contextmanager
    def line(self) -> Iterator[Send]:
        """A connection for many letters; only machine channels have one."""
        raise NotImplementedError(self.code)
        yield  # makes this a generator for its signature
