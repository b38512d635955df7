"""Copies of everything (database and files, never keys), restoring them, and proving that it works.

`container` is the sealed file, `programs` PostgreSQL's own tools, `making` and `restoring` the two ways,
`places` where copies lie and how old the last good one is, `drill` the proof on a fresh cluster.
"""
