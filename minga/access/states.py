"""Roles, kinds of data and verbs."""

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
