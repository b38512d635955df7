"""Typed readers of environment variables; every error names the variable and what it should hold."""

from __future__ import annotations

import ipaddress
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

T = TypeVar("T")
# variables whose name has one of these words may hold a secret: their value is never repeated
SECRET_WORDS = {"URL", "KEY", "PASSWORD", "SECRET", "TOKEN"}


class BadEnvironment(Exception):
    """A variable is missing or wrong; the message names it."""


def read(name: str, parse: Callable[[str], T], default: T | None = None) -> T:
    """The parsed variable, or the default when it is unset or empty; BadEnvironment when neither will do."""
    raw = os.environ.get(name, "")
    if not raw:
        if default is None:
            raise BadEnvironment(f"{name} is required and not set")
        return default
    try:
        return parse(raw)
    except ValueError as error:
        shown = "" if SECRET_WORDS & set(name.split("_")) else f"={raw!r}"
        raise BadEnvironment(f"{name}{shown}: {error}") from None


def one_of(*allowed: str) -> Callable[[str], str]:
    """A reader that accepts only these words."""

    def parse(raw: str) -> str:
        if raw not in allowed:
            raise ValueError(f"expected one of {', '.join(allowed)}")
        return raw

    return parse


def boolean(raw: str) -> bool:
    """1/true/yes/on or 0/false/no/off."""
    words = {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "0": False,
        "false": False,
        "no": False,
        "off": False,
    }
    if raw.lower() not in words:
        raise ValueError("expected true or false")
    return words[raw.lower()]


def words(raw: str) -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in raw.split(",") if word.strip()]


def networks(raw: str) -> list[str]:
    """A comma-separated list of addresses and networks (10.0.0.0/8); the word "none" is the empty list."""
    found = [] if raw.strip() == "none" else words(raw)
    for text in found:
        ipaddress.ip_network(text, strict=False)
    return found


DIRECTORY_WORDS = {"slug", "name", "municipality", "issuer", "client_id", "client_secret"}


def directories(raw: str) -> list[dict[str, str]]:
    """The directories of municipalities (OpenID Connect) in a JSON file: a list of objects with DIRECTORY_WORDS."""
    try:
        found = json.loads(Path(raw).read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(f"cannot read the file: {error.strerror}") from None
    for row in found if isinstance(found, list) else [None]:
        if not isinstance(row, dict) or set(row) != DIRECTORY_WORDS or not str(row["issuer"]).startswith("https://"):
            raise ValueError(f"each directory needs {', '.join(sorted(DIRECTORY_WORDS))}, its issuer with https://")
    return list(found)


def default_home() -> Path:
    """Where data lives when MINGA_HOME is not set."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path("/var/lib/minga")
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "minga"


def database(url: str) -> dict[str, object]:
    """Django's dictionary for a postgresql:// address; other engines are refused."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError("expected postgresql://user:password@host:port/name (PostgreSQL 15 or newer)")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
    }
