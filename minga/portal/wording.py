"""What the audit says, in the words of the person it is about."""

from __future__ import annotations

from django.utils.translation import gettext as _

from minga.access.states import Role
from minga.audit.states import Purpose
from minga.kernel.actor import PARTICIPANT, PUBLIC, SYSTEM


def role_in_words(role: str) -> str:
    """The roles of a row, for paper that others at home may read: who attends protected cases reads like the team."""
    special = {
        PARTICIPANT: _("Usted"),
        PUBLIC: _("Página pública"),
        SYSTEM: _("El sistema, sin intervención de nadie"),
        Role.CASE_WORKER: _("Equipo técnico"),
        Role.TECHNICIAN: _("Equipo técnico"),
    }
    known = dict(Role.choices)
    words = [str(special.get(code) or known.get(code, _("Equipo técnico"))) for code in role.split("+") if code]
    return ", ".join(dict.fromkeys(words)) or _("Equipo técnico")


def action_in_words(action: str) -> str:
    """What was done, by the verb of its name; what only the team needs to tell apart is one sentence."""
    by_verb = {
        "read": _("Leyó sus datos"),
        "show": _("Leyó sus datos"),
        "search": _("Buscó sus datos"),
        "reveal": _("Vio su documento, contactos y dirección"),
        "print": _("Imprimió una hoja con sus datos"),
        "export": _("Sacó una copia de sus datos"),
        "download": _("Sacó una copia de sus datos"),
        "register": _("La registró"),
    }
    return by_verb.get(action.partition(".")[2].partition("_")[0], _("Anotó o cambió algo suyo"))


def purpose_in_words(purpose: str) -> str:
    """The purpose as the closed list has it, with the text that was added; other purposes as they were written."""
    code, _colon, text = purpose.partition(": ")
    if code not in Purpose.values:
        return purpose
    if code == Purpose.OTHER:
        return text
    label = str(Purpose(code).label)
    return f"{label}. {text}" if text else label
