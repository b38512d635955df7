"""A clamd for tests that answers INSTREAM as its manual says, or fails in a chosen way."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        fault = self.server.fault
        if fault == "hangs_up":
            return
        if self._command() != b"zINSTREAM":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = self._content(self.server.limit)
        if content is None:
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
        elif fault == "half_an_answer":
            self.wfile.write(b"stream: O")
        elif fault == "nonsense":
            self.wfile.write(b"hola\0")
        elif fault == "silent":
            threading.Event().wait(1)
        elif EICAR in content:
            self.wfile.write(b"stream: Win.Test.EICAR_HDB-1 FOUND\0")
        else:
            self.wfile.write(b"stream: OK\0")

    def _command(self) -> bytes:
        heard = b""
        while not heard.endswith(b"\0"):
            heard += self.rfile.read(1)
        return heard[:-1]

    def _content(self, limit: int) -> bytes | None:
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > limit:
                return None
        return content


@contextmanager
def clamd(folder: Path, *, fault: str = "", limit: int = 25_000_000) -> Iterator[str]:
    """A clamd on a socket in a folder; gives what MINGA_CLAMD would say."""
    path = folder / "clamd.ctl"
    with socketserver.ThreadingUnixStreamServer(str(path), _Conversation) as server:
        server.daemon_threads = True
        server.fault, server.limit = fault, limit
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"unix:{path}"
        server.shutdown()
