"""Marks of who came, with their history."""
