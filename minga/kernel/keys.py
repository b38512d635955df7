"""Keys outside the database: sealing keys by id, and the key of blind indexes. Kept under `$MINGA_HOME/keys`."""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class KeyRing:
    """`sealing[key_id]` are 32-byte AES keys, `current` the id that new values use, `blind` the HMAC key."""

    current: int
    sealing: dict[int, bytes]
    blind: bytes


class KeysMissing(Exception):
    """No key file where the settings say; the message names the path and the command that makes it."""


def read_keys(path: Path) -> KeyRing:
    """The ring in a key file; KeysMissing when there is none."""
    if not path.exists():
        raise KeysMissing(f"No hay llaves en {path}: ejecute «manage.py prepare_home».")
    raw = json.loads(path.read_text())
    return KeyRing(
        current=raw["current"],
        sealing={int(k): base64.b64decode(v) for k, v in raw["sealing"].items()},
        blind=base64.b64decode(raw["blind"]),
    )


def make_keys(path: Path) -> bool:
    """Write a new key file (mode 0600) unless there is one; says whether it wrote."""
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    content = {"current": 1, "sealing": {"1": _new_key()}, "blind": _new_key()}
    draft = path.with_suffix(f".{os.getpid()}.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


@cache
def key_ring() -> KeyRing:
    """The ring of this process, read once from the path in the settings."""
    from django.conf import settings

    return read_keys(Path(settings.MINGA_KEYS))


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
