"""What every area can tell of one person, in one shape, for the expediente."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One dated fact: `kind` groups and colours it, `title` and `detail` are Spanish, `url_name` opens it."""

    at: datetime
    kind: str
    title: Any
    detail: Any = ""
    url_name: str = ""
    url_args: dict[str, Any] = field(default_factory=dict)
