"""Who acts: the one value that carries identity and roles into operations and queries."""

from __future__ import annotations

from dataclasses import dataclass, field

PUBLIC = "public"
SYSTEM = "system"
PARTICIPANT = "participant"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or the system acting inside one municipality (or none).

    `account_id` is None for the public, for participants by token and for the system. `roles` holds role codes
    of `minga.access.states.Role` or one of PUBLIC, PARTICIPANT, SYSTEM. `label` is what the audit shows.
    """

    account_id: int | None = None
    roles: frozenset[str] = field(default_factory=lambda: frozenset({PUBLIC}))
    municipality_id: int | None = None
    label: str = ""

    @property
    def role(self) -> str:
        """All roles as one stable string, for the audit."""
        return "+".join(sorted(self.roles))

    @property
    def is_system(self) -> bool:
        return SYSTEM in self.roles


def system_actor(municipality_id: int | None = None, label: str = "minga") -> Actor:
    """The actor of jobs and commands."""
    return Actor(roles=frozenset({SYSTEM}), municipality_id=municipality_id, label=label)


def public_actor(municipality_id: int | None = None) -> Actor:
    """Somebody who has not signed in."""
    return Actor(municipality_id=municipality_id)
