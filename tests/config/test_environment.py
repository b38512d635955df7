"""The typed readers of the environment: what is accepted, and errors that name the variable."""

from __future__ import annotations

from pathlib import Path

import pytest

from minga.config.environment import BadEnvironment, boolean, database, default_home, one_of, read, words


@pytest.mark.parametrize(("raw", "value"), [("1", True), ("TRUE", True), ("on", True), ("0", False), ("No", False)])
def test_booleans(monkeypatch, raw, value):
    monkeypatch.setenv("MINGA_X", raw)
    assert read("MINGA_X", boolean) is value


def test_unset_and_empty_take_the_default(monkeypatch):
    monkeypatch.delenv("MINGA_X", raising=False)
    assert read("MINGA_X", int, 25) == 25
    monkeypatch.setenv("MINGA_X", "")
    assert read("MINGA_X", boolean, False) is False


def test_missing_required_variable_is_named(monkeypatch):
    monkeypatch.delenv("MINGA_X", raising=False)
    with pytest.raises(BadEnvironment, match="MINGA_X is required"):
        read("MINGA_X", str)


@pytest.mark.parametrize(
    ("raw", "parse", "expected"),
    [
        ("maybe", boolean, "expected true or false"),
        ("many", int, "many"),
        ("staging", one_of("demo", "production"), "expected one of demo, production"),
        ("mysql://localhost/minga", database, "expected postgresql://"),
        ("minga.db", database, "expected postgresql://"),
    ],
)
def test_wrong_value_names_the_variable_and_what_it_should_hold(monkeypatch, raw, parse, expected):
    monkeypatch.setenv("MINGA_X", raw)
    with pytest.raises(BadEnvironment) as caught:
        read("MINGA_X", parse)
    assert "MINGA_X" in str(caught.value) and expected in str(caught.value)


def test_words_and_paths(monkeypatch):
    monkeypatch.setenv("MINGA_X", "a.example.org, b.example.org,")
    assert read("MINGA_X", words) == ["a.example.org", "b.example.org"]
    assert read("MINGA_X", Path) == Path("a.example.org, b.example.org,")


def test_database_address():
    found = database("postgresql://us%40er:p%2Fw@db.example.org:6432/minga?sslmode=require")
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == (
        "us@er",
        "p/w",
        "db.example.org",
        "6432",
    )
    assert found["NAME"] == "minga" and found["OPTIONS"] == {"sslmode": "require"}
    assert database("postgresql:///minga?host=/run/minga")["HOST"] == "/run/minga"


def test_password_of_a_wrong_address_is_not_repeated(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "mysql://minga:very-secret@db/minga")
    with pytest.raises(BadEnvironment) as caught:
        read("DATABASE_URL", database)
    assert "very-secret" not in str(caught.value)


def test_home_without_root_is_the_users_own(monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert default_home() == Path("/data/minga")
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert default_home() == Path("/var/lib/minga")
