"""Two people change one record: what each of them touched, so that neither undoes the other unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def marks_of(values: Mapping[str, Any]) -> str:
    """What a form shows, field by field, as short digests: put in the page and sent back with it."""
    return json.dumps({name: _mark(value) for name, value in values.items()}, sort_keys=True)


def touched(seen: str, typed: Mapping[str, Any], known: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """(values that this person changed, fields of those that somebody else changed meanwhile to something else).

    `seen` is `marks_of` the values when the page was opened; `known` what holds now. A text that is not ours, or
    none, counts every field as touched and none as changed by others.
    """
    try:
        marks = json.loads(seen)
    except ValueError:
        marks = None
    if not isinstance(marks, dict):
        return dict(typed), ()
    mine = {name: value for name, value in typed.items() if marks.get(name) != _mark(value)}
    both = tuple(name for name, value in mine.items() if _mark(known[name]) not in (marks.get(name), _mark(value)))
    return mine, both


def _mark(value: Any) -> str:
    return hashlib.sha256(("" if value is None else str(value)).encode()).hexdigest()[:12]
