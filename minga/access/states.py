"""Roles, what each is for, and what a team must have."""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """Roles of staff and allies (ROL-1..12)."""

    TECHNICIAN = "technician", _("Técnica o técnico municipal")
    COORDINATOR = "coordinator", _("Coordinación")
    FACILITATOR = "facilitator", _("Persona facilitadora")
    CASE_WORKER = "case_worker", _("Gestión de casos")
    AUTHORITY = "authority", _("Autoridad")
    ADVISER = "adviser", _("Asesoría de cooperación")
    DONOR_VIEWER = "donor_viewer", _("Donante")
    COMMUNICATION = "communication", _("Comunicación")
    PROGRAMME_ADMIN = "programme_admin", _("Administración del programa")


SENTENCES: dict[str, Any] = {
    Role.TECHNICIAN: _("Inscribe, entrevista y llama a las personas de su municipio, y acompaña sus cursos."),
    Role.COORDINATOR: _("Organiza el trabajo del equipo, aprueba sobrecupos y responde por los datos del municipio."),
    Role.FACILITATOR: _("Dicta aulas y pasa lista; de cada persona ve solo lo que el aula necesita."),
    Role.CASE_WORKER: _("Atiende en privado a quien lo pide o está en riesgo; nadie más ve esas notas."),
    Role.AUTHORITY: _("Decide con cifras del municipio; nunca ve a una persona."),
    Role.ADVISER: _("Acompaña y aconseja: lee herramientas, planes y cifras; nunca ve a una persona."),
    Role.DONOR_VIEWER: _("Lee los informes acordados con su organización; nunca ve a una persona."),
    Role.COMMUNICATION: _("Prepara campañas y mensajes públicos; nunca ve a una persona."),
    Role.PROGRAMME_ADMIN: _("Da cuentas, roles y ajustes, y aprueba lo delicado; no ve expedientes de personas."),
}
"""What each role is for, in one sentence: shown where roles are given and in docs/access.md."""


class Duty(TextChoices):
    """What a member of the technical team answers for (ROL-3)."""

    UNIT_LEAD = "unit_lead", _("Responsable de la Unidad de Desarrollo Social y Económico")
    BUSINESS = "business", _("Técnica o técnico de emprendimiento")
    EMPLOYMENT = "employment", _("Técnica o técnico de empleabilidad")
