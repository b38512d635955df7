"""What a rule has to say about a value: a stable code, the field and the details its sentence needs."""

from __future__ import annotations

import dataclasses
from typing import Any


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """One remark on one field; `minga.people.wording` puts it into Spanish words, in one place.

    `details` may hold what was written and what it became, so it is as sensitive as the row itself.
    """

    code: str
    field: str = ""
    details: dict[str, Any] = dataclasses.field(default_factory=dict)

    def as_json(self) -> list[Any]:
        """The three parts, for a sealed envelope."""
        return [self.code, self.field, self.details]

    @classmethod
    def from_json(cls, parts: list[Any]) -> Problem:
        """The problem that `as_json` wrote."""
        return cls(*parts)
