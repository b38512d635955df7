"""Making a copy: one snapshot of the database, every file, and the counts that a restore must reach."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

from minga.kernel.ids import uuid7

from . import container, programs

OWNER = "owner"
DUMP = "database.dump"
FILES = "files/"
SUFFIX = ".minga"
_COPY_LINE = re.compile(rb'^COPY (?:public\.)?"?([a-z0-9_]+)"? ')


@dataclass(frozen=True)
class Copy:
    """A copy that was written and read again: where it lies, of when, and what is in it."""

    path: Path
    at: datetime
    rows: int
    files: int
    size: int


def make_copy(folder: Path, *, at: datetime, label: str = "") -> Copy:
    """Write a copy of database and files into a folder, then read it back and count; the copy.

    Serving goes on: the database is read in one snapshot, and files that appear meanwhile are taken too. ProgramFailed
    and NotACopy tell what went wrong; the unfinished file is removed.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    head = container.Head(uuid7(), at, container.key_mark())
    path = folder / f"minga-{at:%Y%m%dT%H%M%SZ}{f'-{label}' if label else ''}{SUFFIX}"
    manifest: dict[str, Any] = {"at": at.isoformat(), "label": label, "hashes": {}, "tables": {}}
    try:
        container.write(path, head, _entries(manifest), manifest)
        verify(path)
    except BaseException:
        path.unlink(missing_ok=True)
        path.with_suffix(".part").unlink(missing_ok=True)
        raise
    rows = sum(manifest["tables"].values())
    return Copy(path, at, rows, len(manifest["hashes"]) - 1, path.stat().st_size)


def verify(path: Path) -> dict[str, Any]:
    """Open a copy to its end and compare every file's hash and every table's rows with its manifest; the manifest.

    NotACopy names the first thing that differs.
    """
    hashes: dict[str, str] = {}
    rows: dict[str, int] = {}
    manifest: dict[str, Any] | None = None
    for entry in container.read(path):
        if entry.name == container.MANIFEST:
            manifest = read_manifest(entry)
            continue
        digest = hashlib.sha256()
        if entry.name == DUMP:
            rows = _count_rows(_hashed(entry.blocks, digest))
        else:
            for block in entry.blocks:
                digest.update(block)
        hashes[entry.name] = digest.hexdigest()
    if manifest is None or manifest["hashes"] != hashes:
        raise container.NotACopy(f"{path.name}: a file in it is not what was copied.")
    for table, expected in manifest["tables"].items():
        if rows.get(table, 0) != expected:
            raise container.NotACopy(f"{path.name}: {table} has {rows.get(table, 0)} rows of {expected}.")
    return manifest


def read_manifest(entry: container.Entry) -> dict[str, Any]:
    """The manifest of a copy, from its last entry."""
    content: dict[str, Any] = json.loads(b"".join(entry.blocks))
    return content


def count_tables(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """Rows of every table of the product, as this connection sees them."""
    counts = {}
    tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
    for (table,) in tables:
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
        counts[table] = row[0] if row else 0
    return counts


def owner_connection() -> psycopg.Connection[Any]:
    """A connection of its own as the owner, whose policy sees every municipality."""
    values = connections[OWNER].get_connection_params()
    values.pop("cursor_factory", None)
    values.pop("context", None)
    return psycopg.connect(**values)


def _entries(manifest: dict[str, Any]) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Files, the database, then the files that appeared meanwhile: every row's file is in the copy."""
    taken: set[str] = set()
    yield from _files(manifest, taken)
    yield DUMP, _dump(manifest)
    yield from _files(manifest, taken)


def _files(manifest: dict[str, Any], taken: set[str]) -> Iterator[tuple[str, Iterable[bytes]]]:
    root = Path(settings.MINGA_FILES)
    for path in sorted(root.glob("??/*")):
        name = FILES + path.relative_to(root).as_posix()
        if path.suffix == ".part" or name in taken:
            continue
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            continue  # removed meanwhile, with its row
        taken.add(name)
        manifest["hashes"][name] = hashlib.sha256(content).hexdigest()
        yield name, [content]


def _dump(manifest: dict[str, Any]) -> Iterator[bytes]:
    digest = hashlib.sha256()
    words, environment = programs.connection_words(connections[OWNER].settings_dict)
    with owner_connection() as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        snapshot = row[0] if row else ""
        words += ["--format=custom", "--compress=1", "--enable-row-security", "--schema=public"]
        program = programs.folder(connection.info.server_version // 10000) / "pg_dump"
        dumped = programs.output_of(program, [*words, f"--snapshot={snapshot}"], environment)
        yield from _hashed(dumped, digest)
        manifest["tables"] = count_tables(connection)
    manifest["hashes"][DUMP] = digest.hexdigest()


def _hashed(chunks: Iterable[bytes], digest: Any) -> Iterator[bytes]:
    for chunk in chunks:
        digest.update(chunk)
        yield chunk


def _count_rows(dump: Iterable[bytes]) -> dict[str, int]:
    """Rows of each table in a dump, read the way a restore would."""
    counts: dict[str, int] = {}
    table = ""
    program, words = programs.wheel_folder() / "pg_restore", ["--data-only", "--file=-"]
    for line in programs.lines_of(program, words, dump, {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}):
        if not table:
            if found := _COPY_LINE.match(line):
                table = found[1].decode()
                counts[table] = 0
        elif line == b"\\.\n":
            table = ""
        else:
            counts[table] += 1
    return counts
