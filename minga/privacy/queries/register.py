"""The register of processing (RAT), made from the models: what is kept of people, how sensitive, why, for how long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from minga.kernel.sealing import SealedTextField
from minga.kernel.sensitivity import Sensitivity

from ..holdings import holding_of, why_elsewhere
from ..relations import ABOUT_PEOPLE, models_with_personal_fields
from ..wording import COLUMN_LABELS

MISSION = _("Misión de interés público del GAD: prestar el servicio que la persona pide")
CONSENT = _("Autorización de la persona, por fin")
DUTY = _("Obligación legal: responder a los derechos, la seguridad y la rendición de cuentas")


@dataclass(frozen=True, slots=True)
class Processing:
    """A purpose: the areas that serve it, whose data, on what ground, who receives them, how long they are kept."""

    code: str
    title: Any
    areas: tuple[str, ...]
    whose: Any
    ground: Any
    receives: Any
    kept: Any


PARTICIPANTS = _("Participantes, su hogar y su persona de confianza")
NOBODY = _("Nadie fuera del equipo que atiende")
WHILE_ACTIVE = _("Mientras participa; después, lo que diga el plazo de personas sin actividad")
PROCESSINGS: tuple[Processing, ...] = (
    Processing("registration", _("Inscripción y contacto"), ("people",), PARTICIPANTS, MISSION, NOBODY, WHILE_ACTIVE),
    Processing(
        "screening", _("Entrevista, valoración y orden de llamada"), ("screening", "prioritisation"), PARTICIPANTS,
        MISSION, NOBODY, WHILE_ACTIVE,
    ),
    Processing(
        "referrals", _("Remisiones y acompañamiento de casos"), ("referrals",), PARTICIPANTS, CONSENT,
        _("La organización que atiende, con la autorización de la persona"), WHILE_ACTIVE,
    ),
    Processing(
        "training", _("Capacitación, asistencia y certificados"), ("training", "attendance", "certification"),
        PARTICIPANTS, MISSION, _("Quien tenga el certificado impreso puede comprobarlo"), WHILE_ACTIVE,
    ),
    Processing(
        "contact", _("Convocatorias y mensajes"), ("outreach", "messaging"), PARTICIPANTS, MISSION,
        _("Los servicios que transportan el mensaje"), _("El texto de los mensajes, lo que diga su plazo"),
    ),
    Processing(
        "figures", _("Indicadores"), ("monitoring", "exports"), PARTICIPANTS, MISSION,
        _("Autoridades y donantes, solo cifras"), _("Sin plazo: son cifras sin personas"),
    ),
    Processing(
        "accounts", _("Cuentas del equipo y auditoría"), ("access", "audit"), _("Personas del equipo"), DUTY, NOBODY,
        _("Mientras la cuenta existe; la auditoría no se borra"),
    ),
    Processing(
        "rights", _("Derechos de las personas, quejas e incidentes"), ("privacy", "feedback"), PARTICIPANTS, DUTY,
        _("La autoridad de protección de datos, cuando la ley lo pide"), _("Lo necesario para probar que se respondió"),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a processing: its columns about people by class, in words, how many are sealed, what erasure does."""

    label: str
    title: str
    columns: list[tuple[Sensitivity, list[str]]]
    sealed: int
    on_erasure: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the register."""

    processing: Processing
    tables: list[Table]


def register() -> list[Entry]:
    """The register as the models are now; every model with data of people is in one line (a test sees to it)."""
    models = sorted(models_with_personal_fields(), key=lambda model: model._meta.label)
    return [
        Entry(each, [_table(model) for model in models if model._meta.app_label in each.areas]) for each in PROCESSINGS
    ]


def areas_without_a_line() -> set[str]:
    """Areas that keep data of people and that no line of the register names."""
    named = {area for each in PROCESSINGS for area in each.areas}
    return {model._meta.app_label for model in models_with_personal_fields()} - named


def _table(model: type[Model]) -> Table:
    holding = holding_of(model)
    classes: dict[str, Sensitivity] = getattr(model, "sensitivity", {})
    columns = [
        (each, sorted({_words(name) for name, given in classes.items() if given == each})) for each in ABOUT_PEOPLE
    ]
    fate = _("Se borra") if holding and holding.is_removed else (holding.kept_for if holding else "")
    return Table(
        label=model._meta.label,
        title=str(holding.title if holding else why_elsewhere(model) or model._meta.label),
        columns=[(each, names) for each, names in columns if names],
        sealed=sum(isinstance(each, SealedTextField) for each in model._meta.local_fields),
        on_erasure=str(fate),
    )


def _words(name: str) -> str:
    """What a column is called; a blind index is a mark to find something by, which says nothing without its key."""
    return str(_("Marca para buscar") if name.endswith("_index") else COLUMN_LABELS.get(name, name))
