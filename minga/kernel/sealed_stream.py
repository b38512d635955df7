"""Bytes of any length sealed piece by piece: none can be altered, moved, left out or cut off at the end.

A piece is `nonce (12) | ciphertext and tag`, 1 MiB of text but for the last. What binds it is the stream's label, the
piece's turn and whether it is the last one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PIECE = 1 << 20
_SEALED_PIECE = PIECE + 12 + 16  # nonce and tag


class StreamBroken(Exception):
    """The stream was cut, altered, belongs elsewhere, or another key sealed it."""


def sealed_pieces(chunks: Iterable[bytes], *, cipher: AESGCM, label: str) -> Iterator[bytes]:
    """The sealed pieces of the chunks; nothing at all still makes one (last) piece."""
    for number, (piece, is_last) in enumerate(_with_last(_even(chunks))):
        nonce = os.urandom(12)
        yield nonce + cipher.encrypt(nonce, piece, _place(label, number, is_last))


def opened_pieces(file: BinaryIO, *, cipher: AESGCM, label: str) -> Iterator[bytes]:
    """The text of a sealed stream from where the file stands; StreamBroken at the first piece that is not right.

    What was yielded before is right, but a stream is whole only when the iterator ends.
    """
    ended = False
    for number, (piece, is_last) in enumerate(_with_last(iter(lambda: file.read(_SEALED_PIECE), b""))):
        try:
            yield cipher.decrypt(piece[:12], piece[12:], _place(label, number, is_last))
        except (InvalidTag, ValueError) as error:
            raise StreamBroken(label) from error
        ended = is_last
    if not ended:
        raise StreamBroken(label)


def _place(label: str, number: int, is_last: bool) -> bytes:
    return f"{label}:{number}:{int(is_last)}".encode()


def _even(chunks: Iterable[bytes]) -> Iterator[bytes]:
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= PIECE:
            yield bytes(waiting[:PIECE])
            del waiting[:PIECE]
    yield bytes(waiting)


def _with_last(pieces: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    before: bytes | None = None
    for piece in pieces:
        if before is not None:
            yield before, False
        before = piece
    if before is not None:
        yield before, True
