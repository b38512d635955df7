"""Putting a copy back: into an empty database and an empty folder of files, counted against its manifest."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

from minga.kernel.actor import system_actor
from minga.kernel.tenancy import scope
from minga.messaging import operations as messaging
from minga.territory.models import Municipality

from . import container, making, programs


class CannotRestore(Exception):
    """There is something where the copy should go, or less came back than the copy says; the message says what."""


@dataclass(frozen=True)
class Restored:
    """What came back, and of when it is."""

    at: datetime
    rows: int
    files: int


def restore_copy(path: Path, *, with_files: bool = True) -> Restored:
    """Restore a copy into the (empty) database and files folder of the settings, as the owner.

    Nothing is overwritten: CannotRestore when there are tables or files already. Whoever calls brings the tables to
    newer code, gives the application role its rights, settles and erases again.
    """
    _refuse_what_is_there(with_files=with_files)
    hashes: dict[str, str] = {}
    manifest: dict[str, Any] = {}
    for entry in container.read(path):
        if entry.name == container.MANIFEST:
            manifest = making.read_manifest(entry)
        elif entry.name == making.DUMP:
            hashes[entry.name] = _restore_database(entry)
        else:
            hashes[entry.name] = _restore_file(entry) if with_files else _hash(entry)
    if not manifest or manifest["hashes"] != hashes:
        raise container.NotACopy(f"{path.name}: a file in it is not what was copied.")
    rows = _compare_rows(manifest["tables"])
    return Restored(datetime.fromisoformat(manifest["at"]), rows, len(hashes) - 1)


def settle(*, at: datetime) -> None:
    """What must not go on as if no time had passed since the copy: sessions end, jobs come anew, and a letter that was
    waiting may have left already, so it waits for a person."""
    import_module(settings.SESSION_ENGINE).SessionStore.get_model_class().objects.using(making.OWNER).all().delete()
    with making.owner_connection() as connection:
        connection.execute("TRUNCATE procrastinate_jobs CASCADE")
    for municipality in Municipality.objects.all():
        with scope(municipality.pk):
            messaging.give_up_waiting(actor=system_actor(municipality.pk), at=at)
    with making.owner_connection() as connection:
        connection.autocommit = True
        connection.execute("ANALYZE")


def _refuse_what_is_there(*, with_files: bool) -> None:
    with making.owner_connection() as connection:
        row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        if row and row[0]:
            raise CannotRestore(
                f"{connection.info.dbname} has {row[0]} tables already: restore into an empty database."
            )
    folder = Path(settings.MINGA_FILES)
    if with_files and folder.exists() and any(folder.glob("??/*")):
        raise CannotRestore(f"{folder} has files: move them away first.")


def _restore_database(entry: container.Entry) -> str:
    """Tables and rows, but not who may what: owners, rights and policies are made for this database's own roles."""
    digest = hashlib.sha256()
    with tempfile.TemporaryDirectory(dir=settings.MINGA_HOME, prefix="restore-") as folder:  # mode 0700
        dump, wanted = Path(folder) / "dump", Path(folder) / "list"
        with os.fdopen(os.open(dump, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for block in entry.blocks:
                digest.update(block)
                file.write(block)
        words, environment = programs.connection_words(connections[making.OWNER].settings_dict)
        with making.owner_connection() as connection:
            program = programs.folder(connection.info.server_version // 10000) / "pg_restore"
        listed = b"".join(programs.output_of(program, ["--list", str(dump)], environment)).decode()
        wanted.write_text("\n".join(line for line in listed.splitlines() if _is_wanted(line)))
        words += ["--no-owner", "--no-privileges", "--exit-on-error", f"--use-list={wanted}", str(dump)]
        programs.run(program, words, environment)
    with making.owner_connection() as connection:
        _remake_owner_policies(connection)
    return digest.hexdigest()


def _is_wanted(line: str) -> bool:
    """Lines of a table of contents read `id; oid oid KIND schema name …`."""
    words = line.split()
    kind = words[3] if len(words) > 3 else ""
    is_owner_policy = kind == "POLICY" and "owner" in words[5:]
    return not is_owner_policy and kind != "SCHEMA"


def _remake_owner_policies(connection: psycopg.Connection[Any]) -> None:
    """The owner of this database sees every row of it, whatever the role was called where the copy was made."""
    protected = "SELECT relname FROM pg_class WHERE relforcerowsecurity AND relnamespace = 'public'::regnamespace"
    for (table,) in connection.execute(protected).fetchall():
        policy = "CREATE POLICY owner ON {} TO CURRENT_USER USING (true) WITH CHECK (true)"
        connection.execute(sql.SQL(policy).format(sql.Identifier(table)))


def _restore_file(entry: container.Entry) -> str:
    root = Path(settings.MINGA_FILES).resolve()
    path = (root / entry.name.removeprefix(making.FILES)).resolve()
    if not entry.name.startswith(making.FILES) or not path.is_relative_to(root):
        raise container.NotACopy(f"{entry.name} does not belong into a copy.")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = hashlib.sha256()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for block in entry.blocks:
            digest.update(block)
            file.write(block)
    return digest.hexdigest()


def _hash(entry: container.Entry) -> str:
    digest = hashlib.sha256()
    for block in entry.blocks:
        digest.update(block)
    return digest.hexdigest()


def _compare_rows(expected: dict[str, int]) -> int:
    with making.owner_connection() as connection:
        found = making.count_tables(connection)
    wrong = [
        f"{table}: {found.get(table, 0)} of {rows}" for table, rows in expected.items() if found.get(table) != rows
    ]
    if wrong:
        raise CannotRestore(f"Rows are missing after the restore: {', '.join(wrong)}")
    return sum(expected.values())
