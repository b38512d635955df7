"""First half of bin/start, bin/upgrade and bin/manage, before there is a virtual environment. Standard library only.

As root it hands over to the system account `minga` (see as_root.py) and begins again there, so that
everything after that runs without rights. It ends by becoming minga.config.launch (or upgrading, operating) inside
the virtual environment.
"""

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from minga.config import as_root
from minga.config.system_user import StartError, is_root, own

CODE = Path(__file__).resolve().parent.parent.parent
MODES = ("demo", "production", "test")
LOCK_VARIABLE = "MINGA_START_LOCK"


def main(arguments: Sequence[str], program: str = "start") -> None:
    """Run one of the programs in bin/; ends the process with a message when it cannot go on."""
    try:
        {"start": begin, "upgrade": upgrade, "manage": manage}[program](arguments, dict(os.environ))
    except StartError as error:
        sys.exit(f"bin/{program}: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def begin(arguments: Sequence[str], environment: dict[str, str]) -> None:
    """Prepare the home and the virtual environment, then replace this process by the launcher."""
    options = _parser().parse_args(arguments)
    mode = chosen_mode(environment, on_purpose=options.production)
    home = chosen_home(environment)
    environment |= {"MINGA_HOME": str(home), "MINGA_MODE": mode}
    _hold_as_account("start", arguments, home, environment)
    _become("launch", [], home, environment)


def upgrade(arguments: Sequence[str], environment: dict[str, str]) -> None:
    """As `begin`, for a home that was started before; ends by becoming minga.config.upgrading."""
    parser = argparse.ArgumentParser(
        prog="bin/upgrade",
        description="Bring a home to this code: copy everything, move the database to this PostgreSQL, change its "
        "tables, check. When a step fails everything is as it was before. Stop minga first.",
    )
    parser.add_argument("--back", metavar="COPY", help="put back a copy that an upgrade made, for the code of then")
    options = parser.parse_args(arguments)
    home = chosen_home(environment)
    environment |= {"MINGA_HOME": str(home), "MINGA_MODE": known_mode(home)}
    _hold_as_account("upgrade", arguments, home, environment)
    _become("upgrading", [options.back] if options.back else [], home, environment)


def manage(arguments: Sequence[str], environment: dict[str, str]) -> None:
    """One command in a home that was started before, whether it serves now or not: nothing of it is made or changed."""
    home = chosen_home(environment)
    environment |= {"MINGA_HOME": str(home), "MINGA_MODE": known_mode(home)}
    python = home / "venv" / "bin" / "python"
    if is_root():
        as_root.step_down(home, home / "app" / "bin" / "manage", arguments, environment)
    _replace_by(python, "operating", arguments, environment)


def known_mode(home: Path) -> str:
    """The mode that a home was made for; StartError when nothing was ever started there."""
    mark = home / "mode"
    if not mark.exists():
        raise StartError(f"there is nothing in {home} yet (MINGA_HOME): run bin/start first.")
    return mark.read_text(encoding="utf-8").strip()


def _hold_as_account(program: str, arguments: Sequence[str], home: Path, environment: dict[str, str]) -> None:
    """Go on as the account of the home, alone in it; as root this does not return."""
    if is_root():
        as_root.ready_home(home)
        hold_home(home, environment)
        as_root.hand_over(CODE, home, program, arguments, environment)
    home.mkdir(mode=0o750, parents=True, exist_ok=True)
    hold_home(home, environment)


def _become(module: str, words: Sequence[str], home: Path, environment: dict[str, str]) -> None:
    _replace_by(ready_environment(home, sys.executable), module, words, environment)


def _replace_by(python: Path, module: str, words: Sequence[str], environment: dict[str, str]) -> None:
    environment |= {"PYTHONPATH": "", "PYTHONUNBUFFERED": "1"}
    os.chdir(CODE)
    os.execve(python, [str(python), "-m", f"minga.config.{module}", *words], environment)  # noqa: S606 - our own program


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bin/start",
        description="Start minga. The first run installs what is needed and makes a demonstration programme.",
        epilog="Variables: PORT (8000), MINGA_HOME (where data lives), DATABASE_URL and DATABASE_APP_URL (a "
        "PostgreSQL of yours, 15 or newer), MINGA_MODE (demo or production), MINGA_PUBLIC_URL (the address "
        "people type), MINGA_LISTEN (127.0.0.1), WEB_WORKERS.",
    )
    parser.add_argument("--production", action="store_true", help="serve real people: no demo accounts, https only")
    return parser


