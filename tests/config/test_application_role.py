"""The application role on an operator's PostgreSQL, with an owner who may create roles and one who may not."""

from __future__ import annotations

import json
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from minga.config import embedded
from minga.config.application_role import application_url, ready_application_role
from minga.config.system_user import StartError


@pytest.fixture(scope="module")
def superuser() -> Iterator[str]:
    """The superuser's address on a PostgreSQL that has no application role yet."""
    folder = Path(tempfile.mkdtemp(prefix="minga-role-"))
    folder.chmod(0o755)
    server = embedded.Server(folder / "home", settings={"fsync": "off", "shared_buffers": "32MB"})
    try:
        found = embedded.start(server)
        password = json.loads(server.secrets_file.read_text())["superuser"]
        address = found.owner.replace(found.owner.split("@")[0], f"postgresql://postgres:{password}")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("REVOKE ALL ON DATABASE minga FROM minga_app")
            connection.execute("DROP ROLE minga_app")
            connection.execute("CREATE ROLE able LOGIN PASSWORD 'able' CREATEROLE")
            connection.execute("CREATE ROLE plain LOGIN PASSWORD 'plain'")
            connection.execute("GRANT CONNECT, TEMPORARY ON DATABASE minga TO able WITH GRANT OPTION")
            connection.execute("GRANT CONNECT ON DATABASE minga TO plain")
        yield address
    finally:
        embedded.stop(server)
        shutil.rmtree(folder)


def as_role(superuser: str, role: str) -> str:
    return f"postgresql://{role}:{role}@{superuser.partition('@')[2]}"


def test_an_owner_without_the_right_is_told_the_sql_to_run(superuser, tmp_path):
    with pytest.raises(StartError) as refused:
        ready_application_role(as_role(superuser, "plain"), tmp_path)
    words = str(refused.value)
    assert "CREATE ROLE minga_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD" in words
    assert "GRANT CONNECT, TEMPORARY ON DATABASE minga TO minga_app;" in words
    assert "DATABASE_APP_URL=postgresql://minga_app:" in words


def test_an_owner_with_the_right_gets_a_role_that_row_level_security_holds(superuser, tmp_path):
    url = ready_application_role(as_role(superuser, "able"), tmp_path)
    with psycopg.connect(url) as connection:
        rights = "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        assert connection.execute(rights).fetchone() == (False, False, False, False)
    kept = tmp_path / "secrets" / "application-password"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert ready_application_role(as_role(superuser, "able"), tmp_path) == url


def test_a_home_that_lost_the_password_sets_another(superuser, tmp_path):
    first = ready_application_role(as_role(superuser, "able"), tmp_path / "one")
    second = ready_application_role(as_role(superuser, "able"), tmp_path / "two")
    psycopg.connect(second).close()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(first)


def test_an_address_that_does_not_answer_is_named(tmp_path):
    with pytest.raises(StartError, match="DATABASE_URL: cannot connect"):
        ready_application_role("postgresql://nobody@127.0.0.1:9/none", tmp_path)


@pytest.mark.parametrize(
    ("owner", "expected"),
    [
        ("postgresql://o:p@db.example:5433/x", "postgresql://minga_app:a%40b@db.example:5433/x"),
        ("postgresql://o:p@/x?host=%2Frun", "postgresql://minga_app:a%40b@/x?host=%2Frun"),
        ("postgresql:///x", "postgresql://minga_app:a%40b@/x"),
    ],
)
def test_the_application_address_keeps_the_place_and_escapes_the_password(owner, expected):
    assert application_url(owner, "a@b") == expected
