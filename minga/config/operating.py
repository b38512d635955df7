"""Second half of bin/manage, in the virtual environment: one command against the home's own database."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from minga.config import embedded, launch
from minga.config.system_user import StartError


def main(words: list[str]) -> int:
    """Run the command; its exit code. When nothing serves, the embedded database is started for it, then stopped."""
    home = Path(os.environ["MINGA_HOME"])
    server = None if os.environ.get("DATABASE_URL") else embedded.Server(home)
    with _running(server, home):
        environment = launch.with_database(home, server)
        command = [sys.executable, str(launch.CODE / "manage.py"), *words]
        return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - what the operator typed


@contextmanager
def _running(server: embedded.Server | None, home: Path) -> Iterator[None]:
    if server is None or embedded.is_running(server):
        yield
        return
    with (home / "start.lock").open("r+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # nobody starts serving meanwhile
        except BlockingIOError as held:
            raise StartError("minga is starting just now: repeat this when it serves.") from held
        try:
            yield
        finally:
            embedded.stop(server)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except StartError as error:
        sys.exit(f"bin/manage: {error}")
