"""Where copies lie, which are still needed, and how old the last good one is.

The first place is `$MINGA_HOME/copies`; the second (`MINGA_COPIES_TO`) should be another disk or machine, since the
first one burns with the server.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from . import container, making

STALE_AFTER = timedelta(days=3)


@dataclass(frozen=True)
class Known:
    """A copy that lies somewhere."""

    path: Path
    at: datetime


@dataclass(frozen=True)
class State:
    """What the banner says: when the last good copy was made, and whether it lies in two places."""

    last_at: datetime | None
    is_stale: bool
    has_second_place: bool


def first_place() -> Path:
    """The folder of copies on this machine."""
    return Path(settings.MINGA_HOME) / "copies"


def second_place() -> Path | None:
    """The folder on another disk or machine, where one is set."""
    return Path(settings.MINGA_COPIES_TO) if settings.MINGA_COPIES_TO else None


def copies(folder: Path) -> list[Known]:
    """The copies in a folder, newest first; what is no copy is left out. Only their plain heads are read."""
    known = []
    for path in folder.glob(f"*{making.SUFFIX}") if folder.is_dir() else ():
        try:
            known.append(Known(path, container.read_head(path).at))
        except container.NotACopy:
            continue
    return sorted(known, key=lambda copy: copy.at, reverse=True)


def newest() -> Known | None:
    """The newest copy of either place, or None."""
    every = [copy for place in (second_place(), first_place()) if place for copy in copies(place)]
    return max(every, key=lambda copy: copy.at, default=None)


def carry(copy: making.Copy, place: Path) -> Path:
    """Put a copy into another place, whole or not at all, and read it again there; NotACopy when it did not arrive."""
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = place / copy.path.name
    draft = target.with_suffix(".part")
    with copy.path.open("rb") as source, draft.open("wb") as file:
        shutil.copyfileobj(source, file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())
    try:
        making.verify(draft)
    except container.NotACopy:
        draft.unlink()
        raise
    draft.replace(target)
    return target


def drop_old(folder: Path, *, at: datetime) -> list[Path]:
    """Remove copies older than MINGA_COPIES_DAYS (they keep people who were erased since), never the newest one."""
    limit = at - timedelta(days=settings.MINGA_COPIES_DAYS)
    gone = [copy.path for copy in copies(folder)[1:] if copy.at < limit]
    for path in gone:
        path.unlink()
    return gone


def state(*, at: datetime) -> State:
    """Whether the last good copy is older than three days, or there is none."""
    last = newest()
    return State(
        last_at=last.at if last else None,
        is_stale=last is None or at - last.at > STALE_AFTER,
        has_second_place=second_place() is not None,
    )
