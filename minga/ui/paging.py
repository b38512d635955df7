"""Pages of a long list, read by key: the thousandth page costs what the first one does."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

AFTER, BEFORE = "despues", "antes"


@dataclass(frozen=True)
class Page:
    """Rows of one page in order, and the addresses of its neighbours (empty at the ends)."""

    rows: list[Any]
    previous_url: str = ""
    next_url: str = ""


def read_page(
    rows: QuerySet[Any], *, request: HttpRequest, order: tuple[str, str] = ("name_key", "id"), size: int = 50,
    descending: bool = False,
) -> Page:  # fmt: skip
    """One page of `rows` by two keys, the second unique, both in one direction and under one index.

    The address names the neighbouring row by its public id (`?despues=…`, `?antes=…`), so that no name stands in an
    address; a row that is gone leads to the first page. Costs two queries, one on the first page. Filters of the
    address are kept in the links.
    """
    backwards = BEFORE in request.GET
    mark = _mark(rows, request.GET.get(BEFORE if backwards else AFTER, ""), order)
    backwards = backwards and mark is not None
    downwards = descending != backwards
    found = rows.order_by(*(f"-{key}" if downwards else key for key in order))
    if mark is not None:
        found = found.filter(_beyond(order, mark, downwards))
    got = list(found[: size + 1])
    has_more, got = len(got) > size, got[:size]
    if backwards:
        got.reverse()
    has_previous, has_next = (has_more, True) if backwards else (mark is not None, has_more)
    return Page(
        rows=got,
        previous_url=_address(request, BEFORE, got[0]) if got and has_previous else "",
        next_url=_address(request, AFTER, got[-1]) if got and has_next else "",
    )


def _mark(rows: QuerySet[Any], text: str, order: Sequence[str]) -> tuple[Any, ...] | None:
    try:
        public_id = uuid.UUID(text)
    except ValueError:
        return None
    return rows.order_by().filter(public_id=public_id).values_list(*order).first()


def _beyond(order: Sequence[str], mark: tuple[Any, ...], downwards: bool) -> Q:
    """Strictly past the mark. Written so that the first key alone bounds the index."""
    (first, second), past = order, "lt" if downwards else "gt"
    return Q(**{f"{first}__{past}e": mark[0]}) & (
        Q(**{f"{first}__{past}": mark[0]}) | Q(**{f"{second}__{past}": mark[1]})
    )


def _address(request: HttpRequest, direction: str, row: Any) -> str:
    query = request.GET.copy()
    for name in (AFTER, BEFORE):
        query.pop(name, None)
    query[direction] = str(row.public_id)
    return f"{request.path}?{query.urlencode()}"