def chosen_mode(environment: Mapping[str, str], *, on_purpose: bool) -> str:
    """The mode to serve in. Production needs --production and the public address."""
    mode = environment.get("MINGA_MODE") or ("production" if on_purpose else "demo")
    if mode not in MODES:
        raise StartError(f"MINGA_MODE is '{mode}'; it can be {', '.join(MODES)}.")
    if mode != "production":
        if on_purpose:
            raise StartError(f"--production contradicts MINGA_MODE={mode}: remove one of the two.")
        return mode
    if not on_purpose:
        raise StartError("MINGA_MODE is production. To serve real people on purpose: bin/start --production")
    if not environment.get("MINGA_PUBLIC_URL", "").startswith("https://"):
        raise StartError("production needs MINGA_PUBLIC_URL, the address people type, beginning with https://")
    return mode


def chosen_home(environment: Mapping[str, str]) -> Path:
    """The folder with everything that is not code: MINGA_HOME, or the usual place of the account."""
    if environment.get("MINGA_HOME"):
        return Path(environment["MINGA_HOME"]).expanduser().absolute()
    if is_root():
        return Path("/var/lib/minga")
    data = environment.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(data).expanduser().absolute() / "minga"


def hold_home(home: Path, environment: dict[str, str]) -> None:
    """Hold the home for this process, whatever program it becomes; a second start says so and ends.

    The kernel frees the lock when the process ends, however it ends. It is taken before the code is copied: a second
    start must not change the code under a running one.
    """
    if LOCK_VARIABLE in environment:
        return
    descriptor = os.open(home / "start.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as held:
        holder = os.read(descriptor, 200).decode().strip() or "unknown"
        raise StartError(f"minga already runs from {home} (process {holder}). Stop it with: kill {holder}") from held
    os.truncate(descriptor, 0)
    os.write(descriptor, f"{os.getpid()}\n".encode())
    own(home / "start.lock")
    os.set_inheritable(descriptor, True)
    environment[LOCK_VARIABLE] = str(descriptor)


def ready_environment(home: Path, interpreter: str) -> Path:
    """The Python of a virtual environment with requirements/base.txt; made anew when that changed."""
    folder = home / "venv"
    python = folder / "bin" / "python"
    requirements = CODE / "requirements" / "base.txt"
    wanted = hashlib.sha256(requirements.read_bytes() + sys.version.encode() + str(folder).encode()).hexdigest()
    mark = folder / "installed"
    if mark.exists() and mark.read_text(encoding="utf-8") == wanted and python.exists():
        return python
    if not has_venv(interpreter):
        raise StartError(f"{interpreter} cannot make virtual environments. Run: sudo {as_root.VENV_COMMAND}")
    print("Making the virtual environment and installing the packages (some minutes, once) …", flush=True)  # noqa: T201
    shutil.rmtree(folder, ignore_errors=True)
    _install([interpreter, "-m", "venv", str(folder)])
    words = ["install", "--require-hashes", "--no-input", "--disable-pip-version-check", "-qq"]
    _install([str(python), "-m", "pip", *words, "--requirement", str(requirements)])
    mark.write_text(wanted, encoding="utf-8")
    return python


def has_venv(interpreter: str) -> bool:
    """Whether this Python can make a virtual environment with pip (Debian ships that part on its own)."""
    command = [interpreter, "-I", "-c", "import ensurepip, venv"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603 - fixed words


def _install(command: list[str]) -> None:
    done = subprocess.run(  # noqa: S603 - fixed words
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise StartError(f"{' '.join(command)} failed:\n{done.stdout[-4000:].strip()}\nRepeat bin/start to try again.")
