"""Closed lists of prioritisation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ListComponent(TextChoices):
    """Whom a list holds: the two economic components of SCR-4, or both in one order. Remisión has no turn."""

    BOTH = "both", _("Los dos perfiles económicos")
    EMPLOYMENT = "employment", _("Perfil orientado a la empleabilidad")
    BUSINESS = "business", _("Perfil orientado al desarrollo empresarial")


class LeftOut(TextChoices):
    """Why somebody assessed is not in a list."""

    NOT_YET = "not_yet", _("Aún no cumple un requisito; se abre en una fecha")
    NOT_MET = "not_met", _("No cumple un requisito")
    ADVISED = "advised", _("Su valoración está por confirmar")
    NOT_TAKING_PART = "not_taking_part", _("Ya no participa en el programa")
