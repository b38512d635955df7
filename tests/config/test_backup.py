"""A copy holds everything but the keys, tells when it is damaged, and comes back as a working installation."""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from minga.config.backup import banner, container, drill, making, places, restoring
from minga.kernel import clock, files, keys, tenancy
from minga.kernel.actor import system_actor
from minga.messaging.models import Message
from minga.people.models import ContactPoint
from tests.factories import make_municipality, make_person, remove_committed

CANARY = "Calle del Canario 77"
AT = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)


@pytest.fixture
def home(settings):
    """A home of this test's own, where copies, files and drills lie; the system account may enter it."""
    folder = Path(tempfile.mkdtemp(prefix="minga-copies-"))
    folder.chmod(0o755)
    settings.MINGA_HOME = folder
    settings.MINGA_FILES = folder / "files"
    settings.MINGA_FILES.mkdir()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def filled(home, django_db_setup, django_db_blocker):
    """Committed rows and a file: one person with an address, in a municipality of her own."""
    with django_db_blocker.unblock():
        city = make_municipality("copiada", "COP", "1308", "Copiada")
        with tenancy.scope(city.pk):
            person = make_person(city, address=CANARY)
        files.store([b"hoja " + CANARY.encode()])
        try:
            yield person
        finally:
            remove_committed(city)


@pytest.fixture
def copy(filled, home):
    """A fresh copy of all that."""
    return making.make_copy(home / "copies", at=AT)


def test_a_copy_holds_every_table_and_file_and_no_readable_word(copy, home):
    manifest = making.verify(copy.path)
    assert manifest["tables"]["people_person"] == 1
    assert manifest["tables"]["territory_adminarea"] > 200
    assert (copy.files, len(manifest["hashes"])) == (1, 2)
    content = copy.path.read_bytes()
    assert CANARY.encode() not in content
    assert b"people_person" not in content
    assert keys.key_ring().blind not in content
    assert copy.path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (home / "copies").iterdir()] == ["minga-20261121T070000Z.minga"]


@pytest.mark.parametrize("place", [200, 0.3, 0.6, -1], ids=["early", "third", "later", "last-byte"])
def test_a_changed_byte_is_found(copy, place):
    content = bytearray(copy.path.read_bytes())
    at = int(len(content) * place) if isinstance(place, float) else place
    content[at] ^= 1
    copy.path.write_bytes(content)
    with pytest.raises(container.NotACopy):
        making.verify(copy.path)


def test_a_cut_copy_is_found(copy):
    copy.path.write_bytes(copy.path.read_bytes()[:-100])
    with pytest.raises(container.NotACopy, match="damaged"):
        making.verify(copy.path)


def test_another_installations_copy_says_whose_keys_it_needs(copy, settings, tmp_path):
    mark = container.key_mark()
    held = keys._held
    settings.MINGA_KEYS = tmp_path / "others.json"
    keys.make_keys(settings.MINGA_KEYS)
    keys.key_ring(anew=True)
    try:
        with pytest.raises(container.NotACopy, match=rf"«{mark}».*«{container.key_mark()}»"):
            making.verify(copy.path)
    finally:
        keys._held = held


def test_what_is_no_copy_says_so(tmp_path):
    other = tmp_path / "letter.minga"
    other.write_bytes(b"Estimada vecina")
    with pytest.raises(container.NotACopy, match="is not a copy of minga"):
        container.read_head(other)


def test_a_copy_goes_only_where_nothing_is(copy):
    with pytest.raises(restoring.CannotRestore, match="tables already: restore into an empty database"):
        restoring.restore_copy(copy.path)


def test_the_drill_restores_verifies_and_signs_in(copy, home):
    done = drill.drill(copy.path, at=AT + timedelta(hours=3))
    assert done.rpo_seconds == 3 * 3600
    assert 0 < done.rto_seconds < 600
    assert f"{copy.rows} rows and 1 files" in done.restored
    assert "signed in" in done.sign_in
    assert not list(home.glob("drill-*"))
    assert json.loads(done.as_json())["copy"] == copy.path.name


