"""Closed lists of calling people in."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RoundState(TextChoices):
    """A round calls up the next person in order while it is open."""

    OPEN = "open", _("Abierta")
    CLOSED = "closed", _("Cerrada")


class InvitationState(TextChoices):
    """What became of an invitation. `pending` and `accepted` have a place; `skipped` never had one."""

    PENDING = "pending", _("Espera respuesta")
    ACCEPTED = "accepted", _("Acepta")
    DECLINED = "declined", _("No puede esta vez")
    SILENT = "silent", _("Sin respuesta, cupo liberado")
    WITHDRAWN = "withdrawn", _("El cupo se liberó en el aula")
    SKIPPED = "skipped", _("No se llamó")


class MassState(TextChoices):
    """Whether many people may be called in an electoral period (SEC-4)."""

    ASKED = "asked", _("Espera aprobación")
    APPROVED = "approved", _("Aprobada")
    DECLINED = "declined", _("No aprobada")


TRANSITIONS: dict[str, tuple[str, ...]] = {
    InvitationState.PENDING: (
        InvitationState.ACCEPTED,
        InvitationState.DECLINED,
        InvitationState.SILENT,
        InvitationState.WITHDRAWN,
    ),
    InvitationState.ACCEPTED: (InvitationState.DECLINED, InvitationState.WITHDRAWN),
    InvitationState.DECLINED: (),
    InvitationState.SILENT: (),
    InvitationState.WITHDRAWN: (),
    InvitationState.SKIPPED: (),
}
BADGE_TONES = {
    InvitationState.PENDING: "yellow",
    InvitationState.ACCEPTED: "green",
    InvitationState.DECLINED: "violet",
    RoundState.OPEN: "green",
    MassState.ASKED: "yellow",
    MassState.APPROVED: "green",
    MassState.DECLINED: "red",
}


class AttemptOutcome(TextChoices):
    """How an attempt to reach somebody ended (CON-2)."""

    SPOKE = "spoke", _("Habló con la persona")
    SENT = "sent", _("Mensaje enviado")
    TRUSTED = "trusted", _("Dejó recado con su persona de confianza")
    NO_ANSWER = "no_answer", _("No contestó o no estaba")
    WRONG_CONTACT = "wrong_contact", _("El número o la dirección no son de la persona")
    REFUSES_CONTACT = "refuses_contact", _("Pide que no la contacten por este medio")
    NOT_SENT = "not_sent", _("El mensaje no pudo salir")


COUNTS_AS_ATTEMPT = frozenset(
    {AttemptOutcome.SPOKE, AttemptOutcome.SENT, AttemptOutcome.TRUSTED, AttemptOutcome.NO_ANSWER}
)
"""Outcomes that tried the person; a wrong number tried nobody."""
REACHED = frozenset({AttemptOutcome.SPOKE, AttemptOutcome.TRUSTED})


class DeclineReason(TextChoices):
    """Why somebody does not come (CON-9)."""

    WORK = "work", _("Trabajo u horario")
    CARE = "care", _("Cuidado de otras personas")
    DISTANCE = "distance", _("Distancia o transporte")
    HEALTH = "health", _("Salud")
    NOT_INTERESTED = "not_interested", _("No le interesa este curso")
    ALREADY_STUDYING = "already_studying", _("Ya estudia en otro lado")
    MOVED = "moved", _("Se mudó de ciudad")
    NOT_SAID = "not_said", _("No dijo el motivo")


class SkipReason(TextChoices):
    """Why the next in order was not called; nobody loses their turn for it."""

    HAS_PLACE = "has_place", _("Ya tiene un cupo en este ciclo")
    NOT_TAKING_PART = "not_taking_part", _("Ya no participa en el programa")
    HOURS_LIMIT = "hours_limit", _("Pasaría el límite de horas de su ruta")
    BUSY = "busy", _("Tiene sesiones a esa hora en otra aula")


RELEASE_WORDS = {
    "not_pending": _("Esta invitación ya tiene respuesta."),
    "before_deadline": _("El cupo se guarda hasta que termine el plazo."),
    "attempts_missing": _("El plazo terminó, pero el cupo sigue guardado. Falta: %(missing)s."),
    "attempts": _("hacer dos intentos de contacto"),
    "days": _("intentar en dos días distintos"),
    "channels": _("intentar por dos medios distintos"),
    "direct": _("llamar o visitar al menos una vez"),
}
