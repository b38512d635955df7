"""Rows for tests, made plainly; operations are used where their effects matter."""

from .access import make_account
from .people import make_participation, make_person
from .territory import make_municipality, remove_committed

__all__ = ["make_account", "make_municipality", "make_participation", "make_person", "remove_committed"]
