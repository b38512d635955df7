"""Private files: sealed, named by id, under `$MINGA_HOME/files`; nothing of their content or name is readable there.

A file is written whole before any row names it. Whoever deletes the row deletes the file; what a rollback leaves
behind is an orphan, which `stored_ids` lets a sweep find.
"""

from __future__ import annotations

import io
import os
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from .ids import uuid7
from .keys import key_ring
from .sealed_stream import StreamBroken, opened_pieces, sealed_pieces
from .sealing import CannotOpen, cipher

_HEADER = b"MF1"


class Held(CannotOpen):
    """The file waits for the antivirus."""


def store(chunks: Iterable[bytes]) -> uuid.UUID:
    """Seal the chunks into a new file and return its id; on disk (fsync) when it returns."""
    file_id = uuid7()
    _write(file_id, chunks)
    return file_id


def is_of_current_key(file_id: uuid.UUID) -> bool:
    """Whether the file is sealed with the current key, or gone by now."""
    try:
        with _path(file_id).open("rb") as file:
            return file.read(len(_HEADER) + 1)[-1] == key_ring().current
    except FileNotFoundError:
        return True


def reseal(file_id: uuid.UUID) -> bool:
    """Seal a file with the current key where it is not; says whether it wrote. Readers see the old or the new one.

    CannotOpen when it is altered; a file that is gone by now is nothing to do.
    """
    if is_of_current_key(file_id):
        return False
    _write(file_id, [_read(file_id).getvalue()])
    return True


def _write(file_id: uuid.UUID, chunks: Iterable[bytes]) -> None:
    path = _path(file_id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key_id = key_ring().current
    draft = path.with_suffix(".part")
    draft.unlink(missing_ok=True)  # of a writer that was killed
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(_HEADER + bytes((key_id,)))
        file.writelines(sealed_pieces(chunks, cipher=cipher(key_id), label=_label(file_id)))
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)


def opened(file_id: uuid.UUID) -> io.BytesIO:
    """The content, in memory. CannotOpen when it is gone, cut, altered or of another file; Held while it waits."""
    if is_held(file_id):
        raise Held(str(file_id))
    return _read(file_id)


def hold(file_id: uuid.UUID) -> None:
    """Keep a file from being opened until the antivirus has seen it."""
    _hold_mark(file_id).touch(mode=0o600)


def is_held(file_id: uuid.UUID) -> bool:
    """Whether a file waits for the antivirus."""
    return _hold_mark(file_id).exists()


def held_ids() -> list[uuid.UUID]:
    """Files that wait for the antivirus."""
    return [uuid.UUID(path.stem) for path in Path(settings.MINGA_FILES).glob("??/*.held")]


def read_held(file_id: uuid.UUID) -> bytes:
    """The content of a file that waits, for the antivirus only."""
    return _read(file_id).getvalue()


def release(file_id: uuid.UUID) -> None:
    """Let a file be opened: the antivirus found it clean."""
    _hold_mark(file_id).unlink(missing_ok=True)


def _hold_mark(file_id: uuid.UUID) -> Path:
    return _path(file_id).with_suffix(".held")


def _read(file_id: uuid.UUID) -> io.BytesIO:
    content = io.BytesIO()
    try:
        with _path(file_id).open("rb") as file:
            head = file.read(len(_HEADER) + 1)
            content.writelines(opened_pieces(file, cipher=cipher(head[-1]), label=_label(file_id)))
    except (OSError, StreamBroken, KeyError, IndexError) as error:
        raise CannotOpen(str(file_id)) from error
    content.seek(0)
    return content


def delete(file_id: uuid.UUID) -> None:
    """Remove a file; nothing happens when it is gone already."""
    _path(file_id).unlink(missing_ok=True)
    _hold_mark(file_id).unlink(missing_ok=True)


def stored_ids(*, before: datetime) -> Iterator[uuid.UUID]:
    """Ids of the files last written before an instant: what a sweep compares with the rows."""
    for path in Path(settings.MINGA_FILES).glob("??/*.sealed"):
        if path.stat().st_mtime < before.timestamp():
            yield uuid.UUID(path.stem)


def _path(file_id: uuid.UUID) -> Path:
    return Path(settings.MINGA_FILES) / file_id.hex[-2:] / f"{file_id}.sealed"


def _label(file_id: uuid.UUID) -> str:
    return f"file:{file_id}"
