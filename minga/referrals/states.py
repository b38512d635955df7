"""Closed lists of the directory, of referrals and of protected cases; how a referral moves."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Need(TextChoices):
    """What somebody needs that the programme does not give (REM-1). Protection is not among them: see cases."""

    FOOD = "food", _("Alimentación")
    SHELTER = "shelter", _("Alojamiento temporal o vivienda")
    HYGIENE = "hygiene", _("Ropa, higiene y enseres")
    HEALTH = "health", _("Salud")
    PAPERS = "papers", _("Documentos y trámites")
    LEGAL = "legal", _("Asesoría legal")
    SCHOOLING = "schooling", _("Estudio de niños, niñas y adolescentes")
    CHILDCARE = "childcare", _("Cuidado de niños y niñas")
    ACCESSIBILITY = "accessibility", _("Apoyos por discapacidad")
    EMOTIONAL = "emotional", _("Soporte emocional")
    LIVELIHOOD = "livelihood", _("Acompañamiento al empleo o al negocio")
    FINANCE = "finance", _("Ahorro, crédito o seguro")
    OTHER = "other", _("Otra necesidad")


class Urgency(TextChoices):
    """How soon an answer is expected; the hours are in `rules.sending.ANSWER_HOURS`."""

    NOW = "now", _("Hoy: no puede esperar")
    SOON = "soon", _("En tres días")
    NORMAL = "normal", _("En una semana")


class ServiceStatus(TextChoices):
    """As Open Referral HSDS names them."""

    ACTIVE = "active", _("Atiende")
    PAUSED = "temporarily closed", _("Cerrado por un tiempo")
    CLOSED = "defunct", _("Ya no existe")


class SharedField(TextChoices):
    """What may leave with a referral, if the agreement with the partner allows it. Nothing else ever does."""

    NAME = "name", _("Nombre")
    PHONE = "phone", _("Teléfono, con su indicación de contacto seguro")
    AGE = "age", _("Edad")
    SEX = "sex", _("Sexo")
    CHILDREN = "children", _("Número de niños y niñas a su cargo")
    ACCESS_NEEDS = "access_needs", _("Apoyos que necesita")
    SECTOR = "sector", _("Sector donde vive")
    NOTE = "note", _("Explicación de la necesidad")


class Way(TextChoices):
    """How the partner hears of it: a link it answers, or a slip that the person carries, without data."""

    LINK = "link", _("Enlace para la organización")
    SLIP = "slip", _("Hoja que lleva la propia persona, sin sus datos")


class LinkChannel(TextChoices):
    """How the link reaches the partner; the second code always goes by voice or on paper."""

    EMAIL = "email", _("Correo de la organización")
    WHATSAPP = "whatsapp", _("WhatsApp institucional")
    HAND = "hand", _("Lo copio o lo imprimo yo")


class ReferralState(TextChoices):
    """How far a referral came (REM-3)."""

    SENT = "sent", _("Enviada")
    ACCEPTED = "accepted", _("Aceptada")
    ATTENDED = "attended", _("Atendida")
    NOT_ATTENDED = "not_attended", _("No atendida")
    RETURNED = "returned", _("Devuelta")
    CLOSED = "closed", _("Cerrada")


_ANSWERS = (ReferralState.ACCEPTED, ReferralState.ATTENDED, ReferralState.NOT_ATTENDED, ReferralState.RETURNED)
TRANSITIONS: dict[str, tuple[str, ...]] = {
    ReferralState.SENT: (*_ANSWERS, ReferralState.CLOSED),
    ReferralState.ACCEPTED: (
        ReferralState.ATTENDED,
        ReferralState.NOT_ATTENDED,
        ReferralState.RETURNED,
        ReferralState.CLOSED,
    ),
    ReferralState.NOT_ATTENDED: (ReferralState.ACCEPTED, ReferralState.ATTENDED, ReferralState.CLOSED),
    ReferralState.ATTENDED: (ReferralState.CLOSED,),
    ReferralState.RETURNED: (ReferralState.CLOSED,),
    ReferralState.CLOSED: (),
}
ANSWERS = frozenset(_ANSWERS)
WAITING = frozenset({ReferralState.SENT, ReferralState.ACCEPTED})
BADGE_TONES = {
    ReferralState.SENT: "yellow",
    ReferralState.ACCEPTED: "blue",
    ReferralState.ATTENDED: "green",
    ReferralState.NOT_ATTENDED: "red",
    ReferralState.RETURNED: "violet",
    ServiceStatus.ACTIVE: "green",
    ServiceStatus.PAUSED: "yellow",
}


class ReturnReason(TextChoices):
    """Why a partner returns a referral."""

    NO_CAPACITY = "no_capacity", _("No tenemos cupo ahora")
    NOT_ELIGIBLE = "not_eligible", _("No cumple nuestros requisitos")
    NOT_OURS = "not_ours", _("No es un servicio nuestro")
    NOT_REACHED = "not_reached", _("No pudimos contactarla")
    OTHER = "other", _("Otro motivo")


class CloseReason(TextChoices):
    """Why a referral is closed."""

    ATTENDED = "attended", _("Recibió la atención")
    BACK = "back", _("Volvió a la ruta del programa")
    ELSEWHERE = "elsewhere", _("Se atendió en otro lugar")
    DOES_NOT_WANT = "does_not_want", _("La persona ya no la desea")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("La persona retiró su autorización")
    UNREACHABLE = "unreachable", _("No se la pudo contactar")
    NO_ANSWER = "no_answer", _("La organización no respondió")


class MoveSource(TextChoices):
    """Who said so."""

    STAFF = "staff", _("Equipo municipal")
    LINK = "link", _("La organización, por su enlace")


class ProtectionCategory(TextChoices):
    """What only the case role hears of (REM-9)."""

    VIOLENCE = "violence", _("Violencia")
    TRAFFICKING = "trafficking", _("Trata de personas")
    SMUGGLING = "smuggling", _("Tráfico ilícito de migrantes o migración riesgosa")
    CHILD = "child", _("Niña, niño o adolescente en riesgo")
    OTHER = "other", _("Otro peligro para la persona")


class CaseState(TextChoices):
    """A case is open or closed."""

    OPEN = "open", _("Abierto")
    CLOSED = "closed", _("Cerrado")


class CasePurpose(TextChoices):
    """Why somebody opens a case: stated once a case and session, kept in the audit as a code, never as free text."""

    FOLLOW_UP = "follow_up", _("Dar seguimiento al plan")
    URGENT = "urgent", _("Actuar ante un peligro")
    PERSON_ASKED = "person_asked", _("La persona lo pidió")
    DEPUTY = "deputy", _("Reemplazar a quien lleva el caso")
    SUPERVISION = "supervision", _("Supervisar la calidad de la atención")


class Decision(TextChoices):
    """What an adult decided about telling a specialised entity."""

    NOT_ASKED = "not_asked", _("Todavía no se le ha preguntado")
    YES = "yes", _("Sí, quiere que la contactemos con la entidad")
    NO = "no", _("No quiere, por ahora")


class NoteKind(TextChoices):
    """What a note of a case is; kept sealed with its text."""

    NOTE = "note", _("Nota")
    DECISION = "decision", _("Lo que decidió la persona")
    CALL = "call", _("Llamada a la entidad especializada")
    DANGER = "danger", _("Peligro inmediato: llamada al 911")
    TOLD = "told", _("Se informó a la persona")
    CORRECTION = "correction", _("Corrección de una nota")


class TaskKind(TextChoices):
    """What a task of a case plan is; kept sealed with its text."""

    GOAL = "goal", _("Meta")
    ACTION = "action", _("Acción")
    REPORT = "report", _("Dar aviso a la entidad (24 horas)")
    TELL = "tell", _("Decírselo a la persona cuando sea seguro")


class CareKind(TextChoices):
    """A confidential record: first psychological aid (REM-5) or a session of emotional support (REM-7)."""

    PAP = "pap", _("Primeros auxilios psicológicos (PAP)")
    SUPPORT = "support", _("Sesión de soporte emocional")
