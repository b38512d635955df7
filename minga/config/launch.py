"""Second half of bin/start, in the virtual environment: database, data, then web server and job worker."""

import hashlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from minga.config import embedded, web_server
from minga.config.application_role import ready_application_role
from minga.config.bootstrap import LOCK_VARIABLE
from minga.config.supervisor import Part, Supervisor, end_leftovers, say
from minga.config.system_user import StartError

CODE = Path(__file__).resolve().parent.parent.parent
HEALTH_PATH = "/salud/"
CHILDREN = "children"
DEMO_ACCOUNTS = "demo-accounts.txt"
WORTH_TELLING_SECONDS = 5
HEALTH_LIMIT_SECONDS = 60


def main() -> None:
    """Serve until somebody asks to stop; ends with a message when something is wrong."""
    os.umask(0o027)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # until the supervisor listens
    os.set_inheritable(int(os.environ.pop(LOCK_VARIABLE)), False)
    home = Path(os.environ["MINGA_HOME"])
    server = None if os.environ.get("DATABASE_URL") else embedded.Server(home)
    try:
        _refuse_other_mode(home)
        _refuse_other_cluster(server)
        end_leftovers(home / CHILDREN)
        _refuse_busy_port()
        environment = with_database(home, server)
        prepare(home, environment)
        _serve(home, environment, server)
    except StartError as error:
        sys.exit(f"bin/start: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        if server is not None:
            embedded.stop(server)
            say("Database stopped.")


def _refuse_other_mode(home: Path) -> None:
    """A home of real people is never served with demo accounts, nor the other way round."""
    mark, mode = home / "mode", os.environ["MINGA_MODE"]
    if not mark.exists():
        mark.write_text(mode, encoding="utf-8")
    known = mark.read_text(encoding="utf-8").strip()
    if known != mode:
        raise StartError(f"{home} was made for {known} mode; for {mode} choose another MINGA_HOME.")


def _refuse_other_cluster(server: embedded.Server | None) -> None:
    """Data of another PostgreSQL is moved on purpose, never answered with an empty database."""
    if server is None or server.data.exists():
        return
    for other in (server.home / "postgres").glob("*/data/PG_VERSION"):
        raise StartError(
            f"the data in {server.home} is of PostgreSQL {other.parent.parent.name}; this code brings "
            f"{server.version}. Run bin/upgrade: it copies everything first."
        )


def _port() -> int:
    raw = os.environ.get("PORT") or "8000"
    if not raw.isdigit() or not 0 < int(raw) < 65536:
        raise StartError(f"PORT is '{raw}'; it must be a number between 1 and 65535.")
    return int(raw)


def _host() -> str:
    return os.environ.get("MINGA_LISTEN") or "127.0.0.1"


def _refuse_busy_port() -> None:
    with socket.socket(socket.AF_INET6 if ":" in _host() else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_host(), _port()))
        except OSError as error:
            other = _port() + 1
            raise StartError(
                f"port {_port()} cannot be used ({error.strerror}). Try: PORT={other} bin/start"
            ) from error


def with_database(home: Path, server: embedded.Server | None) -> dict[str, str]:
    """The environment for every part, with the addresses of the database in it."""
    environment = dict(os.environ)
    public = environment.setdefault("MINGA_PUBLIC_URL", f"http://localhost:{_port()}")
    hosts = environment.get("MINGA_ALLOWED_HOSTS") or urlsplit(public).hostname or ""
    environment["MINGA_ALLOWED_HOSTS"] = f"{hosts},localhost,127.0.0.1,[::1]"
    if server is not None:
        say("Starting the database …")
        found = embedded.start(server)
        return environment | {"DATABASE_URL": found.owner, "DATABASE_APP_URL": found.application}
    if not environment.get("DATABASE_APP_URL"):
        environment["DATABASE_APP_URL"] = ready_application_role(environment["DATABASE_URL"], home)
    return environment


def prepare(home: Path, environment: dict[str, str]) -> None:
    """Keys, tables, rights, data, texts and static files; skipped when code and database are the same."""
    mark = home / "prepared"
    wanted = _fingerprint(environment)
    if mark.exists() and mark.read_text(encoding="utf-8") == wanted and _is_migrated(environment):
        return
    mark.unlink(missing_ok=True)
    if not (home / "keys" / "secret_key").exists():
        # Settings of production refuse to load without a secret key, and this command is what makes the lasting one.
        passing_key = {"MINGA_SECRET_KEY": secrets.token_urlsafe(50)}
        manage("Keys", passing_key | environment, "prepare_home")
    _run_steps(_steps(home, environment["MINGA_MODE"]), environment)
    mark.write_text(wanted, encoding="utf-8")


