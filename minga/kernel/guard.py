"""Decorators that say who a page is for; a view without one is refused to everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

GUARD = "minga_guard"
FRESH = "minga_fresh"
View = Callable[..., Any]


def staff(right: str, *, fresh: bool = False) -> Callable[[View], View]:
    """A page for staff who may `kind.verb` of the access table in the page's municipality.

    Not signed in → sign-in page; no role in this municipality → 404; a role without the right → 403. A `fresh` page
    (export, role change, protected data) asks who signed in some time ago to show again that it is they.
    """
    kind, verb = right.split(".")

    def mark(view: View) -> View:
        setattr(view, GUARD, (kind, verb))
        setattr(view, FRESH, fresh)
        return view

    return mark


def public_page(view: View) -> View:
    """A page for anybody, signed in or not."""
    setattr(view, GUARD, "public")
    return view


def signed_in(view: View) -> View:
    """A page for any account, outside a municipality (choose where to work, own account)."""
    setattr(view, GUARD, "signed_in")
    return view
