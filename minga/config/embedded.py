"""The embedded PostgreSQL: a private server of MINGA_HOME, made of the binaries of a wheel.

It listens on a Unix socket only, asks every connection for a password, and goes on when the Python process
that started it ends. Needs no Django.
"""

import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from minga.config import postgres_wheel
from minga.config.system_user import StartError, make_folder, own, run, runner, write_secret

VERSION = "18"
PORT = "5432"  # only part of the socket's name; said everywhere, since PGPORT may say another
SOCKET_NAME = f".s.PGSQL.{PORT}"
SOCKET_PATH_LIMIT = 100  # sun_path holds 107 bytes on Linux and 103 on macOS
START_LIMIT_SECONDS = 30
NO_PROCESS = 2**31 - 2
DATABASE, OWNER, APPLICATION, SUPERUSER = "minga", "minga_owner", "minga_app", "postgres"

SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "lc_messages": "C",
    "max_connections": "100",
    "jit": "off",
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgresql-%a.log",
    "log_rotation_age": "1d",
    "log_truncate_on_rotation": "on",
}


@dataclass(frozen=True)
class Server:
    """One private server: where it lives and how it differs from the default.

    `binaries` is a folder with initdb and pg_ctl of another installation (the tests also run on Debian's
    PostgreSQL); without it the wheel's are used. `settings` are added to postgresql.conf's values.
    `owner_creates_databases` is for test servers only.
    """

    home: Path
    settings: dict[str, str] = field(default_factory=dict)
    binaries: Path | None = None
    version: str = VERSION
    owner_creates_databases: bool = False

    @property
    def root(self) -> Path:
        """Folder of this major version."""
        return self.home / "postgres" / self.version

    @property
    def data(self) -> Path:
        """Folder of the cluster."""
        return self.root / "data"

    @property
    def programs(self) -> Path:
        """Folder of initdb, pg_ctl, psql, pg_dump."""
        return self.binaries or postgres_wheel.programs(self.root, self.version)

    @property
    def secrets_file(self) -> Path:
        """JSON file (0600) with the passwords of the three roles."""
        return self.home / "secrets" / "database.json"


@dataclass(frozen=True)
class Addresses:
    """Connection URLs of the two roles of the product."""

    owner: str
    application: str


def start(server: Server) -> Addresses:
    """Make what is missing, start the server and wait until it answers. Safe to repeat; raises StartError.

    Waits up to 30 s: after a kill -9 of the postmaster its last children hold the cluster for some seconds.
    """
    make_folder(server.root)
    if server.binaries is None:
        postgres_wheel.copy_beside(server.root, server.version, before_swap=lambda: stop(server))
    passwords = _passwords(server)
    if not (server.data / "PG_VERSION").exists():
        _initialise(server, passwords["superuser"])
    _launch_until_it_answers(server, passwords["superuser"])
    _ensure_roles(server, passwords)
    return _addresses(server, passwords)


def stop(server: Server) -> None:
    """Stop the server cleanly: open transactions are rolled back, everything committed is on disk."""
    if not is_running(server):
        return
    for mode in ("fast", "immediate"):
        stopped = _program(server, "pg_ctl", "stop", "-w", "-t", "60", "-m", mode, "-D", str(server.data))
        if stopped.returncode == 0 or not is_running(server):
            return
    raise StartError(f"PostgreSQL does not stop:\n{stopped.stderr.strip()}")


def is_running(server: Server) -> bool:
    """Whether the postmaster named in the cluster's lock file lives."""
    pid = _locked_by(server)
    return pid is not None and _process_name(pid).startswith("postgres")


def addresses(server: Server) -> Addresses | None:
    """The URLs of a server that was started before, or None when this home has none. Starts nothing."""
    if not server.secrets_file.exists() or not server.data.exists():
        return None
    return _addresses(server, json.loads(server.secrets_file.read_text(encoding="utf-8")))


def connect_as_superuser(server: Server) -> psycopg.Connection:
    """A connection to the maintenance database of a running server, each statement by itself."""
    return _connect(server, _passwords(server)["superuser"], "postgres")