def _steps(home: Path, mode: str) -> list[tuple[str, list[str], str | None]]:
    """Title, words and the file for what is printed, of every command that makes code and database fit."""
    steps: list[tuple[str, str, Path | None]] = [
        ("Folders", "prepare_home", None),
        ("Tables", "migrate --database owner --no-input --skip-checks", None),
        ("Rights of the application", "grant_app_role --database owner", None),
        ("Mode", "keep_mode", None),
        ("Reference data", "load_reference", None),
        ("Wishes to talk in private", "note_earlier_wishes", None),
    ]
    if mode == "demo":
        steps += [
            ("Demonstration programme", "seed_demo --if-empty", None),
            ("Accounts of the demonstration", "demo_accounts", home / DEMO_ACCOUNTS),
        ]
    steps += [
        ("Texts", "compile_translations", None),
        ("Static files", "collectstatic --clear --no-input", None),
    ]
    if mode == "production":
        steps += [("Safety of the settings", "check --deploy", None)]
    return [(title, words.split(), str(keep) if keep else None) for title, words, keep in steps]


def _run_steps(steps: list[tuple[str, list[str], str | None]], environment: dict[str, str]) -> None:
    """All steps in one process of their own; StartError with what the failing one said."""
    done = subprocess.run(
        [sys.executable, "-m", "minga.config.preparing"],
        env={"DJANGO_SETTINGS_MODULE": "minga.config.settings"} | environment,
        cwd=CODE,
        input=json.dumps(steps),
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise StartError(done.stderr[-4000:].strip())


def _fingerprint(environment: dict[str, str]) -> str:
    seen = hashlib.sha256(environment["DATABASE_URL"].encode())
    seen.update(f"{environment['MINGA_MODE']} {environment['MINGA_PUBLIC_URL']}".encode())
    files = (path for path in (CODE / "minga").rglob("*") if path.suffix not in (".pyc", ".mo") and path.is_file())
    for path in sorted(files):
        seen.update(str(path.relative_to(CODE)).encode() + path.read_bytes())
    return seen.hexdigest()


def _is_migrated(environment: dict[str, str]) -> bool:
    """Whether the database still has our tables (it may have been replaced by an empty one)."""
    import psycopg

    with psycopg.connect(environment["DATABASE_URL"]) as connection:
        row = connection.execute("SELECT to_regclass('django_migrations') IS NOT NULL").fetchone()
    return bool(row and row[0])


def manage(title: str, environment: dict[str, str], *words: str) -> str:
    say(f"{title} …")
    begun = time.monotonic()
    done = subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, str(CODE / "manage.py"), *words],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise StartError(f"manage.py {' '.join(words)} failed:\n{done.stdout[-4000:].strip()}")
    if time.monotonic() - begun > WORTH_TELLING_SECONDS:
        say(f"  done in {time.monotonic() - begun:.0f} s")
    return done.stdout


def _parts(environment: dict[str, str]) -> list[Part]:
    workers = os.environ.get("WEB_WORKERS") or str(min(4, (os.cpu_count() or 1) + 1))
    host = f"[{_host()}]" if ":" in _host() else _host()
    web = web_server.command(f"{host}:{_port()}", workers)
    # the audit is sealed every five seconds: what went well is not kept
    worker = [sys.executable, str(CODE / "manage.py"), "procrastinate", "worker", "--delete-jobs", "successful"]
    jobs = [Part(f"Job worker {number + 1}", worker, environment) for number in range(job_workers())]
    return [Part("The web server", web, environment | {"MINGA_POOL": "true"}), *jobs]


def job_workers() -> int:
    """How many processes run jobs: JOB_WORKERS, or one a core and two at most. A process uses one core."""
    return int(os.environ.get("JOB_WORKERS") or min(2, os.cpu_count() or 1))


def _serve(home: Path, environment: dict[str, str], server: embedded.Server | None) -> None:
    def watch() -> None:
        if server is not None and not embedded.is_running(server):
            say("The database ended; starting it again …")
            embedded.start(server)

    supervisor = Supervisor(_parts(environment), record=home / CHILDREN, watch=watch)
    supervisor.listen()
    try:
        supervisor.start()
        _wait_until_healthy(supervisor)
        if not supervisor.asked_to_stop:
            _welcome(home, environment)
        supervisor.run()
    finally:
        say("Stopping …")
        supervisor.stop()


def _wait_until_healthy(supervisor: Supervisor) -> None:
    address = f"http://{'127.0.0.1' if _host() in ('0.0.0.0', '::') else _host()}:{_port()}{HEALTH_PATH}"  # noqa: S104
    request = urllib.request.Request(address, headers={"X-Forwarded-Proto": "https"})
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + HEALTH_LIMIT_SECONDS
    trouble: Exception | None = None
    while time.monotonic() < deadline and not supervisor.asked_to_stop:
        supervisor.look()
        try:
            with direct.open(request, timeout=5):
                return
        except (urllib.error.URLError, OSError) as error:
            trouble = error
        time.sleep(0.2)
    if not supervisor.asked_to_stop:
        raise StartError(f"the pages do not answer at {address}: {trouble}")


def _welcome(home: Path, environment: dict[str, str]) -> None:
    say(f"\nminga is ready: {environment['MINGA_PUBLIC_URL']}\n")
    if environment["MINGA_MODE"] == "demo":
        say((home / DEMO_ACCOUNTS).read_text(encoding="utf-8"))
    say("Stop it with Ctrl-C.")


if __name__ == "__main__":
    main()
