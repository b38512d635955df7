"""The audit of dependencies: finds what the registry or the snapshot knows, and says what it could not ask."""

from __future__ import annotations

import http.server
import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VULNERABILITIES = {
    "/pypi/malo/1.0/json": [{"id": "PYSEC-1", "aliases": ["CVE-1"], "fixed_in": ["1.1"], "withdrawn": None}],
    "/pypi/retirado/1.0/json": [{"id": "PYSEC-2", "aliases": [], "fixed_in": [], "withdrawn": "2026-01-01"}],
    "/pypi/bueno/2.0/json": [],
}


class _Registry(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        rows = VULNERABILITIES.get(self.path)
        self.send_response(404 if rows is None else 200)
        self.end_headers()
        self.wfile.write(json.dumps({"vulnerabilities": rows}).encode())

    def log_message(self, *_words):
        pass


@pytest.fixture
def registry():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Registry) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def audit(tmp_path):
    """`audit(pins, registry)`: the program on a folder of its own; gives exit code and words."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "requirements").mkdir()
    shutil.copy(ROOT / "bin" / "audit-dependencies", tmp_path / "bin")
    snapshot = {
        "taken_on": "2024-10-10",
        "advisories": {
            "antiguo": [{"id": "PYSEC-9", "aliases": [], "ranges": [["1.0", "1.2.3"]], "versions": []}],
            "suelto": [{"id": "PYSEC-8", "aliases": [], "ranges": [], "versions": ["0.1"]}],
        },
    }
    (tmp_path / "requirements" / "advisories.json").write_text(json.dumps(snapshot))
    (tmp_path / "requirements" / "accepted-advisories.txt").write_text("# none\n")

    def run(pins: str, registry: str, accepted: str = ""):
        (tmp_path / "requirements" / "base.txt").write_text(pins)
        if accepted:
            (tmp_path / "requirements" / "accepted-advisories.txt").write_text(accepted)
        command = [sys.executable, str(tmp_path / "bin" / "audit-dependencies"), "--registry", registry]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    return run


def test_a_known_vulnerability_fails(audit, registry):
    code, words = audit("malo==1.0 \\\n    --hash=sha256:0\nbueno==2.0\nretirado==1.0\n", registry)
    assert code == 1
    assert "malo 1.0: CVE-1, mended in 1.1" in words
    assert "bueno" not in words
    assert "retirado" not in words
    assert "3 of 3 pins asked" in words


def test_one_that_somebody_accepted_with_a_reason_does_not(audit, registry):
    code, _words = audit("malo==1.0\n", registry, accepted="CVE-1 la función no se usa\n")
    assert code == 0
    code, words = audit("malo==1.0\n", registry, accepted="CVE-1\n")
    assert code == 1
    assert "needs a reason" in words


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "http://no-existe.invalid"])
def test_without_a_registry_nothing_fails_and_it_says_so(audit, address):
    code, words = audit("bueno==2.0\nmalo==1.0\n", address)
    assert code == 0
    assert "NOT ASKED: the registry did not answer for 2 of 2 pins" in words
    assert "2024-10-10" in words


def test_a_mirror_without_the_api_counts_as_not_asked(audit, registry):
    code, words = audit("desconocido==1.0\n", registry)
    assert code == 0
    assert "0 of 1 pins asked" in words


@pytest.mark.parametrize(
    ("pin", "code"),
    [("antiguo==1.2", 1), ("antiguo==1.2.3", 0), ("antiguo==0.9", 0), ("suelto==0.1", 1), ("suelto==0.2", 0)],
)
def test_the_snapshot_serves_without_a_registry(audit, pin, code):
    assert audit(f"{pin}\n", "http://127.0.0.1:9")[0] == code


def test_the_snapshot_of_the_repository_knows_names_we_pin():
    snapshot = json.loads((ROOT / "requirements" / "advisories.json").read_text())
    assert {"django", "pillow", "lxml"} <= set(snapshot["advisories"])
    assert snapshot["taken_on"] == "2024-10-10"