def test_the_drill_says_which_step_failed(copy):
    copy.path.write_bytes(copy.path.read_bytes()[:-100])
    with pytest.raises(drill.DrillFailed, match=r"restore: .*damaged"):
        drill.drill(copy.path, at=AT)


def test_a_drill_without_copies_says_what_to_do(home):
    with pytest.raises(CommandError, match="There is no copy yet"):
        call_command("restore_drill")


def test_signing_in_is_tried_on_drills_only(home):
    with pytest.raises(CommandError, match="no drill"):
        call_command("try_sign_in")


def test_old_copies_go_but_never_the_newest(copy, home, settings):
    for days in (10, 29, 31, 60):
        at = AT - timedelta(days=days)
        older = home / "copies" / f"minga-{days}.minga"
        older.write_bytes(copy.path.read_bytes().replace(AT.isoformat().encode(), at.isoformat().encode(), 1))
    gone = places.drop_old(home / "copies", at=AT)
    assert sorted(path.name for path in gone) == ["minga-31.minga", "minga-60.minga"]
    assert places.drop_old(home / "copies", at=AT + timedelta(days=400)) != [copy.path]
    assert places.newest().path == copy.path


def test_the_second_place_gets_the_same_and_reads_it_again(copy, home, settings):
    settings.MINGA_COPIES_TO = str(home / "elsewhere")
    carried = places.carry(copy, places.second_place())
    assert carried.read_bytes() == copy.path.read_bytes()
    assert places.state(at=AT) == places.State(last_at=AT, is_stale=False, has_second_place=True)


def test_after_three_days_without_a_copy_the_state_is_stale(copy, home):
    assert not places.state(at=AT + timedelta(days=3)).is_stale
    assert places.state(at=AT + timedelta(days=3, seconds=1)).is_stale
    copy.path.unlink()
    assert places.state(at=AT).is_stale


def test_letters_that_waited_when_the_copy_was_made_wait_for_a_person(in_manta, at):
    from minga.messaging import operations as messaging
    from minga.messaging.states import MessageState

    person = make_person(in_manta)
    contact = ContactPoint.objects.create(municipality=in_manta, person=person, kind="email", value="a@example.org")
    message = messaging.enqueue(
        person=person, contact_point=contact, channel="email", purpose="invitation", about=person.public_id,
        subject="A", body="B", dedupe_key="k", actor=system_actor(in_manta.pk), at=at,
    )  # fmt: skip
    assert messaging.give_up_waiting(actor=system_actor(in_manta.pk), at=clock.now()) == 1
    assert Message.objects.get(pk=message.pk).state == MessageState.UNKNOWN


def test_the_nightly_copy_is_made(filled, home, settings):
    from minga.config.jobs import make_nightly_copy

    settings.MINGA_COPIES_TO = str(home / "elsewhere")
    make_nightly_copy(0)
    assert [len(list(Path(home / name).glob("*.minga"))) for name in ("copies", "elsewhere")] == [1, 1]


def test_the_banner_is_for_who_answers_for_the_installation_and_only_in_production(
    home, settings, sign_in, monkeypatch
):
    monkeypatch.setattr(banner, "_seen", None)
    page = "/manta/mi-dia/"
    text = "Todavía no hay ninguna copia de seguridad"
    assert text not in sign_in("coordinator").get(page).content.decode()
    settings.MINGA_MODE = "production"
    assert text in sign_in("coordinator").get(page).content.decode()
    assert text not in sign_in("technician").get(page).content.decode()


def test_the_banner_names_the_day_of_the_last_copy():
    state = places.State(last_at=AT, is_stale=True, has_second_place=False)
    assert "21/11/2026" in banner.words(state)
    assert banner.words(places.State(last_at=AT, is_stale=False, has_second_place=True)) == ""
