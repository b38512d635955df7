"""Closed lists of the audit: purposes of a look, outcomes of a review, what a finding of the verifier can be."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

READ_VERBS = ("read", "reveal", "show", "search", "print", "export", "download")


class Purpose(TextChoices):
    """Why somebody looks at data that are masked; the person may read it in «¿Quién vio mis datos?»."""

    CONTACT = "contact", _("Llamarle, escribirle o visitarle")
    IDENTITY = "identity", _("Comprobar su identidad: la persona está presente")
    CORRECT = "correct", _("Corregir o completar sus datos")
    DUPLICATE = "duplicate", _("Ver si está registrada dos veces")
    ASKED = "asked", _("La persona lo pidió")
    SERVICE = "service", _("Preparar un servicio o una derivación para ella")
    OTHER = "other", _("Otro motivo (escríbalo)")


class Outcome(TextChoices):
    """What a review of a look outside one's own tasks found."""

    JUSTIFIED = "justified", _("Tenía un motivo de trabajo")
    REMINDED = "reminded", _("Sin motivo claro: se habló con la persona funcionaria")
    INCIDENT = "incident", _("Posible incidente: se avisa a la persona delegada de protección de datos")


class Tampering(StrEnum):
    """What the verifier can find wrong with the first row that is."""

    ALTERED = "altered"
    REMOVED = "removed"
    REORDERED = "reordered"
    INSERTED = "inserted"
    TRUNCATED = "truncated"
    FORKED = "forked"


def is_read(action: str) -> bool:
    """Whether an action only read, printed or took out: its verb is one of READ_VERBS."""
    return action.partition(".")[2].partition("_")[0] in READ_VERBS
