"""What bin/start does as root: make the account and the home, give it code and a Python, step down.

Standard library only. Nothing here writes with root's rights inside a folder of the account `minga`: the
code is packed by root (who may read the clone) and unpacked by the account.
"""

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from minga.config.system_user import StartError, run, runner

VENV_COMMAND = f"apt-get install -y python3.{sys.version_info.minor}-venv"
SYSTEM_PYTHONS = ("python3", "python3.14", "python3.13", "python3.12", "python3.11")
SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"
LEFT_OUT = {".git", ".venv", "__pycache__", "node_modules", ".mypy_cache", ".ruff_cache", ".pytest_cache"}
NOT_FOR_THE_ACCOUNT = ("HOME", "USER", "LOGNAME", "MAIL", "SUDO_", "XDG_", "PYENV_", "PYTHON", "VIRTUAL_ENV")

UNPACK = """
import os, pathlib, shutil, sys, tarfile
target, mark = pathlib.Path(sys.argv[1]), sys.argv[2]
fresh = target.with_name("app.new")
shutil.rmtree(fresh, ignore_errors=True)
with tarfile.open(fileobj=sys.stdin.buffer, mode="r|") as archive:
    archive.extractall(fresh, filter="data") if hasattr(tarfile, "data_filter") else archive.extractall(fresh)
(fresh / "copied").write_text(mark)
shutil.rmtree(target, ignore_errors=True)
fresh.rename(target)
"""


def hand_over(code: Path, home: Path, program: str, arguments: Sequence[str], environment: dict[str, str]) -> NoReturn:
    """Begin a program of bin/ again as the account `minga`, from a copy of the code in the home. Does not return."""
    copy = copy_code(code, home, interpreter_for_account())
    step_down(home, copy / "bin" / program, arguments, environment)


def step_down(home: Path, program: Path, arguments: Sequence[str], environment: dict[str, str]) -> NoReturn:
    """Run a program of the home's own code as the account `minga`. Does not return."""
    account = runner()
    if account is None:
        raise StartError("only root can hand over to another account")
    python = interpreter_for_account()
    kept = {name: value for name, value in environment.items() if not name.startswith(NOT_FOR_THE_ACCOUNT)}
    kept |= {"HOME": str(home), "USER": account.pw_name, "LOGNAME": account.pw_name}
    os.chdir("/")
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)
    os.umask(0o027)
    os.execve(python, [python, str(program), *arguments], kept)  # noqa: S606 - our own program


def ready_home(home: Path) -> None:
    """Make the home for the account; take over an empty one of root's, refuse somebody else's."""
    account = runner()
    if account is None:
        return
    for missing in [*reversed(home.parents), home]:
        if not missing.exists():
            missing.mkdir(mode=0o755 if missing != home else 0o750)
            if missing == home:
                os.chown(home, account.pw_uid, account.pw_gid, follow_symlinks=False)
    if home.stat().st_uid == 0 and not home.is_symlink() and not any(home.iterdir()):
        os.chown(home, account.pw_uid, account.pw_gid, follow_symlinks=False)
    if not runs(["/bin/sh", "-c", 'test -O "$1" && test -w "$1" && test -x "$1"', "sh", str(home)]):
        raise StartError(
            f"The account '{account.pw_name}' cannot use {home}: it is another account's, or lies in a "
            "folder that it cannot enter. Choose another MINGA_HOME, or leave it out for /var/lib/minga."
        )


def interpreter_for_account() -> str:
    """A Python, 3.11 or newer, that the account `minga` can run and that makes virtual environments.

    The Python that runs bin/start may lie where only root enters (pyenv in /root). Installs Debian's when
    none serves.
    """
    found = _interpreter(need_venv=True)
    if found is None and shutil.which("apt-get"):
        present = _interpreter(need_venv=False)
        version = _minor(present) if present else None
        packages = [f"python3.{version}-venv"] if version else ["python3", "python3-venv"]
        print(f"Installing {' '.join(packages)} …", flush=True)  # noqa: T201
        _apt(packages)
        found = _interpreter(need_venv=True)
    if found is None:
        raise StartError(
            f"The account 'minga' can run no Python 3.11 or newer that makes virtual environments "
            f"({sys.executable} may lie in a folder that only root enters). Install one for all: "
            "apt-get install -y python3 python3-venv"
        )
    return found


def _interpreter(*, need_venv: bool) -> str | None:
    places = [shutil.which(name, path=SYSTEM_PATH) for name in SYSTEM_PYTHONS]
    modules = "sys, ensurepip, venv" if need_venv else "sys"
    condition = f"import {modules}; sys.exit(sys.version_info < (3, 11))"
    for python in [sys.executable, *places]:
        if python and runs([python, "-I", "-c", condition]):
            return python
    return None


def _minor(python: str) -> str:
    words = [python, "-I", "-c", "import sys; print(sys.version_info.minor)"]
    return run(words, environment={"PATH": SYSTEM_PATH}).stdout.strip()


def _apt(packages: Sequence[str]) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", *packages]):
        done = subprocess.run(  # noqa: S603 - fixed words
            ["apt-get", *words],  # noqa: S607 - found on root's own path
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise StartError(f"apt-get {' '.join(words)} failed:\n{(done.stdout + done.stderr)[-2000:].strip()}")


def copy_code(code: Path, home: Path, python: str) -> Path:
    """Give the account its own copy of the code under the home, unless it has this one already."""
    target = home / "app"
    packed = _pack(code)
    mark = hashlib.sha256(packed).hexdigest()
    if runs(["/bin/sh", "-c", 'test "$(cat "$1" 2>/dev/null)" = "$2"', "sh", str(target / "copied"), mark]):
        return target
    account = runner()
    done = subprocess.run(  # noqa: S603 - our own few lines
        [python, "-I", "-c", UNPACK, str(target), mark],
        input=packed,
        env={"PATH": SYSTEM_PATH},
        cwd="/",
        capture_output=True,
        check=False,
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
    )
    if done.returncode != 0:
        raise StartError(f"Could not copy the code to {target}:\n{done.stderr.decode(errors='replace')[-2000:]}")
    return target


def _pack(code: Path) -> bytes:
    """The clone without its history and leftovers, the same bytes for the same files."""

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
        if Path(entry.name).name in LEFT_OUT:
            return None
        entry.uid = entry.gid = entry.mtime = 0
        entry.uname = entry.gname = ""
        entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
        return entry

    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path in sorted(code.iterdir()):
            archive.add(path, arcname=path.name, filter=plain)
    return buffer.getvalue()


def runs(command: Sequence[str]) -> bool:
    """Whether the account of the program can run this command with success."""
    try:
        return run(command, environment={"PATH": SYSTEM_PATH}).returncode == 0
    except OSError:
        return False
