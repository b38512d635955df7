"""Every table that says something of a person: how to find the rows, what the person is told, what an erasure does.

One table for three duties: the export of access and portability, the erasure, and the register of processing. A test
walks all models and fails on one that refers to a person and is not here. Order: the erasure goes from top to bottom.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

ERASED = "—"
ERASED_NAME = "Persona suprimida"
ERASED_KEY = "~"  # sorts after every name, and no search finds it


@dataclass(frozen=True, slots=True)
class Holding:
    """A table, by its label. `path` leads from its rows to the person ("" for the person's own table).

    On erasure rows are removed, or emptied of `empty` (column → what stays in its place) and kept for `kept_for`.
    `renew`: the row gets a new public id, so that nothing recorded elsewhere leads to it. `is_protected`: only the case
    role hands it out. `told` False: no fact about the person that the other tables do not tell (keys, links).
    """

    label: str
    path: str
    title: Any
    empty: Mapping[str, Any] | None = None
    kept_for: Any = ""
    renew: bool = False
    is_protected: bool = False
    told: bool = True
    hidden: tuple[str, ...] = field(default=())

    @property
    def model(self) -> type[Model]:
        """The Django model."""
        return apps.get_model(self.label)

    @property
    def is_removed(self) -> bool:
        """Whether an erasure deletes the rows."""
        return self.empty is None


_CASES = _(
    "Gestión de casos: solo ese equipo lo lee, lo entrega y decide hasta cuándo se guarda; sin clave a la persona"
)
_FIGURES = _("Cifras del programa, sin saber de quién son")
_SHEET = {
    "shown_name": "",
    "name_tokens": "",
    "birth_date": None,
    "row_index": None,
    "external_index": None,
    "document_index": None,
    "phone_index": None,
    "draft": None,
    "remarks": "",
    "changes": None,
}

HOLDINGS: tuple[Holding, ...] = (
    Holding("people.ChangeSet", "person", _("Datos anteriores a un archivo"), told=False),
    Holding(
        "people.ImportRow", "person", _("Fila de un archivo recibido"), empty=_SHEET, kept_for=_FIGURES,
        hidden=("draft", "changes", "batch", "candidate"),
    ),
    Holding(
        "outreach.ContactAttempt", "invitation__person", _("Intentos de contacto"),
        empty={"next_step": "", "message": None}, kept_for=_FIGURES,
    ),
    Holding("messaging.Message", "person", _("Mensajes")),
    Holding("people.ContactPoint", "person", _("Formas de contacto")),
    Holding("people.TrustedPerson", "person", _("Persona de confianza")),
    Holding("people.Document", "person", _("Documentos de identidad")),
    Holding(
        "people.Consent", "person", _("Autorizaciones"),
        empty={"witness": "", "representative": "", "evidence_file": None},
        kept_for=_("Probar que lo compartido se compartió con permiso, sin decir de quién"),
    ),
    Holding(
        "referrals.ReferralMove", "referral__person", _("Pasos de las remisiones"), empty={"note": ""},
        kept_for=_FIGURES,
    ),
    Holding(
        "referrals.Referral", "person", _("Remisiones"), empty={"need_text": ""}, kept_for=_FIGURES, hidden=("link",)
    ),
    Holding("screening.AnswerEnvelope", "submission__person", _("Respuestas de la entrevista")),
    Holding(
        "screening.Assessment", "person", _("Valoraciones"),
        empty={"detail": "", "reason": "", "gates": {}, "priority": None, "inputs_sha256": "", "is_urgent": False},
        kept_for=_FIGURES,
    ),
    Holding("screening.Submission", "person", _("Entrevistas"), empty={}, kept_for=_FIGURES, renew=True),
    Holding(
        "prioritisation.RankedPlace", "person", _("Turnos en un orden de llamada"),
        empty={"inputs": "", "priority": None}, kept_for=_("El orden de llamada debe poder revisarse, sin nombres"),
        hidden=("draw",),
    ),
    Holding(
        "outreach.Invitation", "person", _("Convocatorias"), empty={}, kept_for=_FIGURES, hidden=("place",)
    ),
    Holding("attendance.Mark", "enrolment__person", _("Asistencia"), empty={}, kept_for=_FIGURES),
    Holding(
        "attendance.MarkChange", "mark__enrolment__person", _("Correcciones de la asistencia"),
        empty={"reason": ""}, kept_for=_("El historial de las listas no se reescribe"),
    ),
    Holding("certification.Obligation", "enrolment__person", _("Pendientes para el certificado")),
    Holding(
        "certification.Certificate", "enrolment__person", _("Certificados"), empty={"name": ""},
        kept_for=_("Quien recibió un certificado impreso puede comprobarlo: código, curso, horas y fechas, sin nombre"),
    ),
    Holding("training.Enrolment", "person", _("Matrículas"), empty={"note": ""}, kept_for=_FIGURES),
    Holding(
        "training.HoursApproval", "participation__person", _("Aprobación de más horas"),
        empty={"reason": ERASED}, kept_for=_FIGURES,
    ),
    Holding(
        "people.ParticipationFunding", "participation__person", _("Fondo que financia"), empty={}, kept_for=_FIGURES
    ),
    Holding("people.ElsewhereQuestion", "person", _("Preguntas sobre atención en otros municipios")),
    Holding("people.Untraceable", "person", _("Protección frente a otros municipios"), told=False),
    Holding("people.Participation", "person", _("Participaciones"), empty={"end_note": ""}, kept_for=_FIGURES),
    Holding("privacy.InactivityNotice", "person", _("Avisos por inactividad")),
    Holding(
        "privacy.RightsRequest", "person", _("Solicitudes de derechos"),
        empty={
            "person": None, "asker": "", "reply_to": "", "representative": "", "detail": "", "disputed": [],
            "objected": [], "extension_reason": "", "review_reason": "", "answer": "", "assessment": None,
        },
        kept_for=_("Probar que la solicitud se respondió y cuándo, sin decir de quién es"),
    ),
    Holding(
        "people.Person", "", _("Datos de la persona"),
        empty={
            "given_names": ERASED_NAME, "surnames": "", "known_as": "", "name_key": ERASED_KEY, "name_tokens": "",
            "gender_identity": "", "nationality": "", "migratory_condition": "", "arrived_country_on": None,
            "resides_zone_since": None, "sector": None, "address": "", "household": None, "children_in_care": None,
            "access_needs": "", "safe_contact_note": "",
        },
        kept_for=_("Cifras del programa: sexo, población y año de nacimiento, sin nombre ni documento"),
        renew=True, hidden=("name_key", "name_tokens"),
    ),
)  # fmt: skip

# Tables with data of people that no path leads to from a person of the register, by label or for a whole area, and why.
ELSEWHERE: dict[str, Any] = {
    "access": _("Cuentas, sesiones y llaves del equipo, no de participantes"),
    "audit": _("Nombre y cuenta de quien actuó por el equipo; de la persona solo un identificador"),
    "exports.Export": _("Archivos que pidió el equipo: se borran en horas"),
    "feedback.Complaint": _("Queja, anónima si la persona quiso: no se relaciona con nadie del registro"),
    "monitoring.Pseudonym": _("Clave para contar una vez: se cambia por azar al suprimir"),
    "people.Transfer": _("Oferta de datos a otro municipio: se vacía al responderla, a más tardar en 30 días"),
    "privacy.ErasureEntry": _("Huella que no permite saber quién es: para no restaurar lo suprimido"),
    "privacy.Incident": _("Relato del equipo sobre un incidente; las personas afectadas no se copian ahí"),
    **{f"referrals.{name}": _CASES for name in ("Case", "CaseNote", "CaseTask", "CareRecord", "ProtectionAlert")},
    "referrals.PartnerLink": _("Enlaces a organizaciones: vencen en tres días y no dicen de quién"),
    "screening.TalkWish": _("Deseo de hablar en privado: sin clave a la persona; se borra al suprimir"),
}


def why_elsewhere(model: type[Model]) -> Any:
    """Why a model with data of people is not a holding; "" when nothing says so."""
    return ELSEWHERE.get(model._meta.label) or ELSEWHERE.get(model._meta.app_label, "")


def holding_of(model: type[Model]) -> Holding | None:
    """The line of a model, or None."""
    return next((holding for holding in HOLDINGS if holding.label == model._meta.label), None)
