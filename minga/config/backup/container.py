"""One copy is one sealed file: two plain lines that say what it is, then entries in one sealed stream.

Plain: `MINGA-COPY 1`, then JSON with the copy's id, its instant and the mark of the key that opens it. Sealed
(AES-256-GCM, key derived from the root key, see minga/kernel/keys.py): entries one after another, each a name and
blocks of bytes with their lengths before them; the last entry is `manifest.json`. Nothing needs to be known beforehand,
so that a dump goes from PostgreSQL into the file without lying anywhere unsealed.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from minga.kernel.keys import purpose_key
from minga.kernel.sealed_stream import StreamBroken, opened_pieces, sealed_pieces

MAGIC = b"MINGA-COPY 1\n"
MANIFEST = "manifest.json"
_LENGTH = struct.Struct(">I")
_LONGEST_BLOCK = 1 << 20


class NotACopy(Exception):
    """The file is no copy, is damaged, or another installation's keys sealed it; the message says which."""


@dataclass(frozen=True)
class Head:
    """What a copy says of itself without its key."""

    id: uuid.UUID
    at: datetime
    key_mark: str


@dataclass(frozen=True)
class Entry:
    """One thing in a copy; its blocks must be read before the next entry is asked for."""

    name: str
    blocks: Iterator[bytes]


def key_mark() -> str:
    """Eight letters by which people tell which keys open a copy; they say nothing of the key."""
    return hashlib.sha256(b"mark:" + purpose_key("backup")).hexdigest()[:8]


def write(path: Path, head: Head, entries: Iterable[tuple[str, Iterable[bytes]]], manifest: dict[str, Any]) -> None:
    """Write a copy whole or not at all (mode 0600, fsync). `manifest` is read last and may be filled meanwhile."""
    draft = path.with_suffix(".part")
    draft.unlink(missing_ok=True)
    plain = {"id": str(head.id), "at": head.at.isoformat(), "key": head.key_mark}
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(MAGIC + json.dumps(plain).encode() + b"\n")
        file.writelines(sealed_pieces(_framed(entries, manifest), cipher=_cipher(), label=f"copy:{head.id}"))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def read_head(path: Path) -> Head:
    """The plain part of a copy; NotACopy when the file is none."""
    with path.open("rb") as file:
        return _read_head(file, path)


def read(path: Path) -> Iterator[Entry]:
    """The entries in their order; NotACopy at the first thing that is not right, also a missing end."""
    with path.open("rb") as file:
        head = _read_head(file, path)
        if head.key_mark != key_mark():
            raise NotACopy(
                f"{path.name} is sealed with keys «{head.key_mark}»; this installation has «{key_mark()}»: put the "
                "keys of that installation in place first."
            )
        source = _Source(opened_pieces(file, cipher=_cipher(), label=f"copy:{head.id}"))
        try:
            while name := source.take_block().decode():
                blocks = iter(source.take_block, b"")
                yield Entry(name, blocks)
                for _left in blocks:  # what the reader of the entry did not want
                    pass
            source.expect_end()
        except (StreamBroken, EOFError) as error:
            raise NotACopy(f"{path.name} is damaged: use another copy.") from error


def _read_head(file: BinaryIO, path: Path) -> Head:
    if file.readline(len(MAGIC)) != MAGIC:
        raise NotACopy(f"{path.name} is not a copy of minga.")
    try:
        plain = json.loads(file.readline(1000))
        return Head(uuid.UUID(plain["id"]), datetime.fromisoformat(plain["at"]), plain["key"])
    except (ValueError, KeyError, TypeError) as error:
        raise NotACopy(f"{path.name} is damaged: use another copy.") from error


def _cipher() -> AESGCM:
    return AESGCM(purpose_key("backup"))


def _framed(entries: Iterable[tuple[str, Iterable[bytes]]], manifest: dict[str, Any]) -> Iterator[bytes]:
    for name, chunks in entries:
        yield from _frame(name, chunks)
    yield from _frame(MANIFEST, [json.dumps(manifest).encode()])
    yield _LENGTH.pack(0)


def _frame(name: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    encoded = name.encode()
    yield _LENGTH.pack(len(encoded)) + encoded
    for chunk in chunks:
        for start in range(0, len(chunk), _LONGEST_BLOCK):
            block = chunk[start : start + _LONGEST_BLOCK]
            yield _LENGTH.pack(len(block)) + block
    yield _LENGTH.pack(0)


class _Source:
    """Reads lengths and blocks off the opened pieces."""

    def __init__(self, pieces: Iterator[bytes]):
        self.pieces = pieces
        self.waiting = b""

    def take_block(self) -> bytes:
        return self._take(_LENGTH.unpack(self._take(_LENGTH.size))[0])

    def expect_end(self) -> None:
        if self.waiting or next(self.pieces, b""):
            raise EOFError

    def _take(self, length: int) -> bytes:
        while len(self.waiting) < length:
            piece = next(self.pieces, None)
            if piece is None:
                raise EOFError
            self.waiting += piece
        taken, self.waiting = self.waiting[:length], self.waiting[length:]
        return taken
