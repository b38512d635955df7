"""The register of certificates that may leave."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from minga.exports.registry import Column, Dataset, Row, column, register
from minga.kernel.actor import Actor
from minga.people.models import Person

from . import queries
from .models import Certificate
from .states import CertificateState

_PIECE = 2_000
_READERS: dict[str, tuple[Column, Callable[[Certificate], Any]]] = {
    each.code: (each, reader)
    for each, reader in (
        (column(Certificate, "code", _("Código")), lambda row: row.code),
        (column(Certificate, "name", _("Nombre")), lambda row: row.name),
        (column(Certificate, "course_name", _("Curso")), lambda row: row.course_name),
        (
            column(Certificate, "enrolment", _("Aula"), code="class_group"),
            lambda row: row.enrolment.class_group.name,
        ),
        (column(Certificate, "hours", _("Horas")), lambda row: row.hours),
        (column(Certificate, "started_on", _("Empezó")), lambda row: row.started_on),
        (column(Certificate, "ended_on", _("Terminó")), lambda row: row.ended_on),
        (column(Certificate, "issued_at", _("Emitido")), lambda row: timezone.localdate(row.issued_at)),
        (column(Certificate, "revoked_at", _("Estado"), code="state"), lambda row: str(row.state.label)),
    )
}


def _clean(actor: Actor, asked: Mapping[str, str]) -> dict[str, str] | None:
    chosen = {name: asked.get(name, "").strip()[:80] for name in ("q", "estado")}
    if chosen["estado"] not in ("", *CertificateState.values):
        return None
    return {name: value for name, value in chosen.items() if value}


def _words(actor: Actor, chosen: Mapping[str, str]) -> str:
    said = [f"«{chosen['q']}»"] if "q" in chosen else []
    said += [str(CertificateState(chosen["estado"]).label)] if "estado" in chosen else []
    return "; ".join(said) or str(_("todo el registro"))


def _certificates(actor: Actor, chosen: Mapping[str, str]) -> QuerySet[Certificate]:
    return queries.register(actor, text=chosen.get("q", ""), state=chosen.get("estado", ""))


def _count(actor: Actor, chosen: Mapping[str, str]) -> int:
    return _certificates(actor, chosen).count()


def _rows(actor: Actor, chosen: Mapping[str, str], columns: tuple[str, ...], at: datetime) -> Iterator[Row]:
    readers = [_READERS[code][1] for code in columns]
    rows = _certificates(actor, chosen).order_by("id")
    last = 0
    while piece := list(rows.filter(pk__gt=last)[:_PIECE]):
        for row in piece:
            subject: uuid.UUID = row.enrolment.person.public_id
            yield subject, [read(row) for read in readers]
        last = piece[-1].pk


REGISTER = register(
    Dataset(
        code="certificados",
        label=_("Registro de certificados"),
        description=_("Una fila por certificado emitido, con los filtros del registro."),
        right="people.view",
        columns=tuple(each for each, _reader in _READERS.values()),
        subject=Person,
        clean=_clean,
        words=_words,
        count=_count,
        rows=_rows,
        preselected=("code", "course_name", "issued_at", "state"),
    )
)
