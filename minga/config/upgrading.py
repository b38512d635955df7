"""Second half of bin/upgrade, in the virtual environment: copy, move, change, check; or everything as it was.

The database's folder of the major version before stays beside the new one, as `data.before-upgrade`, until somebody
removes it.
"""

import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from minga.config import embedded, launch, postgres_wheel
from minga.config.bootstrap import LOCK_VARIABLE
from minga.config.supervisor import say
from minga.config.system_user import StartError

LABEL = "before-upgrade"
ASIDE = f"data.{LABEL}"
WRITTEN = re.compile(r"^(/.+?\.minga): ", re.MULTILINE)


@dataclass
class Upgrade:
    """One upgrade of a home: the server its data is in, the one this code brings, and the copy made before."""

    home: Path
    before: embedded.Server | None
    after: embedded.Server | None
    copy: str = ""

    @property
    def moves(self) -> bool:
        """Whether the data goes to another major version of PostgreSQL."""
        return self.before is not None and self.after is not None and self.before.version != self.after.version


def main(words: list[str]) -> None:
    """Upgrade the home, or put a copy back; ends with a message when it cannot."""
    os.set_inheritable(int(os.environ.pop(LOCK_VARIABLE)), False)
    home = Path(os.environ["MINGA_HOME"])
    external = bool(os.environ.get("DATABASE_URL"))
    upgrade = Upgrade(home, None if external else cluster_of(home), None if external else embedded.Server(home))
    try:
        if words:
            _put_back(upgrade, Path(words[0]))
        else:
            _upgrade(upgrade)
    except StartError as error:
        sys.exit(f"bin/upgrade: {error}")
    finally:
        for server in (upgrade.before, upgrade.after):
            if server is not None and server.data.exists():
                embedded.stop(server)


def cluster_of(home: Path) -> embedded.Server:
    """The server that a home's data is in: this code's version, or the newest older one with its own programs."""
    current = embedded.Server(home)
    if current.data.exists():
        return current
    older = [folder.parent for folder in (home / "postgres").glob("*/data") if (folder / "PG_VERSION").exists()]
    if not older:
        return current
    root = max(older, key=lambda folder: int(folder.name))
    programs = postgres_wheel.programs(root, root.name)
    if not programs.exists():
        programs = Path(f"/usr/lib/postgresql/{root.name}/bin")
    return embedded.Server(home, version=root.name, binaries=programs)


def _upgrade(upgrade: Upgrade) -> None:
    environment = launch.with_database(upgrade.home, upgrade.before)
    say("Copying everything …")
    written = WRITTEN.search(launch.manage("Copy", environment, "backup", "--label", LABEL))
    if written is None:
        raise StartError("the copy did not say where it is.")
    upgrade.copy = written[1]
    say(f"  {upgrade.copy}")
    try:
        if upgrade.moves:
            environment = _move(upgrade)
        launch.prepare(upgrade.home, environment)
        say(launch.manage("Checking the audit's chain", environment, "audit", "verify").strip())
    except BaseException as error:
        say("The upgrade failed; going back …")
        _go_back(upgrade)
        raise StartError(
            f"everything is as it was before. Start it with the code of before, and report this:\n{error}"
        ) from error
    say(f"Upgraded. Start it with bin/start. To go back: bin/upgrade --back {upgrade.copy}, with the code of before.")


def _move(upgrade: Upgrade) -> dict[str, str]:
    """The same rows in a new cluster of this code's PostgreSQL; the old one is set aside untouched."""
    if upgrade.before is None or upgrade.after is None:
        raise StartError("only the embedded database moves.")
    say(f"Moving from PostgreSQL {upgrade.before.version} to {upgrade.after.version} …")
    embedded.stop(upgrade.before)
    upgrade.before.data.rename(upgrade.before.root / ASIDE)
    environment = launch.with_database(upgrade.home, upgrade.after)
    launch.manage("Rows", environment, "restore", "--as-it-was", "--database-only", upgrade.copy)
    return environment


def _go_back(upgrade: Upgrade) -> None:
    (upgrade.home / "prepared").unlink(missing_ok=True)
    if upgrade.moves and upgrade.before is not None and upgrade.after is not None:
        aside = upgrade.before.root / ASIDE
        if aside.exists():
            embedded.stop(upgrade.after)
            shutil.rmtree(upgrade.after.data, ignore_errors=True)
            aside.rename(upgrade.before.data)
        return
    _put_back(upgrade, Path(upgrade.copy))


def _put_back(upgrade: Upgrade, copy: Path) -> None:
    """The database as it was in a copy; what was there since is kept as another database until somebody drops it."""
    if upgrade.before is None:
        raise StartError(
            f"the database is not ours: make an empty one, set DATABASE_URL to it, then bin/manage restore --as-it-was "
            f"--database-only {copy}"
        )
    environment = launch.with_database(upgrade.home, upgrade.before)
    kept = _set_database_aside(upgrade.before)
    environment = launch.with_database(upgrade.home, upgrade.before)  # makes the empty one
    launch.manage("Putting the copy back", environment, "restore", "--as-it-was", "--database-only", str(copy))
    (upgrade.home / "prepared").unlink(missing_ok=True)  # the code of then gives its own rights when it starts
    say(f"The database is as it was in {copy.name}. What was there since is in the database «{kept}».")


def _set_database_aside(server: embedded.Server) -> str:
    with embedded.connect_as_superuser(server) as connection:
        names = [row[0] for row in connection.execute("SELECT datname FROM pg_database").fetchall()]
        number = 1 + sum(name.startswith(f"{embedded.DATABASE}_before_") for name in names)
        kept = f"{embedded.DATABASE}_before_{number}"
        try:
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(embedded.DATABASE), sql.Identifier(kept)
                )
            )
        except psycopg.errors.ObjectInUse as error:
            raise StartError("somebody is connected to the database: stop minga first.") from error
    return kept


if __name__ == "__main__":
    main(sys.argv[1:])
