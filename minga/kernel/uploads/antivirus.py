"""What clamd says of a file, by its INSTREAM command; nothing is asked when none is configured.

The address is `MINGA_CLAMD`: `unix:/path` or `tcp:host:port`. One that does not answer, answers nonsense or reports an
error leaves the file held (`Scan.HELD`), never taken for clean.
"""

from __future__ import annotations

import logging
import re
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from django.conf import settings

from minga.kernel.refusals import Refused

from .words import refusal

_SECONDS = 20
_CHUNK = 1 << 16
_LONGEST_ANSWER = 4096
_log = logging.getLogger(__name__)


class Scan(StrEnum):
    """What is known of a file: nobody scans here, it was found clean, or it waits for a scan."""

    NOT_SCANNED = "not_scanned"
    CLEAN = "clean"
    HELD = "held"


class NoVerdict(Exception):
    """clamd could not be asked or did not say what a file is."""


def scan(content: bytes) -> Scan:
    """NOT_SCANNED without an antivirus, CLEAN, or HELD when it cannot be asked; Refused `infected`."""
    if not settings.MINGA_CLAMD:
        return Scan.NOT_SCANNED
    try:
        found = verdict(content, settings.MINGA_CLAMD)
    except NoVerdict as error:
        _log.error("The antivirus gave no verdict; the file is held: %s", error)
        return Scan.HELD
    if found:
        raise Refused(refusal("infected"))
    return Scan.CLEAN


def verdict(content: bytes, address: str) -> str:
    """The name of what was found, empty when clean; NoVerdict for anything else that clamd says or does not."""
    try:
        with _connected(address) as line:
            line.sendall(b"zINSTREAM\0")
            _send(line, content)
            answer = _answer(line)
    except (OSError, ValueError) as error:
        raise NoVerdict(str(error)) from error
    if answer == "stream: OK":
        return ""
    found = re.fullmatch(r"stream: (.+) FOUND", answer)
    if found is None:
        raise NoVerdict(answer[:200] or "no answer")
    return found[1]


def _send(line: socket.socket, content: bytes) -> None:
    """The pieces; clamd may answer (a limit, a finding) and hang up before the last: its answer is read then too."""
    try:
        for begin in range(0, len(content), _CHUNK):
            piece = content[begin : begin + _CHUNK]
            line.sendall(struct.pack("!L", len(piece)) + piece)
        line.sendall(struct.pack("!L", 0))
    except (BrokenPipeError, ConnectionResetError):
        _log.info("The antivirus stopped reading before the end of the file")


def _answer(line: socket.socket) -> str:
    heard = b""
    while b"\0" not in heard and len(heard) <= _LONGEST_ANSWER:
        piece = line.recv(1024)
        if not piece:
            raise ValueError("clamd hung up in the middle of its answer")
        heard += piece
    return heard.partition(b"\0")[0].decode(errors="replace")


@contextmanager
def _connected(address: str) -> Iterator[socket.socket]:
    kind, _, place = address.partition(":")
    if kind == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        target: str | tuple[str, int] = place
    elif kind == "tcp":
        host, _, port = place.rpartition(":")
        line = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
        target = (host.strip("[]"), int(port))
    else:
        raise ValueError("MINGA_CLAMD must be unix:/path or tcp:host:port")
    with line:
        line.settimeout(_SECONDS)
        line.connect(target)
        yield line
