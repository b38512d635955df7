"""Closed lists of screening, and how an assessment moves."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MainComponent(TextChoices):
    """The three components of SCR-4, verbatim."""

    REFERRAL = "referral", _("Remisión de casos - necesidades básicas insatisfechas")
    EMPLOYMENT = "employment", _("Perfil orientado a la empleabilidad")
    BUSINESS = "business", _("Perfil orientado al desarrollo empresarial")


class Channel(TextChoices):
    """How answers came in (SCR-22)."""

    ASSISTED = "assisted", _("Entrevista con una persona del equipo")
    SELF = "self", _("En línea, por la propia persona")
    PAPER = "paper", _("Desde una ficha en papel")
    IMPORT = "import", _("Desde un archivo")


class AnswersClass(TextChoices):
    """Sensitivity of the answers in one envelope."""

    INTERNAL = "internal", _("Interna")
    PERSONAL = "personal", _("Personal")
    SENSITIVE = "sensitive", _("Sensible")
    PROTECTED = "protected", _("Protegida")


FOR_RULES = (AnswersClass.INTERNAL, AnswersClass.PERSONAL, AnswersClass.SENSITIVE)
"""Classes that the rules may read: protected answers never (SCR-10)."""


class AssessmentState(TextChoices):
    """Advice of the rules, and what a named person made of it (SCR-1)."""

    ADVISED = "advised", _("Por confirmar")
    CONFIRMED = "confirmed", _("Confirmada")
    OVERRIDDEN = "overridden", _("Cambiada por una persona")


TRANSITIONS: dict[str, frozenset[str]] = {
    AssessmentState.ADVISED: frozenset({AssessmentState.CONFIRMED, AssessmentState.OVERRIDDEN}),
    AssessmentState.CONFIRMED: frozenset({AssessmentState.OVERRIDDEN}),
    AssessmentState.OVERRIDDEN: frozenset({AssessmentState.CONFIRMED, AssessmentState.OVERRIDDEN}),
}
"""From a state to the states it may move to; every decision stays in the audit."""

REFERRAL_WARNING = 0.30
"""Share of remisión as main component above which a version is shown with a warning (issue 2, §3.5)."""

TALK_PRIVATE = "talk_private"
"""The question whose answer is a wish to talk in private."""
WISHED = frozenset({"yes", "later"})
"""Its answers that are one."""
