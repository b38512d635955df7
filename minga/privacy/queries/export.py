"""What the system knows of a person, table by table: for access (to read and print) and portability (JSON, XLSX)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Field, Model
from django.utils.translation import gettext as _

from minga.access.models import Account
from minga.access.permissions import may
from minga.kernel.actor import Actor
from minga.kernel.sealing import BlindIndexField
from minga.people.models import Person
from minga.screening.models import AnswerEnvelope
from minga.screening.states import AnswersClass
from minga.ui.formats import as_full_date, as_instant

from ..holdings import HOLDINGS, Holding
from ..wording import COLUMN_LABELS

NEVER = {
    "id",
    "public_id",
    "municipality",
    "created_at",
    "inputs_sha256",
    "dedupe_key",
    "about",
    "evidence_file",
    "new_id",
}


@dataclass(frozen=True, slots=True)
class Section:
    """A table: its name, what an erasure would keep and why, and its rows as (column, label, value for people, value
    for machines). `is_withheld`: there is something that only gestión de casos hands out, in person."""

    label: str
    title: str
    rows: list[list[tuple[str, str, str, Any]]]
    is_withheld: bool = False


def told_columns(holding: Holding) -> list[Field[Any, Any]]:
    """The columns of a table that a person is told: no keys, hashes, or names of officials."""
    steps = holding.path.split("__") if holding.path else []
    return [
        each
        for each in holding.model._meta.local_fields
        if each.name not in NEVER
        and each.name not in holding.hidden
        and each.name not in steps[:1]
        and not isinstance(each, BlindIndexField)
        and each.related_model is not Account
    ]


def sections_of(person: Person, actor: Actor) -> list[Section]:
    """Every table that tells something of a person, the person's own first; protected rows only for the case role.

    A number of queries that does not depend on how many rows there are, but for the names of what they refer to.
    """
    sections = [_section(holding, person, actor) for holding in reversed(HOLDINGS) if holding.told]
    return [section for section in sections if section.rows or section.is_withheld]


def portable(person: Person, sections: list[Section], at: datetime) -> dict[str, Any]:
    """The same as plain values for a machine: table → list of {column: value}."""
    return {
        "format": "minga-portability-1",
        "code": person.code,
        "made_at": at.isoformat(),
        "tables": {
            section.label: [{name: machine for name, _label, _shown, machine in row} for row in section.rows]
            for section in sections
        },
    }


def _section(holding: Holding, person: Person, actor: Actor) -> Section:
    rows = holding.model._base_manager.filter(**({holding.path: person} if holding.path else {"pk": person.pk}))
    columns = told_columns(holding)
    related = [each.name for each in columns if each.is_relation]
    found = list(rows.select_related(*related).order_by("pk"))
    may_hand_out = may(actor, "protected", "view")
    kept = [row for row in found if may_hand_out or not _is_protected(holding, row)]
    return Section(
        label=holding.label,
        title=str(holding.title),
        rows=[
            [_cell(row, each) for each in columns if getattr(row, each.attname) not in (None, "", [], {})]
            for row in kept
        ],
        is_withheld=len(kept) < len(found),
    )


def _is_filled(row: Model, column: Field[Any, Any]) -> bool:
    return getattr(row, column.attname) not in (None, "", [], {})


def _is_protected(holding: Holding, row: Model) -> bool:
    if isinstance(row, AnswerEnvelope):
        return row.answers_class == AnswersClass.PROTECTED
    return holding.is_protected


def _cell(row: Model, column: Field[Any, Any]) -> tuple[str, str, str, Any]:
    value = getattr(row, column.name)
    label = str(COLUMN_LABELS.get(column.name, column.name))
    if column.name == "answers":
        answers = json.loads(value)
        return column.name, label, "; ".join(f"{name}: {said}" for name, said in answers.items()), answers
    return column.name, label, _shown(row, column, value), _plain(value)


def _shown(row: Model, column: Field[Any, Any], value: Any) -> str:
    if column.choices:
        return str(getattr(row, f"get_{column.name}_display")())
    if isinstance(value, bool):
        return _("Sí") if value else _("No")
    if isinstance(value, datetime):
        return as_instant(value)
    if isinstance(value, date):
        return as_full_date(value)
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return value if isinstance(value, (bool, int, float, list, dict)) else str(value)
