"""What the supervisor does with a part that ends: how long it waits before it starts it again."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import pytest

from minga.config import supervisor
from minga.config.supervisor import LONGEST_PAUSE_SECONDS, SHORTEST_PAUSE_SECONDS, STEADY_AFTER_SECONDS, Part


@dataclass
class Clock:
    """The supervisor's clock, moved by hand."""

    now: float = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch):
    moved = Clock()
    monkeypatch.setattr(supervisor, "time", moved)
    return moved


@pytest.fixture
def part():
    """A program that ends at once."""
    return Part("The part", [sys.executable, "-c", ""], {})


@pytest.fixture
def watching(part, tmp_path, clock):
    """A supervisor of that part, started once."""
    found = supervisor.Supervisor([part], record=tmp_path / "children", watch=lambda: None)
    found.start()
    yield found
    if part.process is not None:
        part.process.wait()


def ends_after(seconds: float, part: Part, watching: supervisor.Supervisor, clock: Clock) -> float:
    """The part lives so long and ends; the pause until it is started again, which then happens."""
    part.process.wait()
    clock.now = part.started_at + seconds
    watching.look()
    assert part.process is None
    pause = part.restart_at - clock.now
    clock.now = part.restart_at
    watching.look()
    assert part.process is not None
    return pause


def test_a_part_that_ends_at_once_waits_ever_longer_up_to_a_limit(part, watching, clock):
    pauses = [ends_after(0.1, part, watching, clock) for _ in range(10)]
    assert pauses[:3] == pytest.approx([SHORTEST_PAUSE_SECONDS, 2 * SHORTEST_PAUSE_SECONDS, 4 * SHORTEST_PAUSE_SECONDS])
    assert pauses[-1] == pytest.approx(LONGEST_PAUSE_SECONDS)


def test_a_part_that_lived_some_seconds_is_started_again_at_once_however_often_it_ends(part, watching, clock):
    for _ in range(3):
        ends_after(0.1, part, watching, clock)
    pauses = [ends_after(STEADY_AFTER_SECONDS, part, watching, clock) for _ in range(5)]
    assert pauses == pytest.approx([SHORTEST_PAUSE_SECONDS] * 5)
