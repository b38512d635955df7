"""PostgreSQL's own tools: those of the server's version where this machine has them, else the embedded server's.

A dump is best taken by the tools of the server's own release: a newer pg_dump may write what an older server does not
take back, and an older one may not know what a patched server keeps.
"""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from minga.config import embedded, postgres_wheel


class ProgramFailed(Exception):
    """One of PostgreSQL's tools ended with an error; the message is its own."""


SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/{major}/bin",
    "/usr/pgsql-{major}/bin",
    "/opt/homebrew/opt/postgresql@{major}/bin",
)


def folder(major: int) -> Path:
    """Where the tools for a server of this major version lie; the wheel's read every server since 15."""
    places = [Path(place.format(major=major)) for place in SYSTEM_FOLDERS]
    if str(major) != embedded.VERSION:
        for place in places:
            if (place / "pg_dump").exists():
                return place
    return wheel_folder()


def wheel_folder() -> Path:
    """The tools of the embedded server's version, in this virtual environment."""
    site = Path(str(importlib.metadata.distribution(postgres_wheel.WHEEL).locate_file("")))
    return site / postgres_wheel.PACKAGE / f"pginstall{embedded.VERSION}" / "bin"


def connection_words(database: dict[str, Any]) -> tuple[list[str], dict[str, str]]:
    """Options and environment by which the tools reach a database of the settings; no password among the words."""
    words = [f"--dbname={database['NAME']}", f"--username={database['USER']}", "--no-password"]
    if database["HOST"]:
        words.append(f"--host={database['HOST']}")
    if database["PORT"]:
        words.append(f"--port={database['PORT']}")
    known = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    options = {known[key]: str(value) for key, value in database["OPTIONS"].items() if key in known}
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PGPASSWORD": str(database["PASSWORD"]), **options}
    return words, environment


def output_of(program: Path, words: list[str], environment: dict[str, str]) -> Iterator[bytes]:
    """What a tool writes, as it writes it; ProgramFailed at the end when it went wrong."""
    with _running(program, words, environment, stdin=subprocess.DEVNULL) as process:
        yield from iter(lambda: _out(process).read(1 << 18), b"")


def lines_of(program: Path, words: list[str], source: Iterable[bytes], environment: dict[str, str]) -> Iterator[bytes]:
    """The lines a tool writes while it is fed with `source`; ProgramFailed when it went wrong."""
    troubles: list[BaseException] = []
    with _running(program, words, environment, stdin=subprocess.PIPE) as process:
        feeder = threading.Thread(target=_feed, args=(process, source, troubles), daemon=True)
        feeder.start()
        yield from _out(process)
        feeder.join()
    if troubles:
        raise troubles[0]


def run(program: Path, words: list[str], environment: dict[str, str]) -> None:
    """Run a tool to its end; ProgramFailed with its own words when it went wrong."""
    for _chunk in output_of(program, words, environment):
        pass


@contextmanager
def _running(
    program: Path, words: list[str], environment: dict[str, str], stdin: int
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(  # noqa: S603 - PostgreSQL's own tools, no shell
        [str(program), *words],
        env=environment,
        cwd=os.sep,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    errors: list[bytes] = []
    reader = threading.Thread(target=lambda: errors.append(process.stderr.read()), daemon=True)  # type: ignore[union-attr]
    reader.start()
    try:
        yield process
        code = process.wait()
        reader.join()
        if code != 0:
            raise ProgramFailed(f"{program.name}: {errors[0].decode(errors='replace').strip()[-2000:]}")
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _out(process: subprocess.Popen[bytes]) -> IO[bytes]:
    if process.stdout is None:  # asked for above
        raise ProgramFailed("no output")
    return process.stdout


def _feed(process: subprocess.Popen[bytes], source: Iterable[bytes], troubles: list[BaseException]) -> None:
    try:
        with process.stdin as stdin:  # type: ignore[union-attr]
            for chunk in source:
                stdin.write(chunk)
    except BrokenPipeError:
        return  # the tool ended early: its own error is told
    except Exception as error:
        troubles.append(error)
