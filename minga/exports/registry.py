"""What can be exported: higher areas register their tables here, with the class of every column from the models."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from minga.access.permissions import may
from minga.kernel.actor import Actor
from minga.kernel.sensitivity import BASE_FIELDS, Sensitivity

Parameters = Mapping[str, str]
Row = tuple[uuid.UUID | None, list[Any]]
"""The public id of the person the row tells of (None for figures), and its cells: text, numbers, dates or None."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `right` is `kind.verb` that its reader needs besides the table's."""

    code: str
    label: Any
    sensitivity: Sensitivity
    right: str = ""

    @property
    def is_sensitive(self) -> bool:
        """Whether a second person must approve it."""
        return self.sensitivity is Sensitivity.SENSITIVE


@dataclass(frozen=True, slots=True)
class Dataset:
    """A table that may leave.

    `subject` is the model of the persons it names, None for figures. `clean` turns what an address asked into
    parameters, or None when it names nothing the actor may see; `words` says them; `count` how many rows; `rows` gives
    them one by one, reading in pieces. A table that is not `is_offered` is asked for from its own page. `preselected`
    columns are ticked at first: of persons, those that do not say who they are (SCR-6).
    """

    code: str
    label: Any
    description: Any
    right: str
    columns: tuple[Column, ...]
    subject: type[models.Model] | None
    clean: Callable[[Actor, Parameters], dict[str, str] | None]
    words: Callable[[Actor, Parameters], str]
    count: Callable[[Actor, Parameters], int]
    rows: Callable[[Actor, Parameters, tuple[str, ...], datetime], Iterator[Row]]
    is_offered: bool = True
    preselected: tuple[str, ...] = ()

    @property
    def is_identified(self) -> bool:
        """Whether it names persons."""
        return self.subject is not None

    def chosen(self, codes: list[str]) -> tuple[Column, ...]:
        """The columns of these codes, in the order of the table; KeyError for one that is not offered."""
        known = {column.code: column for column in self.columns}
        for code in codes:
            known[code]
        return tuple(column for column in self.columns if column.code in codes)


_datasets: dict[str, Dataset] = {}


def column(model: type[models.Model], field: str, label: Any, *, code: str = "", right: str = "") -> Column:
    """A column that shows a field of a model, with that field's class; ValueError for a protected one."""
    known: dict[str, Sensitivity] = BASE_FIELDS | getattr(model, "sensitivity", {})
    if known[field] is Sensitivity.PROTECTED:
        raise ValueError(f"{model.__name__}.{field} is protected: it is never exported")
    return Column(code or field, label, known[field], right)


def register(dataset: Dataset) -> Dataset:
    """Offer a table; its columns may not be protected."""
    if any(each.sensitivity is Sensitivity.PROTECTED for each in dataset.columns):
        raise ValueError(f"{dataset.code}: protected columns are never exported")
    _datasets[dataset.code] = dataset
    return dataset


def registered() -> list[Dataset]:
    """Every table."""
    return list(_datasets.values())


def dataset_of(code: str) -> Dataset | None:
    """The table of this code."""
    return _datasets.get(code)


def may_read(actor: Actor, right: str) -> bool:
    """Whether the actor may `kind.verb`; nothing asked is allowed."""
    return not right or may(actor, *right.split("."))


def columns_for(dataset: Dataset, actor: Actor) -> tuple[Column, ...]:
    """The columns this actor may take out."""
    return tuple(each for each in dataset.columns if may_read(actor, each.right))
