"""The proof that a copy can be lived from: a fresh cluster, everything restored, checked, signed in to, then gone."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from minga.config import embedded
from minga.config.system_user import make_folder

from . import container

MANAGE = Path(settings.BASE).parent / "manage.py"


class DrillFailed(Exception):
    """The copy did not become a working installation; the message says at which step."""


@dataclass(frozen=True)
class Drilled:
    """What the drill measured. `rpo_seconds`: how old the copy is, the most that would be lost if this machine burnt
    now; `rto_seconds`: from the copy to a page that signs somebody in, on a fresh cluster of this machine."""

    copy: str
    rpo_seconds: float
    rto_seconds: float
    restored: str
    audit: str
    sign_in: str

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def drill(path: Path, *, at: datetime) -> Drilled:
    """Restore a copy into a new cluster in a folder of its own, verify rows, files and audit chain, erase again, and
    sign in. DrillFailed names the step; the folder is removed in any case, nothing of this installation is touched."""
    begun = time.monotonic()
    home = Path(settings.MINGA_HOME) / f"drill-{secrets.token_hex(4)}"
    make_folder(home)
    server = embedded.Server(home, settings={"fsync": "off"})
    try:
        found = embedded.start(server)
        environment = _environment(home, found)
        restored = _manage(environment, "restore", str(path))
        audit = _manage(environment, "audit", "verify")
        sign_in = _manage(environment, "try_sign_in")
        seconds = time.monotonic() - begun
    finally:
        embedded.stop(server)
        shutil.rmtree(home, ignore_errors=True)
        shutil.rmtree(embedded.socket_folder(server), ignore_errors=True)
    age = (at - container.read_head(path).at).total_seconds()
    return Drilled(path.name, round(age, 1), round(seconds, 1), restored, audit, sign_in)


def _environment(home: Path, found: embedded.Addresses) -> dict[str, str]:
    """This installation's keys and ledger of erasures, but nothing else of it: another database, files, heads."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "MINGA_KEYS_COMMAND")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "minga.config.settings",
        "PYTHONPATH": str(MANAGE.parent),
        "MINGA_MODE": settings.MINGA_MODE,
        "MINGA_HOME": str(home),
        "MINGA_KEYS": str(settings.MINGA_KEYS),
        "MINGA_SECRET_KEY": secrets.token_urlsafe(50),
        "MINGA_AUDIT_HEADS": str(home / "audit-heads"),
        "MINGA_PUBLIC_URL": settings.MINGA_PUBLIC_URL,
        "DATABASE_URL": found.owner,
        "DATABASE_APP_URL": found.application,
    }


def _manage(environment: dict[str, str], *words: str) -> str:
    done: subprocess.CompletedProcess[str] = subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, str(MANAGE), *words], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise DrillFailed(f"{words[0]}: {(done.stderr or done.stdout).strip()[-2000:]}")
    return done.stdout.strip()
