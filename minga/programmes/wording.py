"""Settings in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .rules import HOURS, YES_NO, kind_of_setting

# key: name, unit, what it does
SETTINGS: dict[str, tuple[Any, Any, Any]] = {
    "minimum_age": (
        gettext_lazy("Edad mínima"), gettext_lazy("años"), gettext_lazy("Desde qué edad se atiende en los servicios."),
    ),
    "first_contact_days": (
        gettext_lazy("Plazo del primer contacto"), gettext_lazy("días"),
        gettext_lazy("Lo que promete el comprobante cuando no se acuerda una fecha."),
    ),
    "residence_months": (
        gettext_lazy("Residencia en la zona"), gettext_lazy("meses"),
        gettext_lazy("Cuánto tiempo debe vivir la persona en la zona para los servicios que lo piden."),
    ),
    "route_hours_limit": (
        gettext_lazy("Duración de una ruta"), gettext_lazy("horas"),
        gettext_lazy("Cuántas horas de capacitación puede sumar una ruta."),
    ),
    "invitation_hours": (
        gettext_lazy("Plazo para aceptar un cupo"), gettext_lazy("horas"),
        gettext_lazy("Cuánto tiempo guarda el cupo una invitación."),
    ),
    "quiet_hours": (
        gettext_lazy("Horas sin mensajes"), "", gettext_lazy("Entre estas horas nada se envía automáticamente."),
    ),
    "certificate_attendance_percent": (
        gettext_lazy("Asistencia para el certificado"), "%", gettext_lazy("Minutos asistidos sobre minutos ofrecidos."),
    ),
    "small_cell": (
        gettext_lazy("Cifras pequeñas"), gettext_lazy("personas"),
        gettext_lazy("En los desgloses se oculta toda cifra menor que esta."),
    ),
    "mass_message_people": (
        gettext_lazy("Convocatoria grande"), gettext_lazy("personas"),
        gettext_lazy("En período electoral, llamar a más personas que estas espera la aprobación del programa."),
    ),
    "facilitator_required": (
        gettext_lazy("Aula con persona facilitadora certificada"), "",
        gettext_lazy("Sin ella el aula abre solo con una excepción escrita."),
    ),
    "own_consent_age": (
        gettext_lazy("Edad para autorizar por sí misma"), gettext_lazy("años"),
        gettext_lazy("Antes de esta edad autoriza quien representa a la persona. LOPDP, por confirmar con abogado."),
    ),
    "rights_answer_days": (
        gettext_lazy("Plazo para responder una solicitud de derechos"), gettext_lazy("días"),
        gettext_lazy("Se cuenta desde el día siguiente al de la solicitud. LOPDP, por confirmar con abogado."),
    ),
    "rights_extension_days": (
        gettext_lazy("Prórroga de una solicitud de derechos"), gettext_lazy("días"),
        gettext_lazy("Una sola vez y con motivo escrito. Por confirmar con abogado."),
    ),
    "incident_authority_working_days": (
        gettext_lazy("Aviso de un incidente a la autoridad y a ARCOTEL"), gettext_lazy("días hábiles"),
        gettext_lazy("Desde que se conoce el incidente. LOPDP, por confirmar con abogado."),
    ),
    "incident_people_working_days": (
        gettext_lazy("Aviso de un incidente a las personas"), gettext_lazy("días hábiles"),
        gettext_lazy("Desde que se conoce el incidente. LOPDP, por confirmar con abogado."),
    ),
    "keep_message_bodies_days": (
        gettext_lazy("Texto de los mensajes"), gettext_lazy("días"),
        gettext_lazy("Después se borra el texto y la dirección, y queda que el mensaje existió."),
    ),
    "keep_import_rows_days": (
        gettext_lazy("Filas de un archivo aplicado"), gettext_lazy("días"),
        gettext_lazy("Después ya no se puede deshacer el archivo."),
    ),
    "keep_sheets_days": (
        gettext_lazy("Archivos sin aplicar"), gettext_lazy("días"),
        gettext_lazy("Después el archivo se descarta con sus filas."),
    ),
    "keep_drafts_days": (
        gettext_lazy("Registros en línea sin terminar"), gettext_lazy("días"),
        gettext_lazy("Se cuenta desde la última vez que la persona guardó una respuesta."),
    ),
    "keep_tokens_days": (
        gettext_lazy("Enlaces vencidos"), gettext_lazy("días"), gettext_lazy("Después de su vencimiento."),
    ),
    "keep_receipts_days": (
        gettext_lazy("Constancias de formularios enviados"), gettext_lazy("días"),
        gettext_lazy("Sirven para que un envío repetido no cambie nada."),
    ),
    "keep_inactive_months": (
        gettext_lazy("Personas sin actividad"), gettext_lazy("meses"),
        gettext_lazy("Después se avisa a la persona y, si no responde, se suprimen sus datos."),
    ),
    "inactive_notice_days": (
        gettext_lazy("Aviso antes de suprimir"), gettext_lazy("días"),
        gettext_lazy("Cuánto se espera la respuesta de una persona sin actividad."),
    ),
}  # fmt: skip


def name_of(key: str) -> str:
    """What a setting is called on screen."""
    return str(SETTINGS[key][0])


def value_in_words(key: str, value: Any) -> str:
    """A value with its unit: «6 meses», «Sí», «de 20:00 a 08:00»."""
    kind = kind_of_setting(key)
    if kind == YES_NO:
        return _("Sí") if value else _("No")
    if kind == HOURS:
        return _("de %(start)s a %(end)s") % {"start": value[0], "end": value[1]}
    unit = str(SETTINGS[key][1])
    return f"{value} {unit}".strip()


def origin_in_words(origin: str) -> str:
    """Who gave a value: this municipality, the programme, or nobody yet."""
    words = {
        "municipality": _("De este municipio"),
        "programme": _("De todo el programa"),
        "default": _("Valor inicial de la plataforma"),
    }
    return words[origin]
