"""Fixtures of the tests of people."""

from tests.people.sheets import programme, run, technician  # noqa: F401
