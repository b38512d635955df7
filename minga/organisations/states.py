"""Kinds and levels of organisations (ROL-2, ROL-15..17)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    """What an organisation is; an organisation may carry another public name for its kind (REF-6)."""

    GAD_MUNICIPAL = "gad_municipal", _("GAD municipal")
    GAD_PROVINCIAL = "gad_provincial", _("GAD provincial")
    MUNICIPAL_UNIT = "municipal_unit", _("Unidad municipal")
    PUBLIC_COMPANY = "public_company", _("Empresa pública")
    DEVELOPMENT_AGENCY = "development_agency", _("Agencia o corporación de promoción económica")
    CENTRAL_GOVERNMENT = "central_government", _("Gobierno central")
    UNIVERSITY = "university", _("Universidad o instituto")
    UN_AGENCY = "un_agency", _("Agencia de Naciones Unidas")
    COOPERATION = "cooperation", _("Cooperación internacional")
    NGO = "ngo", _("Organización no gubernamental")
    FINANCIAL = "financial", _("Entidad financiera")
    EMPLOYER = "employer", _("Empresa o empleador")
    EMPLOYERS_ASSOCIATION = "employers_association", _("Gremio o cámara de empleadores")
    WORKERS_ASSOCIATION = "workers_association", _("Organización de trabajadores")
    COMMUNITY = "community", _("Organización comunitaria")


class Level(TextChoices):
    """Where it acts."""

    LOCAL = "local", _("Local")
    PROVINCIAL = "provincial", _("Provincial")
    NATIONAL = "national", _("Nacional")
    INTERNATIONAL = "international", _("Internacional")
