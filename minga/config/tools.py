"""The tools of developers (linter, types, tests) in a virtual environment of their own. Standard library only."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from minga.config.bootstrap import CODE, has_venv

REQUIREMENTS = [CODE / "requirements" / name for name in ("base.txt", "dev.txt")]


def folder() -> Path:
    """The virtual environment for these requirements and this Python, under MINGA_CHECK_HOME; another for others."""
    home = Path(os.environ.get("MINGA_CHECK_HOME") or Path.home() / ".cache" / "minga-check")
    seen = b"".join(path.read_bytes() for path in REQUIREMENTS) + sys.version.encode()
    return home.absolute() / f"venv-{hashlib.sha256(seen).hexdigest()[:12]}"


def continue_inside(script: str, words: Sequence[str]) -> Path:
    """Make the environment when it is missing, then run the script again inside it; answers its folder once inside.

    Ends the process with the command to run when this Python cannot make virtual environments.
    """
    if os.environ.get("MINGA_TOOLS") != sys.prefix:
        place = folder()
        python = place / "bin" / "python"
        place.parent.mkdir(parents=True, exist_ok=True)
        with (place.parent / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two runs at once make it once
            if not (place / "installed").exists():
                _make(place, python)
        os.environ["MINGA_TOOLS"] = str(place)
        os.execv(python, [str(python), script, *words])  # noqa: S606 - no shell is meant
    return Path(sys.prefix)


def _make(place: Path, python: Path) -> None:
    if not has_venv(sys.executable):
        sys.exit(f"Install it first: apt-get install -y python3.{sys.version_info.minor}-venv")
    print(f"Making the tools in {place} …", flush=True)  # noqa: T201
    shutil.rmtree(place, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", place], check=True)  # noqa: S603
    words = [
        str(python),
        "-m",
        "pip",
        "install",
        "-qq",
        "--disable-pip-version-check",
        "--no-input",
        "--require-hashes",
    ]
    subprocess.run([*words, *(word for path in REQUIREMENTS for word in ("-r", str(path)))], check=True)  # noqa: S603
    (place / "installed").touch()
