"""Ranked lists: who is called first, and why."""
