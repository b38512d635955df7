"""Closed lists of the programme frame."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BusinessLevel(TextChoices):
    """Levels of emprendimiento (PRG-6); people, courses and capital windows carry them."""

    INITIAL = "inicial", _("Inicial")
    INTERMEDIATE = "intermedia", _("Intermedia")
    ADVANCED = "avanzada", _("Avanzada")


class StageStatus(TextChoices):
    """How far a municipality is in a stage (PRG-2)."""

    NOT_STARTED = "not_started", _("Sin iniciar")
    IN_PROGRESS = "in_progress", _("En marcha")
    DONE = "done", _("Terminada")


class RulePopulation(TextChoices):
    """The two populations a donor's share can be about (PRG-8); the finer groups belong to the person."""

    MOBILITY = "mobility", _("Personas en situación de movilidad humana")
    HOST = "host", _("Comunidad de acogida")


class FundRuleKind(TextChoices):
    """What a donor's rule restricts (PRG-18, PRI-6)."""

    POPULATION_MIN = "population_min", _("Proporción mínima de una población")
    WOMEN_MIN = "women_min", _("Proporción mínima de mujeres")
    CITY = "city", _("Solo en estas ciudades")
    COMPONENT = "component", _("Solo para este componente")
    NOTE = "note", _("Otra condición escrita")
