"""The web server as production runs it, on a benchmark's place."""

import http.client
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from minga.config import web_server
from minga.demo.bench.place import CODE, BenchFailed, Place, free_port
from minga.demo.bench.visitor import Visitor

READY_LIMIT_SECONDS = 60
HEALTH_PATH = "/salud/"


@contextmanager
def serving(place: Place, *words: str, workers: int = 3) -> Iterator[int]:
    """Serve the place's pages on a free port of this machine as bin/start does, and stop when left; gives the port.

    Further words change what gunicorn is told.
    """
    port = free_port()
    command = web_server.command(f"127.0.0.1:{port}", workers, *words)
    log = (place.home / "web.log").open("ab")
    process = subprocess.Popen(  # noqa: S603 - fixed words
        command, env=place.environment, cwd=CODE, stdin=subprocess.DEVNULL, stdout=log, stderr=log
    )
    try:
        wait_until_healthy(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(30)
        log.close()


def wait_until_healthy(
    port: int, process: subprocess.Popen[bytes] | None = None, *, limit: float = READY_LIMIT_SECONDS
) -> None:
    """Until the health page says 200; BenchFailed when the process ends or `limit` seconds pass."""
    deadline = time.monotonic() + limit
    trouble = "no answer"
    while time.monotonic() < deadline:
        if process is not None and process.poll() is not None:
            raise BenchFailed(f"the web server ended with {process.returncode}")
        visitor = Visitor(port)
        try:
            answer = visitor.get(HEALTH_PATH)
            if answer.status == 200:
                return
            trouble = f"status {answer.status}"
        except (OSError, http.client.HTTPException) as error:
            trouble = str(error)
        finally:
            visitor.close()
        time.sleep(0.1)
    raise BenchFailed(f"the pages do not answer: {trouble}")
