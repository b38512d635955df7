"""The ledger of erasures outside the database: one JSON line an erasure, appended and flushed to disk.

It lies under `$MINGA_HOME/erasures`, is no part of a database dump, and must never be replaced by an older copy: it is
what makes a restored database forget again. A line names nobody: a hash and blind indexes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Line:
    """One erasure; `municipality` is the slug, since numbers may differ after a restore."""

    municipality: str
    person_hash: str
    documents: tuple[str, ...]
    reason: str
    request_code: str
    erased_at: str


def path() -> Path:
    """Where the file is, whether it exists or not."""
    return Path(settings.MINGA_HOME) / "erasures" / "ledger.jsonl"


def append(line: Line) -> None:
    """Add a line unless the file has that person already; on disk when it returns."""
    if any(known.person_hash == line.person_hash for known in lines()):
        return
    file = path()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as out:
        out.write(json.dumps(asdict(line), sort_keys=True) + "\n")
        out.flush()
        os.fsync(out.fileno())


def lines() -> Iterator[Line]:
    """Every whole line; one cut short by a power cut is the last and was not confirmed: it is left out."""
    if not path().exists():
        return
    for text in path().read_text(encoding="utf-8").splitlines():
        try:
            raw = json.loads(text)
        except ValueError:
            continue
        yield Line(**{**raw, "documents": tuple(raw["documents"])})
