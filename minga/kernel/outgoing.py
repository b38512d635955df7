"""The one client for requests to other servers: named hosts only, public addresses only, short, small, no redirects.

A host is allowed when it is in `MINGA_OUTGOING_HOSTS`. Its name is resolved once and the connection goes to the address
that was checked, so that a name which changes its answer (DNS rebinding) leads nowhere. Addresses that are not public
(this machine, the municipal network, cloud metadata) are refused unless the host is in `MINGA_OUTGOING_PRIVATE_HOSTS`.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

SECONDS = 10
MOST_BYTES = 2_000_000
PORTS = frozenset({443})
_Address = tuple[str, int]


class OutgoingRefused(Exception):
    """The request was not made or its answer not taken; the message says why and names no secret of the address."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other server said; 3xx are answers too: nobody follows them."""

    status: int
    headers: Mapping[str, str]
    content: bytes


def fetch(
    url: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    most_bytes: int = MOST_BYTES,
) -> Answer:
    """Ask another server over HTTPS. OutgoingRefused for an address that is not allowed, for one that does not answer
    in 10 s, and for an answer that is too long."""
    host, port, target = _parts(url)
    line = _Pinned(host, port, _checked_address(host, port))
    try:
        line.request(method, target, body=body, headers={"Accept-Encoding": "identity", **(headers or {})})
        heard = line.getresponse()
        content = heard.read(most_bytes + 1)
        if len(content) > most_bytes:
            raise OutgoingRefused(f"{host} answered more than {most_bytes} bytes")
        return Answer(heard.status, {name.lower(): value for name, value in heard.getheaders()}, content)
    except (OSError, http.client.HTTPException) as error:
        raise OutgoingRefused(f"{host} did not answer: {type(error).__name__}") from error
    finally:
        line.close()


def _parts(url: str) -> tuple[str, int, str]:
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError as error:
        raise OutgoingRefused("not an address") from error
    host = (parts.hostname or "").rstrip(".").lower()
    if parts.scheme != "https" or parts.username or parts.password or not host:
        raise OutgoingRefused("only https addresses without a user are asked")
    if host not in settings.MINGA_OUTGOING_HOSTS:
        raise OutgoingRefused(f"{host} is not in MINGA_OUTGOING_HOSTS")
    if port not in PORTS and host not in settings.MINGA_OUTGOING_PRIVATE_HOSTS:
        raise OutgoingRefused(f"port {port} is not asked")
    target = parts.path or "/"
    if any(ord(sign) <= 32 for sign in target + parts.query):
        raise OutgoingRefused("not an address")
    return host, port, f"{target}?{parts.query}" if parts.query else target


def _checked_address(host: str, port: int) -> _Address:
    """The first address of a host, when every one of them may be asked."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise OutgoingRefused(f"{host} is not known") from error
    addresses = [ipaddress.ip_address(str(row[4][0]).partition("%")[0]) for row in found]
    if host not in settings.MINGA_OUTGOING_PRIVATE_HOSTS and not all(map(_is_public, addresses)):
        raise OutgoingRefused(f"{host} leads to an address that is not public")
    return str(addresses[0]), port


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return _is_public(inner)
        if address in ipaddress.ip_network("64:ff9b::/96"):  # an IPv4 address behind a translator
            return _is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return address.is_global and not address.is_multicast


class _Pinned(http.client.HTTPSConnection):
    """A connection to the address that was checked; the certificate must still be of the host."""

    def __init__(self, host: str, port: int, address: _Address):
        super().__init__(host, port, timeout=SECONDS, context=ssl.create_default_context())
        self._address = address
        self._tls = ssl.create_default_context(cafile=settings.MINGA_OUTGOING_CA or None)

    def connect(self) -> None:
        """To the checked address, under the host's name."""
        plain = socket.create_connection(self._address, SECONDS)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
