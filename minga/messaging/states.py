"""Closed lists of messages: what they are for, what form they take, how far they got."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Purpose(TextChoices):
    """What a text is for."""

    INVITATION = "invitation", _("Llamar a una persona a su curso")
    REMINDER = "reminder", _("Recordar la respuesta pendiente")
    PARTNER_LINK = "partner_link", _("Enlace para una organización aliada")


class Form(TextChoices):
    """The shape a text takes; several channels may share one."""

    EMAIL = "email", _("Correo electrónico")
    SHORT = "short", _("Mensaje corto (WhatsApp, chat, SMS)")
    SPOKEN = "spoken", _("Guion para llamar o visitar")


class MessageState(TextChoices):
    """How far a message got. `unknown`: it may have left; only a person decides to send it again."""

    QUEUED = "queued", _("Por enviar")
    SENDING = "sending", _("Enviándose")
    ACCEPTED = "accepted", _("Recibido por el servidor")
    DELIVERED = "delivered", _("Entregado")
    FAILED = "failed", _("No se pudo enviar")
    UNKNOWN = "unknown", _("No se sabe si salió")


PLACE_WORDS = {
    "nombre": _("nombre de pila"),
    "curso": _("nombre del curso"),
    "contenido": _("qué se aprende, en una frase"),
    "inicio": _("fecha y hora de la primera sesión"),
    "lugar": _("lugar y dirección"),
    "plazo": _("hasta cuándo se guarda el cupo"),
    "municipio": _("nombre del municipio"),
    "telefono": _("teléfono de la oficina"),
    "oficina": _("dirección y horario de la oficina"),
    "enlace": _("enlace de la organización aliada"),
    "codigo": _("código de la solicitud"),
    "servicio": _("servicio que la recibe"),
}

BADGE_TONES = {"accepted": "green", "delivered": "green", "failed": "red", "unknown": "yellow"}
TRANSITIONS = {
    MessageState.QUEUED: {MessageState.SENDING, MessageState.FAILED, MessageState.UNKNOWN},
    MessageState.SENDING: {
        MessageState.ACCEPTED, MessageState.FAILED, MessageState.UNKNOWN, MessageState.QUEUED,
    },
    MessageState.ACCEPTED: {MessageState.DELIVERED, MessageState.FAILED},
    MessageState.UNKNOWN: {MessageState.ACCEPTED, MessageState.FAILED, MessageState.QUEUED},
    MessageState.FAILED: {MessageState.QUEUED},
    MessageState.DELIVERED: set(),
}  # fmt: skip
