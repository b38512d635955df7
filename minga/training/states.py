"""Closed lists of training: lines, topics, modalities, lifecycles, reasons, and what each modality needs to open."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Line(TextChoices):
    """What a course is for (FOR-14, FOR-20, FOR-27)."""

    BUSINESS = "emprendimiento", _("Emprendimiento")
    EMPLOYMENT = "empleabilidad", _("Empleabilidad")
    TECHNICAL = "tecnica", _("Capacitación técnica")
    SOFT_SKILLS = "habilidades", _("Habilidades blandas")
    INSTITUTIONS = "institucional", _("Para instituciones")


LIMITED_LINES = frozenset({Line.BUSINESS, Line.EMPLOYMENT})  # the routes that FOR-2 limits


class Topic(TextChoices):
    """Topics of FOR-3, the follow-up ones of FOR-18, those of FOR-19, and the transversal modules of PRG-17."""

    IDEATION = "ideacion", _("Ideación")
    INNOVATION = "innovacion", _("Innovación")
    BUSINESS_MODELS = "modelos-negocio", _("Modelos de negocio")
    ACCOUNTING = "contabilidad", _("Contabilidad")
    FINANCE = "finanzas", _("Finanzas")
    TAXES = "tributacion", _("Tributación")
    FORMALISATION = "formalizacion", _("Formalización de negocios")
    MARKETING = "comercializacion", _("Comercialización")
    SOLIDARITY_ECONOMY = "economia-solidaria", _("Economía popular y solidaria")
    GREEN = "verdes", _("Emprendimientos verdes")
    SOFT_SKILLS = "habilidades-blandas", _("Habilidades blandas")
    JOB_SEARCH = "busqueda-empleo", _("Búsqueda de empleo")
    FINANCIAL_EDUCATION = "educacion-financiera", _("Educación financiera")
    SAFETY_AT_WORK = "sst", _("Seguridad y salud en el trabajo")
    GOVERNANCE = "gobernanza", _("Estructuras de gobernanza empresarial")
    ADMINISTRATION = "administracion", _("Gestión administrativa y financiera")
    DIGITAL_MANAGEMENT = "gerencia-digital", _("Herramientas de gerencia digital")
    DIGITAL_BUSINESS = "negocios-ia", _("Negocios digitales a través de inteligencia artificial")
    TRADE = "oficio", _("Formación técnico-profesional")
    MOBILITY = "movilidad-humana", _("Movilidad humana")
    GENDER = "genero", _("Enfoque de género")
    INTEGRATION = "integracion", _("Integración")


TRANSVERSAL_TOPICS = (Topic.MOBILITY, Topic.GENDER, Topic.INTEGRATION)  # PRG-17


class CourseStatus(TextChoices):
    """How far a methodology has been tried (PRG-16)."""

    DRAFT = "draft", _("Borrador")
    PILOTED = "piloted", _("Pilotado")
    APPROVED = "approved", _("Aprobado")


class Modality(TextChoices):
    """The four modalities (FOR-5)."""

    PRESENCIAL = "presencial", _("Presencial")
    VIRTUAL = "virtual", _("Virtual")
    MIXED = "mixta", _("Mixta")
    EVALUATION = "evaluacion", _("Evaluación")


SESSION_MODALITIES = (Modality.PRESENCIAL, Modality.VIRTUAL)
NEEDS_VENUE = frozenset({Modality.PRESENCIAL, Modality.MIXED})
NEEDS_LINK = frozenset({Modality.VIRTUAL, Modality.MIXED})


class CycleState(TextChoices):
    """A dated run of classes."""

    PLANNED = "planned", _("Planificado")
    OPEN = "open", _("Abierto")
    CLOSED = "closed", _("Cerrado")


class ClassState(TextChoices):
    """An aula before, while and after it is given."""

    PLANNED = "planned", _("Planificada")
    OPEN = "open", _("Abierta")
    CLOSED = "closed", _("Cerrada")


class CheckItem(TextChoices):
    """What is checked before an aula opens (FOR-6, ROL-9)."""

    VENUE = "venue", _("Lugar físico en la localidad")
    FACILITATOR = "facilitator", _("Persona facilitadora certificada")
    EQUIPMENT = "equipment", _("Equipo de audio y video")
    MATERIALS = "materials", _("Materiales listos")
    SCHEDULE = "schedule", _("Horario que conviene a las personas")
    CHILDREN = "children", _("Rincón infantil previsto, si hace falta")
    LINK = "link", _("Enlace de la sesión virtual probado")
    QUESTIONNAIRE = "questionnaire", _("Cuestionario de evaluación listo")


CHECK_ITEMS: dict[str, tuple[CheckItem, ...]] = {
    Modality.PRESENCIAL: (
        CheckItem.VENUE,
        CheckItem.FACILITATOR,
        CheckItem.EQUIPMENT,
        CheckItem.MATERIALS,
        CheckItem.SCHEDULE,
        CheckItem.CHILDREN,
    ),
    Modality.VIRTUAL: (CheckItem.FACILITATOR, CheckItem.LINK, CheckItem.MATERIALS, CheckItem.SCHEDULE),
    Modality.MIXED: (
        CheckItem.VENUE,
        CheckItem.FACILITATOR,
        CheckItem.EQUIPMENT,
        CheckItem.LINK,
        CheckItem.MATERIALS,
        CheckItem.SCHEDULE,
        CheckItem.CHILDREN,
    ),
    Modality.EVALUATION: (CheckItem.FACILITATOR, CheckItem.QUESTIONNAIRE),
}


class EnrolmentState(TextChoices):
    """A place in an aula. That somebody started is derived from attendance, never stored here."""

    HELD = "held", _("Cupo apartado")
    CONFIRMED = "confirmed", _("Matrícula confirmada")
    LEFT = "left", _("Dejó el ciclo")
    NO_SHOW = "no_show", _("No se presentó")
    RELEASED = "released", _("Cupo liberado")


OCCUPYING = (EnrolmentState.HELD, EnrolmentState.CONFIRMED)
TRANSITIONS: dict[str, tuple[str, ...]] = {
    EnrolmentState.HELD: (EnrolmentState.CONFIRMED, EnrolmentState.RELEASED),
    EnrolmentState.CONFIRMED: (EnrolmentState.LEFT, EnrolmentState.NO_SHOW, EnrolmentState.RELEASED),
    EnrolmentState.LEFT: (),
    EnrolmentState.NO_SHOW: (),
    EnrolmentState.RELEASED: (),
}
BADGE_TONES = {
    EnrolmentState.HELD: "yellow",
    EnrolmentState.CONFIRMED: "green",
    ClassState.OPEN: "green",
    CourseStatus.APPROVED: "green",
    CourseStatus.PILOTED: "blue",
}


class ReleaseReason(TextChoices):
    """Why a place became free before the class began."""

    DECLINED = "declined", _("La persona no acepta")
    NO_ANSWER = "no_answer", _("No respondió en el plazo")
    OTHER_CLASS = "other_class", _("Pasa a otra aula")
    CLASS_CANCELLED = "class_cancelled", _("El aula no se dará")
    MISTAKE = "mistake", _("Se apartó por error")


class LeaveReason(TextChoices):
    """Why somebody who had begun left (ASI-7)."""

    WORK = "work", _("Trabajo")
    CARE = "care", _("Cuidado de otras personas")
    DISTANCE = "distance", _("Distancia o transporte")
    CONNECTIVITY = "connectivity", _("Conectividad")
    MOVED = "moved", _("Se mudó de ciudad")
    OTHER = "other", _("Otro motivo")


REFUSAL_WORDS = {
    "class_full": _(
        "Los %(capacity)s cupos de esta aula están ocupados. Libere uno o pida sobrecupo a la coordinación."
    ),
    "class_closed": _("Esta aula está cerrada: elija otra."),
    "cycle_closed": _("El ciclo está cerrado: elija uno planificado o abierto."),
    "already_has_place": _("Esta persona ya tiene un cupo en el aula."),
    "no_participation": _(
        "Esta persona no participa en el programa ahora. Abra primero su participación en el expediente."
    ),
    "hours_limit": _(
        "Con este curso la persona tendría %(total)s horas de su ruta y el límite es %(limit)s. "
        "La coordinación puede autorizar más horas por escrito."
    ),
    "person_busy": _("La persona ya tiene sesiones a esa hora en el aula «%(class_name)s»."),
    "deadline_passed": _("El plazo debe terminar después de este momento."),
    "wrong_state": _("Ya no se puede: el estado es «%(state)s»."),
    "never_started": _("La persona no tiene asistencias: registre que no se presentó."),
    "has_started": _("La persona tiene asistencias: registre que dejó el ciclo y por qué."),
    "has_attendance": _("La persona tiene asistencias: su cupo no se libera; registre que dejó el ciclo."),
    "reason_needed": _("Escriba el motivo."),
    "venue_too_small": _("En el lugar caben %(room)s personas y el aula tendría %(places)s cupos."),
    "venue_needed": _("La modalidad «%(modality)s» necesita un lugar."),
    "link_needed": _("La modalidad «%(modality)s» necesita el enlace de la sesión virtual."),
    "modality_not_offered": _("El curso no se ofrece en modalidad «%(modality)s»."),
    "course_not_approved": _("El curso aún no está aprobado: solo puede darse como aula piloto."),
    "modules_missing": _("Antes de aprobar el curso faltan estos módulos: %(modules)s."),
    "pilot_missing": _("Antes de aprobar el curso escriba los resultados de la prueba piloto."),
    "items_open": _("Falta revisar o exceptuar: %(items)s."),
    "no_sessions": _("El aula no tiene sesiones: añada al menos una."),
    "exception_incomplete": _("Una excepción necesita el motivo y la fecha en que se regularizará, posterior a hoy."),
    "item_not_of_modality": _("Ese punto no se revisa en esta modalidad."),
    "cupo_below_seats": _("Hay personas hasta el puesto %(highest)s: el cupo no puede ser menor."),
    "session_outside_cycle": _("La sesión debe estar entre %(starts_on)s y %(ends_on)s, las fechas del ciclo."),
    "venue_busy": _("El lugar ya está ocupado a esa hora por el aula «%(class_name)s»."),
    "facilitator_busy": _("La persona facilitadora ya tiene sesión a esa hora con el aula «%(class_name)s»."),
    "class_busy": _("El aula ya tiene una sesión a esa hora."),
    "session_has_marks": _("La sesión ya tiene asistencia: no se puede cancelar ni mover."),
    "session_cancelled": _("Esta sesión está cancelada."),
    "fund_of_other_programme": _("Ese fondo no es de este programa."),
    "name_taken": _("Ya hay uno con ese nombre: elija otro."),
    "approval_not_above_limit": _("Las horas autorizadas deben pasar del límite de %(limit)s."),
}
