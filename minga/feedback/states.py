"""Closed lists of complaints, and their words."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ComplaintKind(TextChoices):
    """What it is about."""

    TREATMENT = "treatment", _("Cómo me trataron")
    CHARGED = "charged", _("Me pidieron dinero o un favor")
    LEFT_OUT = "left_out", _("Me dejaron fuera y no entiendo por qué")
    DATA = "data", _("Qué hicieron con mis datos")
    COURSE = "course", _("El curso, el lugar o el horario")
    IDEA = "idea", _("Una idea para mejorar")
    OTHER = "other", _("Otra cosa")


class ComplaintDecision(TextChoices):
    """What came of it."""

    CHANGED = "changed", _("Se cambió algo")
    FOUNDED = "founded", _("Tiene razón; se tomaron medidas")
    UNFOUNDED = "unfounded", _("Se revisó y no se encontró motivo")
    PASSED_ON = "passed_on", _("Se pasó a la entidad que corresponde")
    NOT_ENOUGH = "not_enough", _("Faltan datos para revisarla")


class ComplaintState(TextChoices):
    """How far it came, from its dates."""

    RECEIVED = "received", _("Recibida")
    IN_HAND = "in_hand", _("En revisión")
    ANSWERED = "answered", _("Respondida")


BADGE_TONES = {
    ComplaintState.RECEIVED: "yellow",
    ComplaintState.IN_HAND: "blue",
    ComplaintState.ANSWERED: "green",
}
REFUSAL_WORDS = {
    "words_needed": _("Escriba qué pasó, con sus palabras."),
    "answer_needed": _("Escriba qué se le responde."),
    "answered": _("Esta queja ya fue respondida."),
}
