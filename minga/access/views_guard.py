"""Decorators that say who a page is for, as `minga.kernel.guard` holds them (areas below this one use them too)."""

from minga.kernel.guard import GUARD, public_page, signed_in, staff

__all__ = ["GUARD", "public_page", "signed_in", "staff"]
