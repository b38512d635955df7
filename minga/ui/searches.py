"""What somebody looks for, kept out of addresses: forms send it in the body, the address holds an opaque mark."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from minga.kernel import marks

SEARCH = "busqueda"


def searched_text(request: HttpRequest) -> str:
    """What the mark in this request's address says; "" without one, or when it is another's or too old."""
    mark = request.GET.get(SEARCH, "")
    return (marks.text_of(mark, whose=_whose(request), at=request.at) or "") if mark else ""


def is_forgotten(request: HttpRequest) -> bool:
    """Whether the address has a mark that says nothing any more: the person must type it again."""
    return bool(request.GET.get(SEARCH)) and not searched_text(request)


def search_address(path: str, request: HttpRequest, text: str, **filters: Any) -> str:
    """The address of a list that looks for a text; filters that are empty are left out."""
    words = {name: value for name, value in filters.items() if value}
    if text:
        words[SEARCH] = marks.mark_of(text, whose=_whose(request), at=request.at)
    return f"{path}?{urlencode(words)}" if words else path


def is_scripted(request: HttpRequest) -> bool:
    """Whether the page's script asks, which puts the answer into the page itself."""
    return request.headers.get("HX-Request") == "true"


def _whose(request: HttpRequest) -> str:
    return f"search:{request.actor.account_id}:{request.actor.municipality_id}"
