"""Where a benchmark runs: a home and a database of its own, with production settings, never the demo's."""

import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from minga.config import embedded
from minga.config.application_role import ready_application_role

CODE = Path(__file__).resolve().parents[3]
PREFIX = "minga_bench"


class BenchFailed(Exception):
    """The work itself went wrong: the text says where."""


@dataclass(frozen=True)
class Place:
    """One benchmark database: its addresses and the environment in which every part runs."""

    home: Path
    owner_url: str
    environment: dict[str, str]

    def manage(self, *words: str) -> None:
        """Run `manage.py` to its end; BenchFailed with what it printed when it fails."""
        self.python(str(CODE / "manage.py"), *words)

    def python(self, *words: str) -> str:
        """Run this interpreter with these words to the end and give what it printed."""
        done = subprocess.run(  # noqa: S603 - our own programs
            [sys.executable, *words],
            env=self.environment,
            cwd=CODE,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise BenchFailed(f"{' '.join(words)} ended with {done.returncode}\n{done.stdout[-4000:]}")
        return done.stdout


def open_place(base: Path, name: str, outer: Mapping[str, str], *, fresh: bool = False) -> Place:
    """The database `minga_bench_<name>` on the server of DATABASE_URL, or on an embedded server under `base`.

    `fresh` drops what a former run left there. Runs the migrations and everything else that bin/start prepares.
    """
    base.mkdir(mode=0o755, parents=True, exist_ok=True)
    database = f"{PREFIX}_{name}"
    server_url = outer.get("DATABASE_URL") or embedded.start(server(base)).owner
    owner_url = with_database(server_url, database)
    _ready_database(server_url, database, fresh=fresh)
    home = base / name
    home.mkdir(mode=0o755, exist_ok=True)
    place = Place(home, owner_url, _environment(base, home, server_url, owner_url, outer))
    for words in (
        ["prepare_home"],
        ["migrate", "--database", "owner", "--no-input", "--verbosity", "0"],
        ["grant_app_role", "--database", "owner"],
        ["load_reference"],
        ["compile_translations"],
        ["collectstatic", "--no-input", "--verbosity", "0"],
    ):
        place.manage(*words)
    return place


def server(base: Path) -> embedded.Server:
    """The embedded server of the benchmarks: unlike the product's, its owner may make databases."""
    return embedded.Server(base, owner_creates_databases=True)


def close_places(base: Path) -> None:
    """Stop the embedded server of the benchmarks, if it runs."""
    embedded.stop(server(base))


def drop_place(place: Place) -> None:
    """Drop the database of a place; its home is the caller's."""
    name = urlsplit(place.owner_url).path.lstrip("/")
    with psycopg.connect(with_database(place.owner_url, "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def with_database(url: str, database: str) -> str:
    """The same server and role as `url`, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _ready_database(server_url: str, database: str, *, fresh: bool) -> None:
    with psycopg.connect(server_url, autocommit=True) as connection:
        name = sql.Identifier(database)
        if fresh:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
        if not known:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(name))


def _application_url(base: Path, server_url: str, owner_url: str, outer: Mapping[str, str]) -> str:
    if not outer.get("DATABASE_URL"):
        known = embedded.addresses(server(base))
        if known is None:
            raise BenchFailed(f"the embedded server under {base} has lost its passwords")
        return with_database(known.application, urlsplit(owner_url).path.lstrip("/"))
    if outer.get("DATABASE_APP_URL"):
        return with_database(outer["DATABASE_APP_URL"], urlsplit(owner_url).path.lstrip("/"))
    made = ready_application_role(server_url, base)
    return with_database(made, urlsplit(owner_url).path.lstrip("/"))


def _environment(base: Path, home: Path, server_url: str, owner_url: str, outer: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in outer.items() if not name.startswith(("MINGA_", "DATABASE_", "DJANGO_"))}
    return kept | {
        "MINGA_MODE": "production",
        "MINGA_HOME": str(home),
        "MINGA_PUBLIC_URL": "https://localhost",
        "MINGA_POOL": "true",
        "MINGA_SECRET_KEY": secrets.token_urlsafe(48),
        "DATABASE_URL": owner_url,
        "DATABASE_APP_URL": _application_url(base, server_url, owner_url, outer),
        "DJANGO_SETTINGS_MODULE": "minga.config.settings",
        "PYTHONPATH": str(CODE),
        "PYTHONUNBUFFERED": "1",
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
    }
