"""Decorators that say who a page is for, as `minga.kernel.guard` holds them (areas below this one use them too)."""

from minga.kernel.guard import FRESH, GUARD, public_page, signed_in, staff

__all__ = ["FRESH", "GUARD", "public_page", "signed_in", "staff"]
