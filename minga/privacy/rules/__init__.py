"""Clocks, inactivity and what is affected, over plain values."""
