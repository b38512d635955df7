"""Closed lists of exports, and their words."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Reason(TextChoices):
    """What a file is for (SEC-4); kept with the export and in the audit."""

    SERVICE = "service", _("Organizar la atención a estas personas")
    REPORT = "report", _("Informe del programa o de un financiador")
    OTHER_TOOL = "other_tool", _("Pasar los datos a otra herramienta del municipio")
    DUTY = "duty", _("Pedido de una autoridad judicial o de control")
    AUTHORITY = "authority", _("Pedido de la autoridad municipal")
    COMMUNICATION = "communication", _("Comunicación o difusión")


NOT_IN_ELECTIONS = frozenset({Reason.AUTHORITY, Reason.COMMUNICATION})


class FileFormat(TextChoices):
    """How the table is written."""

    XLSX = "xlsx", _("Excel (.xlsx)")
    CSV = "csv", _("CSV, para cualquier programa")


class ExportState(TextChoices):
    """Where an export stands."""

    WAITING = "waiting", _("Espera aprobación")
    QUEUED = "queued", _("Se está preparando")
    READY = "ready", _("Lista para descargar")
    REFUSED = "refused", _("Negada")
    CANCELLED = "cancelled", _("Cancelada")
    FAILED = "failed", _("No se pudo preparar")
    EXPIRED = "expired", _("Vencida: el archivo se borró")


OPEN = (ExportState.WAITING, ExportState.QUEUED, ExportState.READY)
TRANSITIONS = {
    ExportState.WAITING: {ExportState.QUEUED, ExportState.REFUSED, ExportState.CANCELLED, ExportState.EXPIRED},
    ExportState.QUEUED: {ExportState.READY, ExportState.FAILED, ExportState.WAITING, ExportState.CANCELLED},
    ExportState.READY: {ExportState.CANCELLED, ExportState.EXPIRED},
}
BADGE_TONES = {
    ExportState.WAITING: "yellow",
    ExportState.QUEUED: "blue",
    ExportState.READY: "green",
    ExportState.REFUSED: "red",
    ExportState.FAILED: "red",
}

REFUSAL_WORDS = {
    "no_columns": _("Elija al menos una columna."),
    "column_not_offered": _("Una de las columnas no se puede exportar."),
    "column_not_yours": _("Su rol no permite exportar la columna «%(column)s»."),
    "reason_needed": _("Escriba para qué se necesita el archivo: al menos %(least)s letras."),
    "too_many_rows": _("Son %(rows)s filas y el máximo es %(limit)s. Use los filtros para pedir menos."),
    "nobody": _("No hay ninguna fila con estos filtros: no hay nada que exportar."),
    "electoral_period": _(
        "Hay período electoral hasta el %(day)s: no se exportan datos de personas para la autoridad ni para "
        "comunicación. Puede pedir cifras sin nombres."
    ),
    "own_request": _("Usted pidió esta exportación: debe aprobarla otra persona."),
    "not_waiting": _("Esta exportación ya no espera aprobación."),
    "not_ready": _("El archivo no está listo o ya venció. Pida la exportación otra vez."),
    "not_yours": _("Solo descarga el archivo quien lo pidió."),
    "not_open": _("Esta exportación ya terminó."),
    "file_lost": _("El archivo ya no está. Pida la exportación otra vez."),
    "grew": _("Mientras esperaba hubo más personas: necesita una nueva aprobación."),
}
