"""Closed lists of certification, and its words."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CertificateState(TextChoices):
    """What a verifier sees."""

    VALID = "valid", _("Válido")
    REVOKED = "revoked", _("Anulado")


class Shortfall(TextChoices):
    """Why somebody does not reach the certificate yet (EVA-5)."""

    NOT_CONFIRMED = "not_confirmed", _("No tiene matrícula confirmada en el aula")
    NEVER_STARTED = "never_started", _("No asistió a ninguna sesión")
    LEFT = "left", _("Dejó el ciclo")
    TOO_FEW_MINUTES = "too_few_minutes", _("Asistió al %(percent)s %% de los minutos; se necesita el %(needed)s %%")
    OBLIGATION = "obligation", _("Obligación pendiente: %(obligation)s")


TOKEN_PURPOSE = "certificate"  # noqa: S105 - the name of a purpose
BADGE_TONES = {CertificateState.VALID: "green", CertificateState.REVOKED: "red"}

REFUSAL_WORDS = {
    "lists_missing": _("Faltan las listas de asistencia de %(sessions)s sesiones. Tómelas o cancele esas sesiones."),
    "obligation_needed": _("Escriba qué falta."),
    "reason_needed": _("Escriba el motivo de la anulación."),
    "no_sessions": _("El aula no tiene sesiones."),
}
