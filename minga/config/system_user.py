"""The system account that runs everything when root starts the program. Standard library only."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

NAME = "minga"


class StartError(Exception):
    """The program cannot start; the text tells the operator what to do."""


def is_root() -> bool:
    """Whether this process has the rights of the administrator."""
    return os.geteuid() == 0


def runner() -> pwd.struct_passwd | None:
    """The account that must own and run the program's parts, or None for the account that runs this process.

    PostgreSQL refuses to run as root, so root gets the system account `minga`, made here when it is missing.
    """
    if not is_root():
        return None
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        return _create()


def _create() -> pwd.struct_passwd:
    useradd = shutil.which("useradd", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    command = [useradd or "useradd", "--system", "--user-group", "--no-create-home"]
    command += ["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", NAME]
    if useradd is None:
        raise StartError(f"There is no system account '{NAME}' and no useradd here. Create it and try again.")
    made = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - fixed words
    if made.returncode != 0:
        raise StartError(f"Could not create the system account: {' '.join(command)}\n{made.stderr.strip()}")
    return pwd.getpwnam(NAME)


def run(
    command: Sequence[str | Path],
    *,
    environment: dict[str, str],
    cwd: str | Path = "/",
    timeout: float | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end as the account of `runner()`; output is kept, never inherited."""
    account = runner()
    rights: dict[str, Any] = {}
    if account is not None:
        rights = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    done: subprocess.CompletedProcess[str] = subprocess.run(  # noqa: S603 - the callers' own commands, no shell
        [str(word) for word in command],
        env=environment,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
        **rights,
    )
    return done


def own(path: Path) -> None:
    """Give one file or folder that this program has just made to the account of `runner()`."""
    account = runner()
    if account is not None:
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)


def make_folder(path: Path, mode: int = 0o700) -> None:
    """Make a folder, and its missing parents, for the account of `runner()`; what exists stays as it is."""
    if path.is_dir():
        return
    make_folder(path.parent, 0o755)
    path.mkdir(mode=mode, exist_ok=True)
    path.chmod(mode)
    own(path)


def write_secret(path: Path, text: str) -> None:
    """Write a file that only the account of `runner()` reads (0600), whole or not at all."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    own(fresh)
    fresh.replace(path)
