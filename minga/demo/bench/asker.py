"""One member of staff at the keyboard, as a process of its own: `python -m minga.demo.bench.asker`.

Reads one JSON object from standard input (port, headers, asks), says `ready`, waits for a line, asks one thing after
the other on one connection, and prints one JSON object: the seconds of every right answer, and what went wrong. A
socket and a few lines: whoever measures must not take the processor from what is measured.
"""

import json
import socket
import sys
import time
import zlib
from dataclasses import dataclass
from typing import Any

CHUNK = 1 << 16
TIMEOUT_SECONDS = 60
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"


@dataclass
class Asker:
    """A browser's connection: kept while the server keeps it."""

    port: int
    headers: str
    line: socket.socket | None = None

    def ask(self, ask: dict[str, Any]) -> float:
        """Seconds until the last byte; RuntimeError when the answer is not the one that was expected."""
        request = self._request(ask["path"], ask.get("body"))
        begun = time.perf_counter()
        head, body = self._answer(request)
        seconds = time.perf_counter() - begun
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"{ask['path']}: {head[:40]!r}")
        text = zlib.decompress(body, 31) if b"\r\ncontent-encoding: gzip" in head.lower() else body
        if ask["expected"] not in text.decode():
            raise RuntimeError(f"{ask['path']}: not the page that was expected")
        return seconds

    def _request(self, path: str, body: str | None) -> bytes:
        if body is None:
            return f"GET {path} HTTP/1.1\r\n{self.headers}\r\n".encode()
        sent = body.encode()
        about = f"{FORM}Content-Length: {len(sent)}\r\nHX-Request: true\r\n"
        return f"POST {path} HTTP/1.1\r\n{self.headers}{about}\r\n".encode() + sent

    def _answer(self, request: bytes) -> tuple[bytes, bytes]:
        """Head and body of one answer; a connection that was closed while idle is opened again."""
        connection, got = self._sent(request)
        while b"\r\n\r\n" not in got:
            got += _more(connection)
        head, _blank, body = got.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0])
        while len(body) < length:
            body += _more(connection)
        if b"\r\nconnection: close" in head.lower():
            connection.close()
            self.line = None
        return head, body

    def _sent(self, request: bytes) -> tuple[socket.socket, bytes]:
        if self.line is not None:
            try:
                self.line.sendall(request)
                got = self.line.recv(CHUNK)
            except ConnectionError:
                got = b""
            if got:
                return self.line, got
            self.line.close()
        self.line = socket.create_connection(("127.0.0.1", self.port), TIMEOUT_SECONDS)
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.line.sendall(request)
        return self.line, _more(self.line)


def _more(connection: socket.socket) -> bytes:
    got = connection.recv(CHUNK)
    if not got:
        raise RuntimeError("the server closed the connection within an answer")
    return got


def main() -> None:
    """Ask what standard input says."""
    order = json.loads(sys.stdin.readline())
    asker = Asker(order["port"], "".join(f"{name}: {value}\r\n" for name, value in order["headers"].items()))
    seconds, errors = [], []
    print("ready", flush=True)  # noqa: T201 - this is how it speaks to the process that started it
    sys.stdin.readline()
    for ask in order["asks"]:
        try:
            seconds.append(asker.ask(ask))
        except (RuntimeError, OSError, ValueError) as error:
            errors.append(repr(error))
    print(json.dumps({"seconds": seconds, "errors": errors}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