def socket_folder(server: Server) -> Path:
    """The folder of the socket: under the home, or a short one of our own when that path is too long."""
    folder = server.home / "run"
    if len(os.fsencode(folder / SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
        return folder
    mark = hashlib.sha256(os.fsencode(server.home.absolute())).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"minga-{mark}"


def _addresses(server: Server, passwords: dict[str, str]) -> Addresses:
    folder = quote(str(socket_folder(server)), safe="")

    def url(role: str, password: str) -> str:
        return f"postgresql://{role}:{quote(password)}@/{DATABASE}?host={folder}&port={PORT}"

    return Addresses(url(OWNER, passwords["owner"]), url(APPLICATION, passwords["application"]))


def _passwords(server: Server) -> dict[str, str]:
    if server.secrets_file.exists():
        known: dict[str, str] = json.loads(server.secrets_file.read_text(encoding="utf-8"))
        return known
    if server.data.exists():
        raise StartError(
            f"{server.data} exists but its passwords ({server.secrets_file}) are gone. Restore that file "
            "from the backup, or move the folder away to begin with an empty database."
        )
    made = {role: secrets.token_urlsafe(24) for role in ("superuser", "owner", "application")}
    make_folder(server.secrets_file.parent)
    write_secret(server.secrets_file, json.dumps(made, indent=1) + "\n")
    return made


def _initialise(server: Server, password: str) -> None:
    """initdb into a folder aside that takes its name when whole: a kill half way leaves nothing behind."""
    fresh = server.root / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    password_file = server.root / "superuser-password"
    write_secret(password_file, password)
    locale = ["--locale=C.UTF-8"]
    if int(server.version) >= 17:
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    words = ["--pgdata", str(fresh), "--username", SUPERUSER, f"--pwfile={password_file}", "--encoding=UTF8"]
    words += ["--auth-local=scram-sha-256", "--auth-host=reject", "--data-checksums", *locale]
    try:
        made = _program(server, "initdb", *words)
    finally:
        password_file.unlink()
    if made.returncode != 0:
        raise StartError(f"Could not make the database in {server.data}:\n{made.stderr.strip()}")
    with (fresh / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write("\ninclude_if_exists = 'minga.conf'\n")
    fresh.rename(server.data)


def _write_settings(server: Server) -> None:
    folder = socket_folder(server)
    make_folder(folder)
    account = runner()
    if folder.lstat().st_uid != (os.geteuid() if account is None else account.pw_uid):
        raise StartError(f"{folder} belongs to another account: remove it, or choose a shorter MINGA_HOME.")
    values = {**SETTINGS, "unix_socket_directories": str(folder), **server.settings}
    lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in values.items()]
    path = server.data / "minga.conf"
    path.write_text("# Written at each start.\n" + "".join(lines), encoding="utf-8")
    own(path)


def _launch_until_it_answers(server: Server, password: str) -> None:
    """Start, and wait out the last children of a killed postmaster and the recovery after a crash."""
    deadline = time.monotonic() + START_LIMIT_SECONDS
    while True:
        trouble = "" if is_running(server) else _launch(server)
        if not trouble:
            try:
                with _connect(server, password, "postgres") as connection:
                    row = connection.execute("SELECT pg_is_in_recovery()").fetchone()
                if row == (False,):
                    return
                trouble = "It still reads the archive it recovers from."
            except psycopg.OperationalError as error:
                trouble = str(error)
        if time.monotonic() > deadline or "authentication failed" in trouble:
            raise StartError(f"PostgreSQL does not start. Its logs are in {server.data / 'log'}.\n{trouble}")
        time.sleep(0.3)


def _launch(server: Server) -> str:
    """One try with pg_ctl; the answer is what went wrong, or nothing."""
    _free_stale_lock(server)
    _write_settings(server)
    log = server.root / "start.log"
    log.unlink(missing_ok=True)
    begun = _program(server, "pg_ctl", "start", "-w", "-t", "30", "-D", str(server.data), "-l", str(log))
    return "" if begun.returncode == 0 else (_read(log) or begun.stderr).strip() or "pg_ctl start failed"


def _connect(server: Server, password: str, database: str) -> psycopg.Connection:
    folder = str(socket_folder(server))
    return psycopg.connect(host=folder, port=PORT, user=SUPERUSER, password=password, dbname=database, autocommit=True)


def _ensure_roles(server: Server, passwords: dict[str, str]) -> None:
    """The owner (makes tables) and the application role (reads and writes rows under row-level security)."""
    extra = sql.SQL("CREATEDB" if server.owner_creates_databases else "NOCREATEDB")
    plain = sql.SQL("NOCREATEDB")
    database, application = sql.Identifier(DATABASE), sql.Identifier(APPLICATION)
    with _connect(server, passwords["superuser"], "postgres") as connection:
        known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
        for role, key, right in ((OWNER, "owner", extra), (APPLICATION, "application", plain)):
            verb = sql.SQL("ALTER" if role in known else "CREATE")
            attributes = sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE {} PASSWORD {}")
            password = sql.Literal(passwords[key])
            connection.execute(attributes.format(verb, sql.Identifier(role), right, password))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            made = sql.SQL("CREATE DATABASE {} OWNER {}").format(database, sql.Identifier(OWNER))
            connection.execute(made)
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        connection.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, application))


def _program(server: Server, name: str, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": str(server.home)}
    return run([server.programs / name, *words], environment=environment, cwd=server.root)


def _locked_by(server: Server) -> int | None:
    first = (_read(server.data / "postmaster.pid") or "").split("\n")[0].strip()
    return int(first) if first.isdigit() else None


def _free_stale_lock(server: Server) -> None:
    """Free a lock whose process number names a zombie or, common after a reboot, another program by now.

    PostgreSQL would wait for that process for ever. Only the number is replaced, by one that no system gives
    out: the lock also names the shared memory by which PostgreSQL sees that children of the old server still
    write.
    """
    pid = _locked_by(server)
    if pid is None or not Path(f"/proc/{pid}").exists() or is_running(server):
        return
    lock = server.data / "postmaster.pid"
    lines = lock.read_text(encoding="utf-8").split("\n")
    lock.write_text("\n".join([str(NO_PROCESS), *lines[1:]]), encoding="utf-8")


def _process_name(pid: int) -> str:
    """The program that a live process runs, or nothing when there is none (or only its zombie)."""
    if sys.platform == "linux":
        status = dict(line.split(":", 1) for line in (_read(Path(f"/proc/{pid}/status")) or "").splitlines())
        return "" if status.get("State", "Z").strip().startswith("Z") else status["Name"].strip()
    listed = subprocess.run(  # noqa: S603 - fixed words and a number
        ["/bin/ps", "-p", str(pid), "-o", "comm="], capture_output=True, text=True, check=False
    )
    return Path(listed.stdout.strip()).name


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return None
