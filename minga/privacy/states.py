"""Closed lists of the rights desk, and its words."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RequestKind(TextChoices):
    """What somebody asks about their data."""

    ACCESS = "access", _("Acceso: ver o recibir sus datos")
    RECTIFICATION = "rectification", _("Rectificación: corregir un dato")
    ERASURE = "erasure", _("Eliminación: suprimir sus datos")
    OBJECTION = "objection", _("Oposición: que no se usen para algo")
    PORTABILITY = "portability", _("Portabilidad: llevarse sus datos en un archivo")
    CHALLENGE = "challenge", _("Impugnación de una valoración automatizada")


SHORT_KIND = {
    RequestKind.ACCESS: _("Acceso"),
    RequestKind.RECTIFICATION: _("Rectificación"),
    RequestKind.ERASURE: _("Eliminación"),
    RequestKind.OBJECTION: _("Oposición"),
    RequestKind.PORTABILITY: _("Portabilidad"),
    RequestKind.CHALLENGE: _("Impugnación"),
}


class RequestOrigin(TextChoices):
    """Where it came in."""

    DESK = "desk", _("En la oficina")
    PHONE = "phone", _("Por teléfono")
    PAPER = "paper", _("Por escrito")
    PUBLIC = "public", _("En línea")


class IdentityHow(TextChoices):
    """How it was made sure that it is the person, or who may act for them."""

    DOCUMENT = "document", _("Mostró un documento de identidad")
    KNOWN = "known", _("La reconoce una persona del equipo y dijo su código")
    REPRESENTATIVE = "representative", _("Representante, con documento que lo acredita")


class Decision(TextChoices):
    """How a request ended."""

    GRANTED = "granted", _("Atendida")
    PARTLY = "partly", _("Atendida en parte")
    REFUSED = "refused", _("Negada")
    DROPPED = "dropped", _("La persona desistió")
    NOT_IDENTIFIED = "not_identified", _("No se pudo comprobar quién la pide")


NEEDS_REASON = (Decision.PARTLY, Decision.REFUSED, Decision.NOT_IDENTIFIED)


class RequestState(TextChoices):
    """How far a request came, from its dates."""

    RECEIVED = "received", _("Falta comprobar la identidad")
    OPEN = "open", _("Por responder")
    ANSWERED = "answered", _("Respondida")


class ReviewOutcome(TextChoices):
    """What the official who reviewed a challenged assessment decided."""

    UPHELD = "upheld", _("La valoración se mantiene")
    CHANGED = "changed", _("La valoración cambió")


class IncidentKind(TextChoices):
    """What happened to the data."""

    LEAK = "leak", _("Alguien sin permiso vio o recibió datos")
    LOSS = "loss", _("Se perdieron datos o un equipo")
    CHANGE = "change", _("Se alteraron datos sin permiso")
    UNAVAILABLE = "unavailable", _("No se pudo acceder a los datos")


class IncidentRisk(TextChoices):
    """How much it can harm people; from MEDIUM on they are told."""

    LOW = "low", _("Bajo: es improbable que afecte a las personas")
    MEDIUM = "medium", _("Medio: puede afectarlas")
    HIGH = "high", _("Alto: puede ponerlas en peligro")


class Notified(TextChoices):
    """Who is told about an incident."""

    AUTHORITY = "authority", _("Autoridad de protección de datos")
    ARCOTEL = "arcotel", _("ARCOTEL")
    PEOPLE = "people", _("Personas afectadas")


BADGE_TONES = {
    RequestState.RECEIVED: "yellow",
    RequestState.OPEN: "blue",
    RequestState.ANSWERED: "green",
    IncidentRisk.LOW: "grey",
    IncidentRisk.MEDIUM: "yellow",
    IncidentRisk.HIGH: "red",
}

REFUSAL_WORDS = {
    "answered": _("Esta solicitud ya fue respondida."),
    "not_identified": _("Primero compruebe quién la pide y relaciónela con su expediente."),
    "identified": _("La identidad de esta solicitud ya fue comprobada."),
    "extended": _("El plazo ya se prorrogó una vez."),
    "too_late_to_extend": _("El plazo venció: responda ahora."),
    "reason_needed": _("Escriba el motivo, en palabras que la persona entienda."),
    "not_for_this_kind": _("Esta acción no corresponde a este tipo de solicitud."),
    "same_official": _("La revisa otra persona: usted decidió esta valoración."),
    "not_reviewed": _("Antes de responder, otra persona del equipo debe revisar la valoración."),
    "no_assessment": _("La persona no tiene una valoración que revisar."),
    "has_place": _("Tiene un cupo en un aula. Anote primero que deja el ciclo o que no asistirá."),
    "sheet_waiting": _("Está en un archivo sin aplicar (%(names)s). Aplíquelo o descártelo primero."),
    "not_erased": _("Primero suprima los datos; la respuesta se guarda con esa acción."),
    "erased": _("Esta persona ya no tiene datos en el sistema."),
    "closed": _("Este incidente ya está cerrado."),
    "clocks_open": _("Falta anotar a quién se avisó, o por qué no hacía falta."),
    "period_needed": _("El final debe ser posterior al inicio."),
}
