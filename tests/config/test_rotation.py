"""A sealing key is replaced while people write and read: nothing is lost, nothing needs the old key afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections

from minga.config import rotation
from minga.kernel import files, keys, tenancy
from minga.kernel.keys import key_ring
from minga.kernel.sealing import CannotOpen, key_id_of, seal, unseal
from minga.people.models import Person
from tests.factories import make_municipality, make_person, remove_committed

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def own_keys(settings, tmp_path):
    """A key file of this test's own, so that retiring keys harms no other test."""
    settings.MINGA_KEYS = tmp_path / "keys.json"
    settings.MINGA_FILES = tmp_path / "files"
    settings.MINGA_FILES.mkdir()
    keys.make_keys(settings.MINGA_KEYS)
    held = keys._held
    yield key_ring(anew=True)
    keys._held = held


def test_a_new_key_seals_and_the_old_one_still_opens(own_keys):
    old = seal("reservado", context="t:1:f")
    key_id = keys.add_key(settings.MINGA_KEYS)
    key_ring(anew=True)
    new = seal("reservado", context="t:1:f")
    assert (key_id_of(old), key_id_of(new)) == (1, key_id)
    assert unseal(old, context="t:1:f") == unseal(new, context="t:1:f") == "reservado"


def test_a_process_that_never_saw_the_new_key_reads_it_when_it_meets_it(own_keys):
    held = keys._held
    keys.add_key(settings.MINGA_KEYS)
    key_ring(anew=True)
    new = seal("reservado", context="t:1:f")
    keys._held = held  # as another process that looked a moment ago
    assert unseal(new, context="t:1:f") == "reservado"


def test_a_retired_key_opens_nothing(own_keys):
    old = seal("reservado", context="t:1:f")
    keys.add_key(settings.MINGA_KEYS)
    assert keys.retire_keys(settings.MINGA_KEYS) == [1]
    key_ring(anew=True)
    with pytest.raises(CannotOpen):
        unseal(old, context="t:1:f")


def test_purposes_have_keys_of_their_own_that_outlive_a_rotation(own_keys):
    before = keys.purpose_key("audit")
    keys.add_key(settings.MINGA_KEYS)
    key_ring(anew=True)
    assert keys.purpose_key("audit") == before != keys.purpose_key("backup")
    assert len(before) == 32


def test_keys_of_a_command(own_keys, settings):
    ring = keys.keys_from_command(f"cat {settings.MINGA_KEYS}")
    assert ring == own_keys
    with pytest.raises(keys.KeysMissing, match="MINGA_KEYS_COMMAND terminó con código 3"):
        keys.keys_from_command(f"{sys.executable} -c 'import sys; sys.exit(3)'")


def test_a_file_is_sealed_anew_under_its_own_name(own_keys):
    file_id = files.store([b"hoja " * 300_000])
    assert not files.reseal(file_id)
    keys.add_key(settings.MINGA_KEYS)
    key_ring(anew=True)
    assert not files.is_of_current_key(file_id)
    assert files.reseal(file_id)
    assert files.is_of_current_key(file_id)
    assert files.opened(file_id).read() == b"hoja " * 300_000


@pytest.fixture
def committed_city(django_db_setup, django_db_blocker):
    """A municipality whose people are committed; everything is removed as the owner."""
    with django_db_blocker.unblock():
        city = make_municipality("rotada", "ROT", "1308", "Rotada")
        try:
            yield city
        finally:
            remove_committed(city)


def test_rotating_while_people_write_loses_nothing(own_keys, committed_city):
    manta = committed_city
    written: list[tuple[int, str]] = []
    stop = threading.Event()

    def write() -> None:
        try:
            while not stop.is_set():
                with tenancy.scope(manta.pk):
                    text = f"Calle {len(written)}"
                    written.append((make_person(manta, address=text).pk, text))
        finally:
            connection.close()

    with tenancy.scope(manta.pk):
        first = [(make_person(manta, address=f"Avenida {n}").pk, f"Avenida {n}") for n in range(20)]
    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        done = _rotate("--retire")
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "retired" in done.stdout
    key_ring(anew=True)
    assert list(key_ring().sealing) == [2]
    with tenancy.scope(manta.pk):
        kept = {person.pk: person.address for person in Person.objects.all()}
    assert len(written) > 5
    assert {pk: kept[pk] for pk, _ in first + written} == dict(first + written)
    assert rotation.count_left() == 0


def _rotate(*words: str) -> subprocess.CompletedProcess[str]:
    """The command as an operator runs it: a process of its own on the database of this test."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "minga.config.settings",
        "MINGA_MODE": "test",
        "MINGA_HOME": str(settings.MINGA_KEYS.parent),
        "MINGA_KEYS": str(settings.MINGA_KEYS),
        "DATABASE_URL": _url("owner"),
        "DATABASE_APP_URL": _url("default"),
    }
    return subprocess.run(
        [sys.executable, "manage.py", "rotate_keys", *words], cwd=ROOT, env=environment, capture_output=True, text=True
    )


def _url(alias: str) -> str:
    values = connections[alias].settings_dict
    name = connections["default"].settings_dict["NAME"]
    extra = "&".join(f"{key}={value}" for key, value in values["OPTIONS"].items() if isinstance(value, str))
    host = values["HOST"]
    if host.startswith("/"):
        return f"postgresql://{values['USER']}:{values['PASSWORD']}@/{name}?host={host}&port={values['PORT']}&{extra}"
    return f"postgresql://{values['USER']}:{values['PASSWORD']}@{host}:{values['PORT']}/{name}?{extra}"


def test_every_sealed_column_is_among_those_that_rotate():
    names = {(column.table, column.column) for column in rotation.sealed_columns()}
    assert ("people_document", "number") in names
    assert ("screening_answerenvelope", "answers") in names
