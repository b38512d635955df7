"""Requests to other servers: only the one client makes them, only to named hosts with public addresses."""

from __future__ import annotations

import ast
import http.server
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from minga.kernel import outgoing

MINGA = Path(outgoing.__file__).resolve().parents[1]
CLIENTS = {"requests", "httpx", "aiohttp", "urllib3", "http.client", "urllib.request", "ftplib", "pycurl", "websockets"}
# who else may hold one, and why
ALLOWED = {
    "kernel/outgoing.py",  # the client
    "config/launch.py",  # asks the server it has just started on this machine whether it answers
}


def imports_of(source: str) -> set[str]:
    """Modules that a source file imports, in whichever way."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def holds_client(source: str) -> bool:
    return any(name == client or name.startswith(f"{client}.") for name in imports_of(source) for client in CLIENTS)


def test_no_other_module_imports_a_client():
    strays = [
        str(path.relative_to(MINGA))
        for path in MINGA.rglob("*.py")
        if holds_client(path.read_text()) and path.relative_to(MINGA).parts[:2] != ("demo", "bench")
    ]
    assert set(strays) <= ALLOWED
    assert holds_client("from urllib import request")
    assert holds_client("import http.client as c")
    assert not holds_client("from urllib.parse import quote")


@pytest.fixture
def allowed(settings):
    settings.MINGA_OUTGOING_HOSTS = ["ejemplo.org"]
    settings.MINGA_OUTGOING_PRIVATE_HOSTS = []


def resolves(monkeypatch, *addresses: str) -> list[str]:
    asked = []

    def answer(host, port, *_more, **_named):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return asked


@pytest.mark.parametrize(
    "url",
    [
        "http://ejemplo.org/",
        "https://otro.example/",
        "https://ejemplo.org.malo.example/",
        "https://ejemplo.org@malo.example/",
        "https://usuario:clave@ejemplo.org/",
        "https://ejemplo.org:22/",
        "https://ejemplo.org:99999/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "file:///etc/passwd",
        "gopher://ejemplo.org/",
        "https://ejemplo.org/\r\nHost: malo",
        "",
    ],
)
def test_what_is_not_named_is_not_asked(allowed, monkeypatch, url):
    monkeypatch.setattr(socket, "create_connection", lambda *a, **k: pytest.fail("connected"))
    resolves(monkeypatch, "93.184.216.34")
    with pytest.raises(outgoing.OutgoingRefused):
        outgoing.fetch(url)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public_are_refused_even_beside_a_public_one(allowed, monkeypatch, address):
    monkeypatch.setattr(socket, "create_connection", lambda *a, **k: pytest.fail("connected"))
    for addresses in ((address,), ("93.184.216.34", address)):
        resolves(monkeypatch, *addresses)
        with pytest.raises(outgoing.OutgoingRefused, match="not public"):
            outgoing.fetch("https://ejemplo.org/")


def test_a_name_that_changes_its_answer_is_asked_once_and_the_checked_address_is_used(allowed, monkeypatch):
    asked = resolves(monkeypatch, "93.184.216.34")
    went = []

    def connect(address, timeout):
        went.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(outgoing.OutgoingRefused, match="did not answer"):
        outgoing.fetch("https://ejemplo.org/")
    assert (asked, went) == (["ejemplo.org"], [("93.184.216.34", 443)])


class _Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/mudado":
            self.send_response(302)
            self.send_header("Location", "https://169.254.169.254/")
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"a" * (5_000 if self.path == "/largo" else 5))

    def log_message(self, *_words):
        pass


@pytest.fixture
def site(tmp_path, settings):
    """A server on this machine with a certificate of `interno.ejemplo.org`; gives its port."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "interno.ejemplo.org")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("interno.ejemplo.org")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = tmp_path / "site.pem"
    kinds = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem.write_bytes(key.private_bytes(*kinds) + certificate.public_bytes(serialization.Encoding.PEM))
    settings.MINGA_OUTGOING_CA = str(pem)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site) as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_a_real_answer_is_bounded_and_redirects_are_not_followed(site, settings, monkeypatch):
    settings.MINGA_OUTGOING_HOSTS = settings.MINGA_OUTGOING_PRIVATE_HOSTS = ["interno.ejemplo.org", "otro.ejemplo.org"]
    resolves(monkeypatch, "127.0.0.1")
    at = f"https://interno.ejemplo.org:{site}"
    assert outgoing.fetch(f"{at}/").content == b"aaaaa"
    moved = outgoing.fetch(f"{at}/mudado")
    assert (moved.status, moved.headers["location"]) == (302, "https://169.254.169.254/")
    with pytest.raises(outgoing.OutgoingRefused, match="more than"):
        outgoing.fetch(f"{at}/largo", most_bytes=4_999)
    with pytest.raises(outgoing.OutgoingRefused, match="SSLCertVerificationError"):
        outgoing.fetch(f"https://otro.ejemplo.org:{site}/")
