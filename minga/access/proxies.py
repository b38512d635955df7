"""Believing a proxy that stands in front: only one whose address the settings name."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED")


class TrustedProxies:
    """Takes the visitor's address from the proxy, and forgets what anybody else says of proxies. Outermost.

    `MINGA_TRUSTED_PROXIES` names addresses or networks; a socket without address is the machine itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self.networks = [ipaddress.ip_network(text, strict=False) for text in settings.MINGA_TRUSTED_PROXIES]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        if self._is_trusted(meta.get("REMOTE_ADDR", "")):
            for hop in reversed(meta.get("HTTP_X_FORWARDED_FOR", "").split(",")):
                if not _is_address(hop.strip()):
                    break
                meta["REMOTE_ADDR"] = hop.strip()
                if not self._is_trusted(hop.strip()):
                    break
        else:
            for name in FORWARDED:
                meta.pop(name, None)
        return self.get_response(request)

    def _is_trusted(self, text: str) -> bool:
        if not text:
            return bool(self.networks)
        return _is_address(text) and any(ipaddress.ip_address(text) in network for network in self.networks)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
