"""A mail server that keeps the subjects of what it accepted: enough SMTP for one sender, nothing is delivered."""

import re
import socketserver
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_SUBJECT = re.compile(rb"^Subject: (.*)$", re.MULTILINE)


class MailSink(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine; `accepted` counts the letters by subject."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.accepted: Counter[str] = Counter()
        self.lock = threading.Lock()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def keep(self, letter: bytes) -> None:
        """Count one accepted letter."""
        found = _SUBJECT.search(letter)
        with self.lock:
            self.accepted[found.group(1).decode().strip() if found else ""] += 1


class _Talk(socketserver.StreamRequestHandler):
    """One connection: the commands a mail client uses, answered as the standard says."""

    def handle(self) -> None:
        with suppress(ConnectionError):  # a sender that is killed hangs up in the middle
            self._talk()

    def _talk(self) -> None:
        self._say(b"220 sink")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self._say(b"354 go on")
                self._take_letter()
            elif word == b"QUIT":
                self._say(b"221 bye")
                return
            elif word == b"EHLO":
                self._say(b"250 sink")
            else:
                self._say(b"250 ok")

    def _take_letter(self) -> None:
        lines = []
        while (line := self.rfile.readline()) and line != b".\r\n":
            lines.append(line.replace(b"\r\n", b"\n"))
        if line:  # the final dot came: the letter is accepted, whatever becomes of the answer
            sink = self.server
            if isinstance(sink, MailSink):
                sink.keep(b"".join(lines))
            self._say(b"250 accepted")

    def _say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")


@contextmanager
def listening() -> Iterator[MailSink]:
    """A sink that listens until left."""
    with MailSink() as sink:
        thread = threading.Thread(target=sink.serve_forever)
        thread.start()
        try:
            yield sink
        finally:
            sink.shutdown()
            thread.join()
