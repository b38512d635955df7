"""Work that points to an official, of every area: what a handover would move (ROL-13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from minga.access.models import Account, RoleAssignment
from minga.access.queries import roles_to_hand_over
from minga.outreach.queries.rounds import open_rounds_of
from minga.people.queries.batches import open_batches_of
from minga.screening.queries import drafts_of
from minga.territory.models import Municipality
from minga.training.queries.classes import open_classes_of

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work: its words, what of it an account has open, and how one of them is called on a list."""

    code: str
    label: Any
    open_of: Callable[[int], QuerySet[Any]]
    words_of: Callable[[Any], str]


KINDS = (
    Kind("rounds", _("Convocatorias abiertas, con sus llamadas"), open_rounds_of, lambda row: row.name),
    Kind("classes", _("Aulas que dicta"), open_classes_of, lambda row: f"{row.course} · {row.name}"),
    Kind("interviews", _("Entrevistas sin terminar"), drafts_of, lambda row: row.code),
    Kind("sheets", _("Archivos de personas por decidir"), open_batches_of, lambda row: row.file_name),
)


@dataclass(frozen=True, slots=True)
class OpenWork:
    """How much of one kind an account has open, and the first of it in words."""

    code: str
    label: Any
    count: int
    first: list[str]


def open_work(account: Account) -> list[OpenWork]:
    """What an account has open in the municipality in scope, by kind; kinds without any are left out."""
    found = []
    for kind in KINDS:
        rows = kind.open_of(account.pk)
        count = rows.count()
        if count:
            found.append(OpenWork(kind.code, kind.label, count, [kind.words_of(row) for row in rows[:SHOWN]]))
    return found


@dataclass(frozen=True, slots=True)
class Preview:
    """What a handover would move: roles and work of the giver; and whether the receiver can use them at once."""

    roles: list[RoleAssignment]
    work: list[OpenWork]
    receiver_has_signed: bool

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to give."""
        return not self.roles and not self.work


def preview(giver: Account, receiver: Account, municipality: Municipality, on: date) -> Preview:
    """What `hand_over` would do today, without doing it."""
    return Preview(
        roles=list(roles_to_hand_over(giver, municipality, on)),
        work=open_work(giver),
        receiver_has_signed=receiver.undertakings.filter(signed_on__lte=on).exists(),
    )


def words_of_kind(code: str) -> str:
    """What a kind of work is called."""
    return next((str(kind.label) for kind in KINDS if kind.code == code), code)
