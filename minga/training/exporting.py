"""The table of the people of one class that may leave."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from minga.exports.registry import Dataset, Row, column, register
from minga.kernel.actor import Actor
from minga.people.exporting import COLUMNS as OF_THE_PERSON
from minga.people.exporting import rows_of_people
from minga.people.models import Person
from minga.people.permissions import visible_people

from .models import ClassGroup, Enrolment
from .permissions import visible_class_groups, visible_enrolments

_OWN = (
    column(Enrolment, "row_number", _("Número en la lista")),
    column(Enrolment, "state", _("Estado de la matrícula"), code="enrolment_state"),
)


def _class_of(actor: Actor, chosen: Mapping[str, str]) -> ClassGroup | None:
    try:
        public_id = uuid.UUID(chosen.get("aula", ""))
    except ValueError:
        return None
    return visible_class_groups(actor).filter(public_id=public_id).select_related("course").first()


def _clean(actor: Actor, asked: Mapping[str, str]) -> dict[str, str] | None:
    return {"aula": asked["aula"]} if _class_of(actor, asked) else None


def _words(actor: Actor, chosen: Mapping[str, str]) -> str:
    group = _class_of(actor, chosen)
    return f"{group.course} · {group}" if group else ""


def _enrolments(actor: Actor, chosen: Mapping[str, str]) -> list[Enrolment]:
    group = _class_of(actor, chosen)
    rows = visible_enrolments(actor).filter(class_group=group, row_number__isnull=False)
    return list(rows.order_by("row_number", "id")) if group else []


def _count(actor: Actor, chosen: Mapping[str, str]) -> int:
    return len(_enrolments(actor, chosen))


def _rows(actor: Actor, chosen: Mapping[str, str], columns: tuple[str, ...], at: datetime) -> Iterator[Row]:
    enrolments = {row.person_id: row for row in _enrolments(actor, chosen)}
    of_the_person = tuple(code for code in columns if code not in {each.code for each in _OWN})
    for person, cells in rows_of_people(visible_people(actor), of_the_person, at, ids=list(enrolments)):
        row = enrolments[person.pk]
        own = {"row_number": row.row_number, "enrolment_state": str(row.get_state_display())}
        yield person.public_id, [own[code] for code in columns if code in own] + cells


CLASS = register(
    Dataset(
        code="aula",
        label=_("Participantes de un aula"),
        description=_("Una fila por persona con matrícula confirmada."),
        right="people.view",
        columns=(*_OWN, *OF_THE_PERSON),
        subject=Person,
        clean=_clean,
        words=_words,
        count=_count,
        rows=_rows,
        is_offered=False,
        preselected=("row_number", "given_names", "surnames", "enrolment_state"),
    )
)
