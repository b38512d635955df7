"""Closed lists about people; each value is a word of the field or of the sources."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PopulationGroup(TextChoices):
    """Both populations, and how the person moves (PRG-8)."""

    DESTINATION = "destination", _("En movilidad humana: con intención de quedarse")
    TRANSIT = "transit", _("En movilidad humana: en tránsito")
    PENDULAR = "pendular", _("En movilidad humana: pendular")
    RETURNEE = "returnee", _("Persona ecuatoriana retornada")
    INTERNALLY_DISPLACED = "internally_displaced", _("Desplazada interna")
    HOST = "host", _("Comunidad de acogida")


MOBILITY_GROUPS = (PopulationGroup.DESTINATION, PopulationGroup.TRANSIT, PopulationGroup.PENDULAR)


class Sex(TextChoices):
    """Sex for breakdowns (MON-3)."""

    FEMALE = "female", _("Mujer")
    MALE = "male", _("Hombre")
    INTERSEX = "intersex", _("Intersexual")
    UNDISCLOSED = "undisclosed", _("Prefiere no decirlo")


class ContactKind(TextChoices):
    """Channels by which a person can be reached (CON-4, CON-5)."""

    PHONE = "phone", _("Llamada telefónica")
    WHATSAPP = "whatsapp", _("WhatsApp")
    SMS = "sms", _("Mensaje de texto")
    EMAIL = "email", _("Correo electrónico")
    FACEBOOK = "facebook", _("Chat de Facebook")
    VISIT = "visit", _("Visita o en persona")


class ConsentPurpose(TextChoices):
    """Optional purposes only: no service hangs on one (SEC-3)."""

    IMAGE = "image", _("Uso de su imagen")
    JOB_BOARD = "job_board", _("Bolsa de empleo")
    CATALOGUE = "catalogue", _("Catálogo de emprendimientos")
    RESEARCH = "research", _("Estudios")
    SHARE_PARTNER = "share_partner", _("Compartir con una organización aliada")
    MESSAGES = "messages", _("Recibir mensajes del programa")


class ConsentHow(TextChoices):
    """How it was given."""

    SPOKEN = "spoken", _("De palabra, ante una persona del equipo")
    SIGNED = "signed", _("Firmada en papel")
    THUMBPRINT = "thumbprint", _("Con huella en papel, ante testigo")
    ONLINE = "online", _("En línea, por la propia persona")


class WithdrawnHow(TextChoices):
    """How a consent was taken back; as easy as giving it."""

    IN_PERSON = "in_person", _("En persona")
    PHONE = "phone", _("Por teléfono")
    WRITTEN = "written", _("Por escrito")
    ONLINE = "online", _("En línea")
    OBJECTION = "objection", _("Con una solicitud de oposición")


class ParticipationEnd(TextChoices):
    """Why a participation closed."""

    GRADUATED = "graduated", _("Egresó")
    WITHDREW = "withdrew", _("Se retiró")
    MOVED = "moved", _("Se mudó a otra ciudad")
    UNREACHABLE = "unreachable", _("No se la pudo contactar")
    MISTAKE = "mistake", _("Se registró por error")


class Origin(TextChoices):
    """How a person or participation came in (SCR-22)."""

    ASSISTED = "assisted", _("Registro asistido")
    SELF = "self", _("Registro propio")
    IMPORT = "import", _("Desde un archivo")
    PAPER = "paper", _("Desde una ficha en papel")
    TRANSFER = "transfer", _("Llegó de otro municipio")


class RowOutcome(TextChoices):
    """What a row of a sheet would do, or did, when applied."""

    NEW = "new", _("Persona nueva")
    CHANGED = "changed", _("Completa datos de una persona registrada")
    SAME = "same", _("Ya está registrada, sin cambios")
    POSSIBLE = "possible", _("Posible coincidencia")
    REPEATED = "repeated", _("Repetida en el mismo archivo")
    ERROR = "error", _("Con errores: no se registra")


class RowDecision(TextChoices):
    """What somebody decided on a possible duplicate; while it is empty the row waits and is not applied."""

    NEW = "new", _("Es otra persona")
    SAME = "same", _("Es la misma persona")
    SKIP = "skip", _("No registrarla")


class BatchState(TextChoices):
    """How far a sheet came, from its dates."""

    STAGED = "staged", _("Faltan las columnas")
    QUEUED = "queued", _("En proceso")
    PREVIEWED = "previewed", _("Por aplicar")
    APPLIED = "applied", _("Aplicado")
    UNDONE = "undone", _("Deshecho")
    DISCARDED = "discarded", _("Descartado")
    FAILED = "failed", _("No se pudo continuar")


class ElsewhereReason(TextChoices):
    """Why one asks whether a person was attended in another municipality."""

    NOT_TWICE = "not_twice", _("Para no repetir un apoyo que se da una sola vez")
    GO_ON = "go_on", _("La persona dice que empezó en otra ciudad y quiere seguir")


class TransferState(TextChoices):
    """What became of an offer to move a person's data."""

    OFFERED = "offered", _("Espera respuesta")
    ACCEPTED = "accepted", _("Aceptada")
    DECLINED = "declined", _("No aceptada")
    WITHDRAWN = "withdrawn", _("Retirada")
    EXPIRED = "expired", _("Venció")
