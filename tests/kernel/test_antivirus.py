"""clamd is asked as its manual says; without a clear answer a file is held, never taken for clean."""

import io

import pytest

from minga.kernel import files
from minga.kernel.uploads import Kind, Scan, antivirus, check_upload, keep_upload
from tests.kernel import hostile
from tests.kernel.fake_clamd import EICAR, clamd
from tests.refusals import refuses


def check(content: bytes):
    return check_upload(io.BytesIO(content), allow=frozenset(Kind))


def test_nothing_is_asked_when_no_antivirus_is_named(settings):
    settings.MINGA_CLAMD = ""
    assert check(hostile.picture()).scan is Scan.NOT_SCANNED


def test_a_clean_file_is_known_as_clean(settings, tmp_path):
    with clamd(tmp_path) as settings.MINGA_CLAMD:
        assert check(hostile.picture(size=(2000, 2000), quality=100)).scan is Scan.CLEAN


def test_an_infected_file_is_refused(settings, tmp_path):
    with clamd(tmp_path) as settings.MINGA_CLAMD, refuses("infected"):
        check(b"a;b\n" + EICAR)


@pytest.mark.parametrize("fault", ["hangs_up", "half_an_answer", "nonsense", "silent"])
def test_a_file_is_held_when_the_antivirus_says_nothing_clear(db, settings, tmp_path, monkeypatch, fault):
    monkeypatch.setattr(antivirus, "_SECONDS", 0.3)
    with clamd(tmp_path, fault=fault) as settings.MINGA_CLAMD:
        upload = check(hostile.picture())
    assert upload.scan is Scan.HELD
    file_id = keep_upload(upload)
    with pytest.raises(files.Held):
        files.opened(file_id)
    assert file_id in files.held_ids()
    files.delete(file_id)
    assert file_id not in files.held_ids()


def test_a_file_over_the_limit_of_the_antivirus_is_held_not_clean(settings, tmp_path):
    with clamd(tmp_path, limit=100) as settings.MINGA_CLAMD:
        assert check(hostile.picture(size=(1500, 1500), quality=100)).scan is Scan.HELD


@pytest.mark.parametrize("address", ["unix:/nowhere/clamd.ctl", "tcp:127.0.0.1:9", "clamd", "tcp:127.0.0.1:puerto"])
def test_a_file_is_held_when_the_antivirus_is_named_but_absent(settings, address):
    settings.MINGA_CLAMD = address
    assert check(hostile.picture()).scan is Scan.HELD
