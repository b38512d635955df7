"""What messaging tells areas above."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class MessageSettled:
    """A message reached a state that the machine will not change by itself; `about` is what it was for."""

    message_id: int
    municipality_id: int
    about: uuid.UUID
    channel: str
    state: str
    at: datetime
