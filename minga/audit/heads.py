"""Heads of the chain kept outside the database: lines that are only ever added to a file, each with a keyed check."""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from . import rules

FILE = "heads.jsonl"


@dataclass(frozen=True, slots=True)
class Head:
    """The newest digest after a batch: `number` of the batch, `position` of its last row."""

    number: int
    position: int
    digest: bytes


class HeadsSpoiled(Exception):
    """A line of the file is not one that we wrote; the message names it."""


def append_head(folder: Path, head: Head, *, key: bytes, at: datetime) -> None:
    """Add a line and have it on disk when this returns; the folder is made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    line = {
        "number": head.number,
        "position": head.position,
        "head": head.digest.hex(),
        "written_at": rules.instant(at),
        "mac": rules.head_mac(key, head.number, head.position, head.digest),
    }
    file = os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(file, (json.dumps(line) + "\n").encode())
        os.fsync(file)
    finally:
        os.close(file)


def last_head(folder: Path) -> Head | None:
    """The head of the last line, unchecked; None when there is no file or it is empty."""
    path = folder / FILE
    if not path.exists():
        return None
    with path.open("rb") as file:
        file.seek(0, os.SEEK_END)
        file.seek(max(0, file.tell() - 1000))
        lines = file.read().splitlines()
    return _head(json.loads(lines[-1])) if lines else None


def read_heads(folder: Path, *, key: bytes) -> Iterator[Head]:
    """The heads in the order in which they were written. HeadsSpoiled at a line that is not ours or out of order."""
    path = folder / FILE
    if not path.exists():
        return
    before = 0
    with path.open(encoding="utf-8") as file:
        for number, text in enumerate(file, 1):
            try:
                raw = json.loads(text)
                head = _head(raw)
            except (ValueError, KeyError, TypeError) as error:
                raise HeadsSpoiled(f"{path}:{number}") from error
            wanted = rules.head_mac(key, head.number, head.position, head.digest)
            if head.number < before or not hmac.compare_digest(wanted, str(raw.get("mac"))):
                raise HeadsSpoiled(f"{path}:{number}")
            before = head.number
            yield head


def _head(raw: dict[str, object]) -> Head:
    return Head(int(str(raw["number"])), int(str(raw["position"])), bytes.fromhex(str(raw["head"])))
