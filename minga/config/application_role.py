"""The application role on an operator's PostgreSQL: made when the owner may, else the SQL is named."""

import secrets
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from minga.config.system_user import StartError, make_folder, write_secret

ROLE = "minga_app"
OLDEST = 150000


def ready_application_role(owner_url: str, home: Path) -> str:
    """The URL under which the pages are served on the database of `owner_url`. Raises StartError.

    The password is made here, kept in the home (0600) and set again when the database no longer accepts it.
    When the owner may not create roles, the error says which SQL somebody with that right must run.
    """
    keep = home / "secrets" / "application-password"
    make_folder(keep.parent)
    if not keep.exists():
        write_secret(keep, secrets.token_urlsafe(24))
    password = keep.read_text(encoding="utf-8")
    url = application_url(owner_url, password)
    _refuse_old(owner_url)
    if not _accepts(url):
        _make(owner_url, password)
        if not _accepts(url):
            raise StartError(f"The role {ROLE} was made but cannot connect: allow it in pg_hba.conf.")
    return url


def application_url(owner_url: str, password: str) -> str:
    """The same database as `owner_url`, as the application role."""
    parts = urlsplit(owner_url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{ROLE}:{quote(password, safe='')}@{place}"))


def _refuse_old(owner_url: str) -> None:
    try:
        with psycopg.connect(owner_url) as connection:
            version = connection.info.server_version
    except psycopg.OperationalError as error:
        raise StartError(f"DATABASE_URL: cannot connect: {error}") from error
    if version < OLDEST:
        raise StartError(f"DATABASE_URL: PostgreSQL {version // 10000} is too old; 15 or newer is needed.")


def _accepts(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def _make(owner_url: str, password: str) -> None:
    with psycopg.connect(owner_url, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone()
        verb = "ALTER" if known else "CREATE"
        rights = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE"
        try:
            if not known:
                connection.execute(sql.SQL("CREATE ROLE {} " + rights).format(sql.Identifier(ROLE)))
            set_password = sql.SQL("ALTER ROLE {} PASSWORD {}")
            connection.execute(set_password.format(sql.Identifier(ROLE), sql.Literal(password)))
            database = sql.Identifier(connection.info.dbname)
            connection.execute(
                sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, sql.Identifier(ROLE))
            )
        except psycopg.errors.InsufficientPrivilege as refused:
            raise StartError(
                f"The owner role may not make the application role ({str(refused).strip()}). "
                f"Somebody with that right must run:\n  {verb} ROLE {ROLE} {rights} PASSWORD '…';\n"
                f"  GRANT CONNECT, TEMPORARY ON DATABASE {connection.info.dbname} TO {ROLE};\n"
                f"then give bin/start DATABASE_APP_URL={application_url(owner_url, '…')}"
            ) from refused
