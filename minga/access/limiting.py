"""Limits of what one network address may ask, counted before the request's transaction opens."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

from minga.kernel import clock

from .limits import LIMITS
from .operations import count_attempt

MARK = "minga_limit"
View = Callable[..., Any]


def limited(name: str, *, methods: tuple[str, ...] = ("POST",)) -> Callable[[View], View]:
    """A page that one network address may ask for only so often (`limits.LIMITS`): else 429, and no view runs."""

    def mark(view: View) -> View:
        setattr(view, MARK, (name, methods))
        return view

    return mark


class LimitMiddleware:
    """Counts in a statement of its own, outside ScopeMiddleware: never waits for a view, never undone with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            name, methods = getattr(resolve(request.path_info).func, MARK, ("", ()))
        except Resolver404:
            return self.get_response(request)
        if request.method in methods and not count_attempt(limit=name, subject=address_of(request), at=clock.now()):
            return too_many(request, name)
        return self.get_response(request)


def too_many(request: HttpRequest, limit: str) -> HttpResponse:
    """429: what to do and how long to wait; the typed text stays where the browser keeps it."""
    seconds = LIMITS[limit].seconds
    response = render(request, "access/too_many.html", {"minutes": max(1, seconds // 60)}, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


def address_of(request: HttpRequest) -> str:
    """The network address that asks; of IPv6 the part that one household or office shares."""
    address = request.META.get("REMOTE_ADDR", "")
    return str(ipaddress.ip_network(f"{address}/64", strict=False)) if ":" in address else address
