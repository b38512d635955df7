"""Closed lists of attendance, and the words of its refusals."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MarkState(TextChoices):
    """How somebody attended a session (ASI-1)."""

    ATTENDED = "attended", _("Asistió")
    LATE = "late", _("Atraso")
    ABSENT = "absent", _("Faltó")
    EXCUSED = "excused", _("Justificada")


PRESENT = (MarkState.ATTENDED, MarkState.LATE)
BADGE_TONES = {
    MarkState.ATTENDED: "green",
    MarkState.LATE: "yellow",
    MarkState.ABSENT: "red",
    MarkState.EXCUSED: "blue",
}


class MarkOrigin(TextChoices):
    """Where a mark was first written (ASI-1, ASI-2)."""

    SCREEN = "screen", _("En pantalla")
    PAPER = "paper", _("Hoja firmada")


REFUSAL_WORDS = {
    "class_not_open": _("El aula no está abierta. El equipo municipal debe completar su lista de apertura y abrirla."),
    "session_cancelled": _("Esta sesión está cancelada: no lleva asistencia."),
    "session_ahead": _("La sesión es el %(day)s: la asistencia se toma desde ese día."),
    "not_on_list": _("Una de las personas marcadas ya no está en la lista de esta aula. Abra la lista otra vez."),
    "marked_meanwhile": _(
        "Mientras usted marcaba, otra persona guardó otra cosa y no se cambió nada. %(rows)s. "
        "Revise y guarde otra vez lo que valga."
    ),
    "minutes_beyond_session": _("Los minutos deben estar entre 1 y %(minutes)s, la duración de la sesión."),
    "minutes_unreadable": _("No se entiende «%(text)s»: escriba los minutos con números."),
    "reason_needed": _("Va a corregir una lista de un día anterior: escriba por qué."),
    "rows_unreadable": _("No se entiende «%(text)s»: escriba números de fila, por ejemplo 1-12, 14, 20."),
    "rows_unknown": _("Estas filas no están en la lista: %(rows)s."),
    "rows_twice": _("Estas filas están en más de una casilla: %(rows)s."),
    "not_own_class": _("Solo puede tomar la asistencia de las aulas que usted facilita."),
    "nothing_marked": _("Marque al menos a una persona."),
}
