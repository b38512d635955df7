"""Keys outside the database and outside backups: sealing keys by id, and the root of every other key.

They come from the file `MINGA_KEYS` names (default `$MINGA_HOME/keys/keys.json`) or, where a vault or a key management
service keeps them, from the output of the command `MINGA_KEYS_COMMAND`; both hold the same JSON.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import shlex
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

T = TypeVar("T")
LOOK_EVERY_SECONDS = 1.0
LARGEST_KEY_ID = 255  # one byte of a sealed value
COMMAND_LIMIT_SECONDS = 30
GONE = 0  # mark of a file that is not there: a process that holds the keys goes on serving


@dataclass(frozen=True)
class KeyRing:
    """`sealing[key_id]` are 32-byte AES keys, `current` the id that new values use, `blind` the HMAC key."""

    current: int
    sealing: dict[int, bytes]
    blind: bytes


class KeysMissing(Exception):
    """No key file where the settings say, or the command gave none; the message says what to do."""


def read_keys(path: Path) -> KeyRing:
    """The ring in a key file; KeysMissing when there is none."""
    if not path.exists():
        raise KeysMissing(f"No hay llaves en {path}: ejecute «manage.py prepare_home».")
    return _ring(json.loads(path.read_text()))


def keys_from_command(command: str) -> KeyRing:
    """The ring that a command prints as JSON (a vault, a key management service); KeysMissing when it fails.

    The command's output is never repeated, since it may hold keys.
    """
    done = subprocess.run(  # noqa: S603 - the operator's own command, no shell
        shlex.split(command), capture_output=True, text=True, timeout=COMMAND_LIMIT_SECONDS, check=False
    )
    if done.returncode != 0:
        raise KeysMissing(f"MINGA_KEYS_COMMAND terminó con código {done.returncode}: revise la bóveda de llaves.")
    return _ring(json.loads(done.stdout))


def make_keys(path: Path) -> bool:
    """Write a new key file (mode 0600) unless there is one; says whether it wrote."""
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = _written_beside(path, {"current": 1, "sealing": {"1": _new_key()}, "blind": _new_key()})
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


def add_key(path: Path) -> int:
    """Add a sealing key and make it the current one; its id. What was sealed before still opens with the older keys."""

    def change(content: dict[str, Any]) -> int:
        key_id = max(int(k) for k in content["sealing"]) + 1
        if key_id > LARGEST_KEY_ID:
            raise ValueError("Una llave se nombra con un byte: retire las más antiguas antes de añadir otra.")
        content["sealing"][str(key_id)] = _new_key()
        content["current"] = key_id
        return key_id

    return _changed(path, change)


def retire_keys(path: Path) -> list[int]:
    """Take every key but the current one out of the file; their ids. Only for keys that nothing is sealed with."""

    def change(content: dict[str, Any]) -> list[int]:
        older = sorted(int(k) for k in content["sealing"] if int(k) != content["current"])
        for key_id in older:
            del content["sealing"][str(key_id)]
        return older

    return _changed(path, change)


@dataclass
class _Held:
    """The ring that this process holds, the mark of the file it came from and when that was looked at."""

    ring: KeyRing
    mark: int
    looked_at: float


_held: _Held | None = None


def key_ring(*, anew: bool = False) -> KeyRing:
    """The ring of this process. A changed file is read again within a second, at once with `anew`.

    So that keys rotate while pages are served. A ring from a command is asked for once a process, and `anew`.
    """
    global _held
    now = time.monotonic()
    if _held is not None and not anew and now - _held.looked_at < LOOK_EVERY_SECONDS:
        return _held.ring
    mark = _mark()
    if _held is None or anew or mark not in (_held.mark, GONE):
        _held = _Held(_read(), mark, now)
    else:
        _held.looked_at = now
    return _held.ring


def purpose_key(purpose: str) -> bytes:
    """32 bytes for one purpose (`audit`, `backup`, …), derived from the root key; none tells another or the root."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"minga:{purpose}".encode()).derive(key_ring().blind)


def _ring(raw: dict[str, Any]) -> KeyRing:
    return KeyRing(
        current=raw["current"],
        sealing={int(k): base64.b64decode(v) for k, v in raw["sealing"].items()},
        blind=base64.b64decode(raw["blind"]),
    )


def _read() -> KeyRing:
    from django.conf import settings

    if settings.MINGA_KEYS_COMMAND:
        return keys_from_command(settings.MINGA_KEYS_COMMAND)
    return read_keys(Path(settings.MINGA_KEYS))


def _mark() -> int:
    """What changes when the file is replaced; GONE for keys of a command, or for a file that is not there."""
    from django.conf import settings

    if settings.MINGA_KEYS_COMMAND:
        return GONE
    try:
        return Path(settings.MINGA_KEYS).stat().st_mtime_ns
    except FileNotFoundError:
        return GONE


def _changed(path: Path, change: Callable[[dict[str, Any]], T]) -> T:
    content = json.loads(path.read_text())
    answer = change(content)
    _written_beside(path, content).replace(path)
    return answer


def _written_beside(path: Path, content: dict[str, Any]) -> Path:
    draft = path.with_suffix(f".{os.getpid()}.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
