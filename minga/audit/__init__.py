"""Append-only record of who did what, beside the change and in its transaction; no foreign keys, no values."""
