"""People who walk the path, and a clock that can be moved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from minga.kernel import clock
from tests.conftest import NOW
from tests.factories import make_account

from .walker import Walker


class Clock:
    """The clock that everything reads; `move(days=1)` lets time pass."""

    def __init__(self) -> None:
        self.now = NOW

    def move(self, **amount: float) -> datetime:
        self.now += timedelta(**amount)
        return self.now

    def set(self, moment: datetime) -> None:
        self.now = moment


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A Saturday of November 2026, 10:00 in Manta, until it is moved."""
    moved = Clock()
    monkeypatch.setattr(clock, "now", lambda: moved.now)
    return moved


@pytest.fixture
def walks(manta: Any) -> Callable[..., Walker]:
    """`walks("technician")`: somebody of that role in Manta with a browser of their own; without roles, the public."""

    def make(*roles: str, municipality: Any = manta, name: str = "") -> Walker:
        walker = Walker(Client())
        if roles:
            walker.sign_in(make_account(roles=roles, municipality=municipality, name=name))
        return walker

    return make
